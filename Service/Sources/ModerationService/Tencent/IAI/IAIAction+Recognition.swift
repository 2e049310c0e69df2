import ImageMatching
import ImageModeration
import PoliticsDetection

extension IAIAction {
  /// The actions that look at pictures alone and need no store.
  static func recognition(_ desk: FaceDesk) -> [IAIAction] {
    [
      IAIAction(
        "DetectFace",
        [
          ParameterField("MaxFaceNum", .unsigned), ParameterField("MinFaceSize", .unsigned),
          ParameterField("NeedFaceAttributes", .unsigned), ParameterField("NeedQualityDetection", .unsigned),
          IAIFields.version, IAIFields.rotation,
        ] + IAIFields.picture, at: desk, needsStore: false, detect),
      IAIAction(
        "AnalyzeFace",
        [ParameterField("Mode", .unsigned), IAIFields.version, IAIFields.rotation] + IAIFields.picture, at: desk,
        needsStore: false, analyze),
      IAIAction(
        "CompareFace",
        IAIFields.twoPictures + [
          IAIFields.version, IAIFields.quality, IAIFields.rotation, ParameterField("FaceMatchingStrategy", .unsigned),
        ], at: desk, needsStore: false, compare),
    ]
  }

  /// The most faces of one DetectFace.
  static let maximumDetectedCount = 120
  /// The most faces of one DetectFace whose quality is told.
  static let maximumQualityCount = 30
  /// The most faces of one AnalyzeFace.
  static let maximumAnalyzedCount = 10
  /// What MinFaceSize of DetectFace may be, in pixels.
  static let faceSizes = [20, 34]

  @Sendable private static func detect(_ call: IAICall) async throws(ServiceFailure) -> [JSONValue.Member] {
    let count = try call.integer("MaxFaceNum", 1, in: 1...maximumDetectedCount, .errorFaceNumExceed)
    let size = call.parameters.integer("MinFaceSize") ?? 34
    guard faceSizes.contains(where: { Int64($0) == size }) else {
      throw ServiceFailure(
        .iai(.invalidParameter),
        "MinFaceSize is \(size); allowed are \(faceSizes.map(String.init).joined(separator: " and "))")
    }
    try call.checkModelVersion()
    let needsQuality = call.parameters.integer("NeedQualityDetection") == 1
    let selection = FaceSelection(
      maximumCount: count, minimumSidePixels: Int(size), embeddedCount: needsQuality ? maximumQualityCount : 0)
    let found = try await call.desk.faces(
      of: try call.source(), for: call.account, selection, until: call.deadline)
    // Smaller ones are not found, by the documents.
    guard !found.faces.isEmpty else {
      throw ServiceFailure(
        .iai(.noFaceInPhoto),
        "there is no face of at least \(size) pixels in the picture; smaller ones: \(found.foundCount)")
    }
    let faces = found.faces.map { face -> JSONValue in
      .object(
        IAIAnswers.box(face.box) + [
          // Age, gender and the like have no model here, and no figure is made up.
          IAIAnswers.member("FaceAttributesInfo", .null), IAIAnswers.member("FaceQualityInfo", quality(of: face)),
        ])
    }
    return Self.size(of: found) + [IAIAnswers.member("FaceInfos", .array(faces)), IAIAnswers.version]
  }

  /// What is measured of a face's quality; null where it was not asked for.
  private static func quality(of face: FaceSighting) -> JSONValue {
    guard let quality = FaceQuality(face), let brightness = face.brightness else { return .null }
    return .object([
      "Score": IAIAnswers.integer(quality.score), "Sharpness": .null,
      "Brightness": .integer(Int64(brightness.rounded())), "Completeness": .null,
    ])
  }

  private static func size(of found: FaceSightings) -> [JSONValue.Member] {
    [
      IAIAnswers.member("ImageWidth", IAIAnswers.integer(found.size.width)),
      IAIAnswers.member("ImageHeight", IAIAnswers.integer(found.size.height)),
    ]
  }

  @Sendable private static func analyze(_ call: IAICall) async throws(ServiceFailure) -> [JSONValue.Member] {
    let mode = try call.integer("Mode", 0, in: 0...1, .invalidParameter)
    try call.checkModelVersion()
    let found = try await call.faces(
      of: try call.source(), FaceSelection(maximumCount: mode == 1 ? 1 : maximumAnalyzedCount, embeddedCount: 0))
    let shapes = found.faces.map { face -> JSONValue in
      func points(_ points: PixelPoint...) -> JSONValue { .array(points.map(IAIAnswers.point)) }
      let marks = face.landmarks
      // Five points are found; outlines have no model here.
      return .object([
        "FaceProfile": [], "LeftEye": [], "RightEye": [], "LeftEyeBrow": [], "RightEyeBrow": [],
        "Mouth": points(marks.leftMouthCorner, marks.rightMouthCorner), "Nose": points(marks.noseTip),
        "LeftPupil": points(marks.leftEye), "RightPupil": points(marks.rightEye),
      ])
    }
    return Self.size(of: found) + [IAIAnswers.member("FaceShapeSet", .array(shapes)), IAIAnswers.version]
  }

  @Sendable private static func compare(_ call: IAICall) async throws(ServiceFailure) -> [JSONValue.Member] {
    try call.checkModelVersion()
    let quality = try call.qualityLevel()
    let strategy = try call.integer("FaceMatchingStrategy", 0, in: 0...1, .invalidParameter)
    let order: FaceSelection.Order = strategy == 0 ? .surest : .largest
    let (first, second) = (try call.source("ImageA", "UrlA"), try call.source("ImageB", "UrlB"))
    let left = try await call.face(of: first, quality: quality, order: order, called: "picture A")
    let right = try await call.face(of: second, quality: quality, order: order, called: "picture B")
    let score = FaceMatchScore.score(cosine: Double(left.embedding.cosine(to: right.embedding)), faceCount: 1)
    return [IAIAnswers.member("Score", .number(score)), IAIAnswers.version]
  }

  /// The documented actions that nothing here can do, each with the reason.
  static func unsupported(_ desk: FaceDesk) -> [IAIAction] {
    func refused(_ name: String, _ fields: [ParameterField], _ reason: String) -> IAIAction {
      IAIAction(name, fields, at: desk, needsStore: false) { _ throws(ServiceFailure) in
        throw ServiceFailure(.unsupported, "\(name): \(reason)")
      }
    }
    let live = "there is no model here that tells a live face from a picture of one"
    let job = "persons are compared when they are made (UniquePersonControl of CreatePerson); there is no job for it"
    let upgrade =
      "there is one model, \(faceModelVersion), and no pictures are kept that another could look at; make a new group"
    let groups = ParameterField("GroupIds", .list(.string))
    let version = IAIFields.version
    return [
      refused(
        "DetectFaceAttributes",
        IAIFields.picture + [
          ParameterField("MaxFaceNum", .unsigned), ParameterField("FaceAttributesType"), IAIFields.rotation, version,
        ], "there is no model here of age, gender, emotion or other attributes; DetectFace finds faces"),
      refused(
        "AnalyzeDenseLandmarks",
        IAIFields.picture + [ParameterField("Mode", .unsigned), version, IAIFields.rotation],
        "there is no model here of more than five points; AnalyzeFace gives those"),
      refused(
        "CompareMaskFace", IAIFields.twoPictures + [version, IAIFields.quality],
        "no model here was trained on faces with masks; CompareFace compares faces as they are"),
      refused("DetectLiveFace", IAIFields.picture + [version], live),
      refused("DetectLiveFaceAccurate", IAIFields.picture + [version], live),
      refused(
        "DetectFaceSimilarity", IAIFields.twoPictures + [IAIFields.quality],
        "no model here was trained on likeness; CompareFace says whether two faces are one person's"),
      refused("CheckSimilarPerson", [groups, ParameterField("UniquePersonControl", .integer)], job),
      refused("EstimateCheckSimilarPersonCostTime", [groups], job),
      refused("GetCheckSimilarPersonJobIdList", IAIFields.page, job),
      refused("GetSimilarPersonResult", [ParameterField("JobId")], job),
      refused("UpgradeGroupFaceModelVersion", [ParameterField("GroupId"), version], upgrade),
      refused("GetUpgradeGroupFaceModelVersionResult", [ParameterField("JobId")], upgrade),
      refused("GetUpgradeGroupFaceModelVersionJobList", IAIFields.page, upgrade),
      refused("RevertGroupFaceModelVersion", [ParameterField("JobId")], upgrade),
    ]
  }
}
