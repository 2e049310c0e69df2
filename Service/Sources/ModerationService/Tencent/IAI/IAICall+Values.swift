import FaceLibraries
import ImageModeration
import ModerationStore

extension IAICall {
  /// The codes of an id.
  enum IDKind: Sendable {
    case group
    case person

    var illegal: IAICode { self == .group ? .groupIdIllegal : .personIdIllegal }
    var tooLong: IAICode { self == .group ? .groupIdTooLong : .personIdTooLong }
  }

  /// A text that must be there and not be empty.
  func required(_ name: String) throws(ServiceFailure) -> String {
    guard let text = parameters.text(name) else {
      throw ServiceFailure(.iai(.errorParameterEmpty), "the parameter \(name) is empty")
    }
    return text
  }

  func groupID() throws(ServiceFailure) -> FaceID { try Self.id(try required("GroupId"), "GroupId", .group) }

  func personID() throws(ServiceFailure) -> FaceID { try Self.id(try required("PersonId"), "PersonId", .person) }

  /// Groups, each once, in the order in which they were named.
  func groupIDs(atMost most: Int) throws(ServiceFailure) -> [FaceID] {
    let given = parameters.texts("GroupIds") ?? []
    guard !given.isEmpty else { throw ServiceFailure(.iai(.errorParameterEmpty), "the parameter GroupIds is empty") }
    guard given.count <= most else {
      throw ServiceFailure(.iai(.groupIdsExceed), "GroupIds has \(given.count) groups; at most \(most) are allowed")
    }
    var ids: [FaceID] = []
    var seen: Set<FaceID> = []
    for text in given {
      let id = try Self.id(text, "GroupIds", .group)
      if seen.insert(id).inserted { ids.append(id) }
    }
    return ids
  }

  private static func id(_ text: String, _ name: String, _ kind: IDKind) throws(ServiceFailure) -> FaceID {
    guard text.utf8.count <= FaceID.maximumByteCount else {
      throw ServiceFailure(
        .iai(kind.tooLong), "\(name) has \(text.utf8.count) bytes; at most \(FaceID.maximumByteCount) are allowed")
    }
    guard let id = FaceID(text) else { throw ServiceFailure(.iai(kind.illegal), "\(name): \(FaceID.rule)") }
    return id
  }

  /// Refuses a text that is too long, or that holds control characters or ends of lines.
  ///
  /// - Parameter most: Characters as Unicode counts them: code points.
  static func check(
    _ text: String, _ name: String, atMost most: Int, tooLong: IAICode, illegal: IAICode
  ) throws(ServiceFailure) {
    let count = text.unicodeScalars.count
    guard count <= most else {
      throw ServiceFailure(.iai(tooLong), "\(name) has \(count) characters; at most \(most) are allowed")
    }
    let isBad = text.unicodeScalars.contains { scalar in
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: true
      default: false
      }
    }
    if isBad { throw ServiceFailure(.iai(illegal), "\(name) holds control characters or ends of lines") }
  }

  /// The most characters of a name of a group or a person. Source of these: the API description of SDK 3.1.191.
  static let maximumNameCharacters = 60
  /// The most characters of a group's Tag.
  static let maximumTagCharacters = 40
  /// The most characters of the name of a group's field.
  static let maximumFieldNameCharacters = 30
  /// The most characters of a person's value of a group's field.
  static let maximumFieldValueCharacters = 60
  /// The most fields of a group.
  static let maximumFieldCount = 5

  /// The name of a group; nil where none was given.
  func groupName() throws(ServiceFailure) -> String? {
    guard let text = parameters.text("GroupName") else { return nil }
    try Self.check(
      text, "GroupName", atMost: Self.maximumNameCharacters, tooLong: .groupNameTooLong, illegal: .groupNameIllegal)
    return text
  }

  /// The name of a person; nil where none was given.
  func personName() throws(ServiceFailure) -> String? {
    guard let text = parameters.text("PersonName") else { return nil }
    try Self.check(
      text, "PersonName", atMost: Self.maximumNameCharacters, tooLong: .personNameTooLong, illegal: .personNameIllegal)
    return text
  }

  /// A group's tag, which may be empty; nil where none was given.
  func tag() throws(ServiceFailure) -> String? {
    guard let text = parameters.given("Tag") else { return nil }
    try Self.check(
      text, "Tag", atMost: Self.maximumTagCharacters, tooLong: .groupTagTooLong, illegal: .groupTagIllegal)
    return text
  }

  /// A person's gender; nil where none was given.
  func gender() throws(ServiceFailure) -> Int? {
    guard let value = parameters.integer("Gender") else { return nil }
    guard (0...2).contains(value) else {
      throw ServiceFailure(.iai(.personGenderIllegal), "Gender is \(value); allowed are 0, 1 and 2")
    }
    return Int(value)
  }

  /// A name of a group's field that may be one.
  static func checkFieldName(_ text: String) throws(ServiceFailure) {
    guard !text.isEmpty else {
      throw ServiceFailure(
        .iai(.groupExDescriptionsNameIllegal),
        "a field's name has 0 characters; 1 to \(maximumFieldNameCharacters) are allowed")
    }
    try check(
      text, "a field's name", atMost: maximumFieldNameCharacters, tooLong: .groupExDescriptionsNameTooLong,
      illegal: .groupExDescriptionsNameIllegal)
  }

  /// A person's values of a group's fields, by index.
  func fieldValues() throws(ServiceFailure) -> [Int: String] {
    try byIndex(
      "PersonExDescriptionInfos", "PersonExDescription", exceeds: .personExDescriptionInfosExceed,
      identical: .personExDescriptionsNameIdentical
    ) { text throws(ServiceFailure) in
      try Self.check(
        text, "PersonExDescription", atMost: Self.maximumFieldValueCharacters,
        tooLong: .personExDescriptionsNameTooLong, illegal: .personExDescriptionsNameIllegal)
    }
  }

  /// Names of a group's fields, by index.
  func fieldNames() throws(ServiceFailure) -> [Int: String] {
    try byIndex(
      "GroupExDescriptionInfos", "GroupExDescription", exceeds: .groupExDescriptionsExceed,
      identical: .groupExDescriptionsNameIdentical
    ) { text throws(ServiceFailure) in try Self.checkFieldName(text) }
  }

  private func byIndex(
    _ name: String, _ part: String, exceeds: IAICode, identical: IAICode,
    _ check: (String) throws(ServiceFailure) -> Void
  ) throws(ServiceFailure) -> [Int: String] {
    let given = parameters.structures(name) ?? []
    guard given.count <= Self.maximumFieldCount else {
      throw ServiceFailure(
        .iai(exceeds), "\(name) has \(given.count) fields; at most \(Self.maximumFieldCount) are allowed")
    }
    var values: [Int: String] = [:]
    for one in given {
      guard let index = one.integer("\(part)Index") else {
        throw ServiceFailure(.iai(.errorParameterEmpty), "\(name): \(part)Index is missing")
      }
      guard index < Self.maximumFieldCount else {
        throw ServiceFailure(
          .iai(exceeds), "\(part)Index is \(index); a group has at most \(Self.maximumFieldCount) fields, from 0 on")
      }
      let text = one.given(part) ?? ""
      try check(text)
      guard values.updateValue(text, forKey: Int(index)) == nil else {
        throw ServiceFailure(.iai(identical), "\(name) has the index \(index) twice")
      }
    }
    return values
  }

  /// Where a page begins, and how much of it is wanted.
  func page(atMost most: Int) throws(ServiceFailure) -> (offset: Int, limit: Int) {
    let limit = parameters.integer("Limit") ?? 10
    guard (1...Int64(most)).contains(limit) else {
      throw ServiceFailure(.iai(.limitExceed), "Limit is \(limit); allowed are 1 to \(most)")
    }
    let offset = parameters.integer("Offset") ?? 0
    guard offset <= Self.maximumOffset else {
      throw ServiceFailure(.iai(.offsetExceed), "Offset is \(offset); at most \(Self.maximumOffset) is allowed")
    }
    return (Int(offset), Int(limit))
  }

  /// The greatest Offset: nothing that is listed has more.
  static let maximumOffset: Int64 = 100_000_000

  /// Refuses a page that begins behind the end.
  static func check(offset: Int, of total: Int) throws(ServiceFailure) {
    guard offset <= total else {
      throw ServiceFailure(.iai(.offsetExceed), "Offset is \(offset); there are \(total)")
    }
  }

  /// A number of a documented range.
  func integer(
    _ name: String, _ usual: Int, in range: ClosedRange<Int>, _ code: IAICode
  ) throws(ServiceFailure) -> Int {
    guard let value = parameters.integer(name) else { return usual }
    guard let exact = Int(exactly: value), range.contains(exact) else {
      throw ServiceFailure(
        .iai(code), "\(name) is \(value); allowed are \(range.lowerBound) to \(range.upperBound)")
    }
    return exact
  }

  /// The level of QualityControl.
  func qualityLevel() throws(ServiceFailure) -> Int {
    try integer("QualityControl", 0, in: 0...FaceQuality.maximumLevel, .qualityControlIllegal)
  }

  /// FaceMatchThreshold.
  func threshold(_ usual: Double) throws(ServiceFailure) -> Double {
    guard let value = parameters.number("FaceMatchThreshold") else { return usual }
    guard (0...100).contains(value) else {
      throw ServiceFailure(.iai(.faceMatchThresholdIllegal), "FaceMatchThreshold is \(value); allowed are 0 to 100")
    }
    return value
  }

  /// Refuses other models than ours.
  func checkModelVersion() throws(ServiceFailure) {
    guard let version = parameters.text("FaceModelVersion"), version != IAIAction.faceModelVersion else { return }
    throw ServiceFailure(
      .iai(.faceModelVersionIllegal),
      "FaceModelVersion is \(version.prefix(16)); there is one model here, \(IAIAction.faceModelVersion)")
  }
}
