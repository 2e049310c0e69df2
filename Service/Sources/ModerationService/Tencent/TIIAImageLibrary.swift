import ImageMatching
import ModerationStore
import ServiceAccounts

/// TIIA's image library of 2019-05-29: groups of known pictures, which policies may name as lists.
enum TIIAImageLibrary {
  /// The one kind of group there is: the same picture, found again.
  static let groupType: Int64 = 4

  static func actions(_ libraries: Libraries?) -> [any TencentAction] {
    func action(
      _ name: String, _ fields: [ParameterField], isChange: Bool,
      _ perform: @escaping @Sendable (TencentCall, Libraries) async throws(LibraryFailure) -> [JSONValue.Member]
    ) -> LibraryAction {
      LibraryAction(
        service: "tiia", version: "2019-05-29", name: name, fields: fields, codes: .tiia, isChange: isChange,
        libraries: libraries, perform: perform)
    }
    func required(_ names: String...) -> [ParameterField] { names.map { ParameterField($0, isRequired: true) } }
    func optional(_ names: String...) -> [ParameterField] { names.map { ParameterField($0) } }
    let rectangle = ParameterField(
      "ImageRect", .structure(["X", "Y", "Width", "Height"].map { ParameterField($0, .integer) }))
    // Documented to count for searches of goods alone.
    let ofGoods = [ParameterField("EnableDetect", .boolean), ParameterField("CategoryId", .integer), rectangle]
    return [
      action(
        "CreateGroup",
        required("GroupId", "GroupName") + [ParameterField("MaxCapacity", .integer, isRequired: true)]
          + optional("Brief") + [ParameterField("MaxQps", .integer), ParameterField("GroupType", .integer)],
        isChange: true, createGroup),
      action(
        "DescribeGroups",
        [ParameterField("Offset", .integer), ParameterField("Limit", .integer), ParameterField("GroupId")],
        isChange: false, describeGroups),
      action(
        "CreateImage",
        required("GroupId", "EntityId", "PicName")
          + optional("ImageUrl", "ImageBase64", "CustomContent", "Tags") + ofGoods, isChange: true, createImage),
      action(
        "UpdateImage", required("GroupId", "EntityId", "PicName") + optional("Tags"), isChange: true, updateImage),
      action(
        "DeleteImages", required("GroupId", "EntityId") + optional("PicName"), isChange: true, deleteImages),
      action(
        "DescribeImages", required("GroupId", "EntityId") + optional("PicName"), isChange: false, describeImages),
      action(
        "SearchImage",
        required("GroupId") + optional("ImageUrl", "ImageBase64", "Filter")
          + ["Limit", "Offset", "MatchThreshold"].map { ParameterField($0, .integer) } + ofGoods,
        isChange: false, searchImage),
    ]
  }

  // MARK: Groups

  private static func createGroup(
    _ call: TencentCall, _ libraries: Libraries
  ) async throws(LibraryFailure) -> [JSONValue.Member] {
    let parameters = call.parameters
    let type = parameters.integer("GroupType") ?? groupType
    guard type == groupType else {
      throw .service(
        ServiceFailure(
          .unsupported,
          "GroupType \(type) needs a model that is not here; GroupType \(groupType) finds the same picture again"))
    }
    let group = NewPictureGroup(
      name: try groupID(parameters),
      title: try text(
        parameters, "GroupName", atMost: LibraryLimits.maximumTitleCharacterCount, empty: "ImageGroupNameEmpty",
        tooLong: "ImageGroupNameTooLong"),
      brief: try text(
        parameters, "Brief", atMost: LibraryLimits.maximumBriefCharacterCount, tooLong: "BriefTooLong"),
      capacity: Int(
        try parameters.integer(
          "MaxCapacity", in: 1...Int64(PictureLibraryStore.maximumPictureCount), otherwise: 0,
          code: "InvalidParameterValueLimit")),
      callsPerSecond: Int(
        try parameters.integer(
          "MaxQps", in: LibraryLimits.callsPerSecond, otherwise: 10, code: "InvalidParameterValueLimit")))
    try await stored { () throws(LibraryError) in
      try await libraries.store.pictures.createGroup(group, by: libraries.author(call.caller))
    }
    await changed(group.name, call, libraries)
    return []
  }

  private static func describeGroups(
    _ call: TencentCall, _ libraries: Libraries
  ) async throws(LibraryFailure) -> [JSONValue.Member] {
    let (offset, limit) = try page(call.parameters)
    let groups = try await stored { () throws(LibraryError) in
      try await libraries.store.pictures.groups(
        of: call.caller.account.id, name: call.parameters.text("GroupId"), offset: offset, limit: limit)
    }
    let infos = groups.map { kept in
      JSONValue.object([
        "GroupId": .string(kept.group.name), "GroupName": .string(kept.group.title),
        "Brief": .string(kept.group.brief), "MaxCapacity": .integer(Int64(kept.group.capacity)),
        "MaxQps": .integer(Int64(kept.group.callsPerSecond)), "GroupType": .integer(groupType),
        "PicCount": .integer(Int64(kept.pictureCount)), "CreateTime": .string(UTCTimeText.text(kept.created)),
        "UpdateTime": .string(UTCTimeText.text(kept.updated)),
      ])
    }
    return [JSONValue.Member(name: "Groups", value: .array(infos))]
  }

  // MARK: Pictures

  private static func createImage(
    _ call: TencentCall, _ libraries: Libraries
  ) async throws(LibraryFailure) -> [JSONValue.Member] {
    let parameters = call.parameters
    let group = try groupID(parameters)
    let entity = try entityID(parameters)
    guard let name = try pictureName(parameters) else { throw .value("PicNameEmpty", "PicName is empty") }
    let content = try text(
      parameters, "CustomContent", atMost: LibraryLimits.maximumContentCharacterCount, tooLong: "CustomContentTooLong")
    let tags = parameters.text("Tags") ?? ""
    _ = try PictureTags(tags)
    try checkWhole(parameters)
    // A group that is not there costs no picture.
    _ = try await stored { () throws(LibraryError) in
      try await libraries.store.pictures.groups(of: call.caller.account.id, name: group, limit: 1)
    }
    let picture = try await libraries.hashed(call)
    try await stored { () throws(LibraryError) in
      try await libraries.store.pictures.add(
        NewPicture(
          entity: entity, name: name, hash: picture.fingerprint.hash, quality: picture.fingerprint.quality,
          sha256: picture.sha256, content: content, tags: tags),
        to: group, by: libraries.author(call.caller))
    }
    await changed(group, call, libraries)
    return [JSONValue.Member(name: "Object", value: .null)]
  }

  private static func updateImage(
    _ call: TencentCall, _ libraries: Libraries
  ) async throws(LibraryFailure) -> [JSONValue.Member] {
    let group = try groupID(call.parameters)
    let entity = try entityID(call.parameters)
    guard let name = try pictureName(call.parameters) else { throw .value("PicNameEmpty", "PicName is empty") }
    // Absent, it leaves them as they are; an empty text takes them away.
    let tags = call.parameters.given("Tags")
    if let tags { _ = try PictureTags(tags) }
    try await stored { () throws(LibraryError) in
      try await libraries.store.pictures.setTags(
        tags, ofPicture: name, entity: entity, in: group, by: libraries.author(call.caller))
    }
    return []
  }

  private static func deleteImages(
    _ call: TencentCall, _ libraries: Libraries
  ) async throws(LibraryFailure) -> [JSONValue.Member] {
    let group = try groupID(call.parameters)
    let entity = try entityID(call.parameters)
    // Absent, it means all of the entity; an empty text is more likely a name that got lost.
    guard call.parameters.given("PicName") != "" else { throw .value("PicNameEmpty", "PicName is empty") }
    let name = try pictureName(call.parameters)
    try await stored { () throws(LibraryError) in
      try await libraries.store.pictures.remove(
        picture: name, entity: entity, from: group, by: libraries.author(call.caller))
    }
    await changed(group, call, libraries)
    return []
  }

  private static func describeImages(
    _ call: TencentCall, _ libraries: Libraries
  ) async throws(LibraryFailure) -> [JSONValue.Member] {
    let group = try groupID(call.parameters)
    let entity = try entityID(call.parameters)
    let name = try pictureName(call.parameters)
    let pictures = try await stored { () throws(LibraryError) in
      try await libraries.store.pictures.pictures(
        ofEntity: entity, name: name, in: group, of: call.caller.account.id)
    }
    return [
      JSONValue.Member(name: "GroupId", value: .string(group)),
      JSONValue.Member(name: "EntityId", value: .string(entity)),
      // Nothing was compared, so that there is no score.
      JSONValue.Member(name: "ImageInfos", value: .array(pictures.map { info($0, score: nil) })),
    ]
  }

  private static func searchImage(
    _ call: TencentCall, _ libraries: Libraries
  ) async throws(LibraryFailure) -> [JSONValue.Member] {
    let parameters = call.parameters
    let group = try groupID(parameters)
    let (offset, limit) = try page(parameters)
    let given = try parameters.integer(
      "MatchThreshold", in: 0...100, otherwise: 0, code: "InvalidParameterValueLimit")
    let threshold = given == 0 ? SearchScore.usualThreshold : Int(given)
    var filter: TagFilter?
    if let text = parameters.text("Filter") { filter = try TagFilter(text) }
    try checkWhole(parameters)
    _ = try await stored { () throws(LibraryError) in
      try await libraries.store.pictures.groups(of: call.caller.account.id, name: group, limit: 1)
    }
    let picture = try await libraries.hashed(call)
    let found = try await stored { [filter] () throws(LibraryError) in
      try await libraries.store.pictures.nearest(
        to: picture.fingerprint.views, in: group, of: call.caller.account.id,
        within: SearchScore.maximumDistanceBits(score: threshold), offset: offset, limit: limit
      ) { tags in
        guard let filter else { return true }
        guard let tags = try? PictureTags(tags) else { return false }
        return filter.holds(of: tags)
      }
    }
    let infos = found.map { info($0.picture, score: SearchScore.score(distanceBits: $0.distanceBits)) }
    return [
      JSONValue.Member(name: "Count", value: .integer(Int64(infos.count))),
      JSONValue.Member(name: "ImageInfos", value: .array(infos)), JSONValue.Member(name: "Object", value: .null),
    ]
  }

  private static func info(_ kept: KeptPicture, score: Int?) -> JSONValue {
    .object([
      "EntityId": .string(kept.picture.entity), "CustomContent": .string(kept.picture.content),
      "Tags": .string(kept.picture.tags), "PicName": .string(kept.picture.name),
      "Score": score.map { .integer(Int64($0)) } ?? .null,
    ])
  }
}
