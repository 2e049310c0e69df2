import FaceLibraries
import ImageFetching
import ImageMatching
import ImageModeration
import ModerationStore
import PoliticsDetection

extension IAIAction {
  /// The actions that add faces and take them away: CreatePerson makes a person with one.
  static func faces(_ desk: FaceDesk) -> [IAIAction] {
    [
      IAIAction(
        "CreatePerson",
        [
          IAIFields.group, ParameterField("PersonName", isRequired: true), IAIFields.person,
          ParameterField("Gender", .integer), IAIFields.personFields(),
          ParameterField("UniquePersonControl", .unsigned), IAIFields.quality, IAIFields.rotation,
        ] + IAIFields.picture, at: desk, sharingMeterOf: "CreateFace", createPerson),
      IAIAction(
        "CreateFace",
        [
          IAIFields.person, ParameterField("Images", .list(.string)), ParameterField("Urls", .list(.string)),
          ParameterField("FaceMatchThreshold", .number), IAIFields.quality, IAIFields.rotation,
        ], at: desk, sharingMeterOf: "CreateFace", createFaces),
      IAIAction(
        "DeleteFace", [IAIFields.person, ParameterField("FaceIds", .list(.string), isRequired: true)], at: desk
      ) { call throws(ServiceFailure) in
        let person = try call.personID()
        let given = call.parameters.texts("FaceIds") ?? []
        guard !given.isEmpty else { throw ServiceFailure(.iai(.errorParameterEmpty), "the parameter FaceIds is empty") }
        // Others than the person's are passed over, and so is what cannot be an id.
        let removed = try await call.stored { store throws(FaceStoreError) in
          try await store.removeFaces(given.compactMap { KeptFaceID($0) }, ofPerson: person, of: call.account)
        }
        return [
          IAIAnswers.member("SucDeletedNum", IAIAnswers.integer(removed.count)),
          IAIAnswers.member("SucFaceIds", IAIAnswers.texts(removed.map(\.description))),
        ]
      },
    ]
  }

  /// The most pictures of one CreateFace.
  static let maximumUploadCount = 4
  /// The most faces of a person.
  static let maximumFacesOfPerson = 5

  @Sendable private static func createPerson(_ call: IAICall) async throws(ServiceFailure) -> [JSONValue.Member] {
    let group = try call.groupID()
    _ = try call.required("PersonName")
    let person = NewFacePerson(
      id: try call.personID(), name: try call.personName() ?? "", gender: try call.gender() ?? 0,
      fields: try call.fieldValues())
    let quality = try call.qualityLevel()
    let control = try call.integer("UniquePersonControl", 0, in: 0...4, .uniquePersonControlIllegal)
    let source = try call.source()
    // What costs no picture is refused before one is looked at.
    let kept = try await call.stored { store throws(FaceStoreError) in
      try await store.group(group, of: call.account)
    }
    if let index = person.fields.keys.sorted().first(where: { $0 >= kept.group.fields.count }) {
      throw ServiceFailure(
        .iai(.personExDescriptionInfosExceed),
        "PersonExDescriptionIndex is \(index); the group has \(kept.group.fields.count) fields, from 0 on")
    }
    let face = try await call.face(of: source, quality: quality)
    let rectangle = IAIAnswers.member("FaceRect", IAIAnswers.rectangle(face.box))
    if control > 0, let similar = try await similar(to: face, in: group, control, call) {
      return [
        IAIAnswers.member("FaceId", ""), rectangle, IAIAnswers.member("SimilarPersonId", .string(similar.text)),
        IAIAnswers.version,
      ]
    }
    let id = try await call.stored { store throws(FaceStoreError) in
      try await store.createPerson(
        person, face: face.embedding, in: group, of: call.account, at: call.milliseconds)
    }
    return [
      IAIAnswers.member("FaceId", .string(id.description)), rectangle, IAIAnswers.member("SimilarPersonId", ""),
      IAIAnswers.version,
    ]
  }

  /// The person of a group who a face may be already: the nearest, where a stranger is as near in one of 100 searches
  /// at level 1, and in a tenth of that at each further level.
  private static func similar(
    to face: EmbeddedFace, in group: FaceID, _ level: Int, _ call: IAICall
  ) async throws(ServiceFailure) -> FaceID? {
    let near: FaceNeighbours
    do throws(ServiceFailure) {
      near = try await call.stored { store throws(FaceStoreError) in
        try await store.nearest(
          to: face.embedding, in: [group], of: call.account, count: 1, byGroup: false, measure: .nearestFace)
      }
    } catch {
      // Nobody is in it yet.
      if case .iai(.noFaceInGroups) = error.kind { return nil }
      throw error
    }
    guard let nearest = near.lists.first?.first else { return nil }
    var rate = 0.1
    for _ in 0..<level { rate /= 10 }
    let rateOfNearest = FaceFalseAccepts.rate(cosine: Double(nearest.cosine), faceCount: near.counts.faces)
    return rateOfNearest <= rate ? nearest.person : nil
  }

  /// What became of one picture of CreateFace, by the documented codes.
  private enum Upload: Sendable {
    case face(EmbeddedFace)
    case refused(Int64)

    var code: Int64 {
      switch self {
      case .face: 0
      case .refused(let code): code
      }
    }
  }

  @Sendable private static func createFaces(_ call: IAICall) async throws(ServiceFailure) -> [JSONValue.Member] {
    let person = try call.personID()
    let threshold = try call.threshold(FaceMatchScore.match)
    let quality = try call.qualityLevel()
    let addresses = call.parameters.texts("Urls") ?? []
    let pictures = addresses.isEmpty ? call.parameters.texts("Images") ?? [] : addresses
    guard !pictures.isEmpty else { throw ServiceFailure(.noImage, "Images and Urls are both empty") }
    guard pictures.count <= maximumUploadCount else {
      throw ServiceFailure(
        .iai(.uploadFaceNumExceed), "there are \(pictures.count) pictures; at most \(maximumUploadCount) are allowed")
    }
    let kept = try await call.stored { store throws(FaceStoreError) in
      try await store.faces(ofPerson: person, of: call.account)
    }
    guard kept.count + pictures.count <= maximumFacesOfPerson else {
      throw ServiceFailure(
        .iai(.personFaceNumExceed),
        "the person would have \(kept.count + pictures.count) faces; at most \(maximumFacesOfPerson) are allowed")
    }
    var uploads: [Upload] = []
    for (index, picture) in pictures.enumerated() {
      uploads.append(
        try await upload(picture, isAddress: !addresses.isEmpty, "picture \(index)", kept, quality, threshold, call))
    }
    return try await add(uploads, to: person, call)
  }

  private static func add(
    _ uploads: [Upload], to person: FaceID, _ call: IAICall
  ) async throws(ServiceFailure) -> [JSONValue.Member] {
    let good = uploads.enumerated().compactMap { index, upload -> (index: Int, face: EmbeddedFace)? in
      if case .face(let face) = upload { (index, face) } else { nil }
    }
    let embeddings = good.map(\.face.embedding)
    let ids =
      embeddings.isEmpty
      ? []
      : try await call.stored { store throws(FaceStoreError) in
        try await store.addFaces(embeddings, toPerson: person, of: call.account, at: call.milliseconds)
      }
    return [
      IAIAnswers.member("SucFaceNum", IAIAnswers.integer(ids.count)),
      IAIAnswers.member("SucFaceIds", IAIAnswers.texts(ids.map(\.description))),
      IAIAnswers.member("RetCode", .array(uploads.map { .integer($0.code) })),
      IAIAnswers.member("SucIndexes", .array(good.map { IAIAnswers.integer($0.index) })),
      IAIAnswers.member("SucFaceRects", .array(good.map { IAIAnswers.rectangle($0.face.box) })), IAIAnswers.version,
    ]
  }

  private static func upload(
    _ picture: String, isAddress: Bool, _ name: String, _ kept: [KeptFace], _ quality: Int, _ threshold: Double,
    _ call: IAICall
  ) async throws(ServiceFailure) -> Upload {
    do throws(ServiceFailure) {
      let source: Question.Picture =
        isAddress ? .address(picture, followsRedirects: false) : try IAICall.source(ofBase64: picture, name)
      let face = try await call.face(of: source, quality: quality, called: name)
      let nearest = kept.map { Double($0.embedding.cosine(to: face.embedding)) }.max() ?? -1
      return FaceMatchScore.score(cosine: nearest, faceCount: kept.count) > threshold ? .face(face) : .refused(-1604)
    } catch {
      guard let code = code(of: error) else { throw error }
      return .refused(code)
    }
  }

  /// The code of one picture that was refused; nil for what ends the whole call.
  private static func code(of failure: ServiceFailure) -> Int64? {
    switch failure.kind {
    case .iai(.noFaceInPhoto): -1101
    case .iai(.faceQualityNotQualified): -1601
    case .invalidBase64: -1102
    case .download(let failure) where failure.publicCode == .tooLarge: -1109
    case .download where failure.isSendersFault: -1102
    case .rejected(let rejection):
      [.byteCountTooLarge, .sideTooLarge, .sideTooSmall, .pixelBudgetExceeded].contains(rejection.code) ? -1109 : -1102
    default: nil
    }
  }
}
