import FaceLibraries
import ImageMatching
import ImageModeration
import ModerationStore
import PoliticsDetection

extension IAIAction {
  /// The actions that hold a picture against persons.
  static func searches(_ desk: FaceDesk) -> [IAIAction] {
    let fields =
      [
        IAIFields.groups, ParameterField("MaxFaceNum", .unsigned), ParameterField("MinFaceSize", .unsigned),
        ParameterField("NeedPersonInfo", .integer), ParameterField("FaceMatchThreshold", .number), IAIFields.quality,
        IAIFields.rotation,
      ] + IAIFields.picture
    let searches: [(name: String, search: FaceSearchForm)] = [
      ("SearchFaces", FaceSearchForm(measure: .nearestFace, byGroup: false)),
      ("SearchPersons", FaceSearchForm(measure: .mean, byGroup: false)),
      ("SearchFacesReturnsByGroup", FaceSearchForm(measure: .nearestFace, byGroup: true)),
      ("SearchPersonsReturnsByGroup", FaceSearchForm(measure: .mean, byGroup: true)),
    ]
    return searches.map { one in
      IAIAction(one.name, fields + [ParameterField(one.search.countField, .unsigned)], at: desk) {
        call throws(ServiceFailure) in
        try await one.search.answer(call)
      }
    }
      + [
        IAIAction(
          "VerifyFace", [IAIFields.person, IAIFields.quality, IAIFields.rotation] + IAIFields.picture, at: desk
        ) { call throws(ServiceFailure) in
          try await verify(call) { face, kept in
            let nearest = kept.map { Double($0.embedding.cosine(to: face)) }.max() ?? -1
            return FaceMatchScore.score(cosine: nearest, faceCount: kept.count)
          }
        },
        IAIAction(
          "VerifyPerson", [IAIFields.person, IAIFields.quality, IAIFields.rotation] + IAIFields.picture, at: desk
        ) { call throws(ServiceFailure) in
          try await verify(call) { face, kept in
            guard let mean = mean(of: kept.map(\.embedding)) else { return 0 }
            return FaceMatchScore.score(cosine: Double(mean.cosine(to: face)), faceCount: 1)
          }
        },
      ]
  }

  private static func verify(
    _ call: IAICall, _ score: @Sendable (FaceEmbedding, [KeptFace]) -> Double
  ) async throws(ServiceFailure) -> [JSONValue.Member] {
    let person = try call.personID()
    let quality = try call.qualityLevel()
    let source = try call.source()
    let kept = try await call.stored { store throws(FaceStoreError) in
      try await store.faces(ofPerson: person, of: call.account)
    }
    let face = try await call.face(of: source, quality: quality)
    let found = score(face.embedding, kept)
    return [
      IAIAnswers.member("Score", .number(found)), IAIAnswers.member("IsMatch", .bool(found >= FaceMatchScore.match)),
      IAIAnswers.version,
    ]
  }

  /// The mean direction of some faces; nil of none, and where they cancel each other out.
  static func mean(of faces: [FaceEmbedding]) -> FaceEmbedding? {
    guard !faces.isEmpty else { return nil }
    var sum = [Float](repeating: 0, count: FaceEmbedding.count)
    for face in faces {
      for (index, value) in face.direction.enumerated() { sum[index] += value }
    }
    return FaceEmbedding(raw: sum)
  }
}

/// One of the four searches.
struct FaceSearchForm: Sendable {
  let measure: FaceMeasure
  let byGroup: Bool

  /// The most faces of a picture.
  static let maximumFaceCount = 10
  /// The usual MinFaceSize, in pixels. Smaller ones are taken: the documents say that they are less exact.
  static let usualFaceSize = 34
  /// The greatest MinFaceSize: the longest side of a picture.
  static let greatestFaceSize = 4000

  var maximumGroupCount: Int { byGroup ? 60 : IAIAction.maximumGroupCount }
  var countField: String { byGroup ? "MaxPersonNumPerGroup" : "MaxPersonNum" }
  var maximumPersonCount: Int { byGroup ? 10 : 100 }

  func answer(_ call: IAICall) async throws(ServiceFailure) -> [JSONValue.Member] {
    let groups = try call.groupIDs(atMost: maximumGroupCount)
    let faceCount = try call.integer("MaxFaceNum", 1, in: 1...Self.maximumFaceCount, .searchFacesExceed)
    let faceSize = try call.integer(
      "MinFaceSize", Self.usualFaceSize, in: 0...Self.greatestFaceSize, .invalidParameter)
    let count = try call.integer(countField, 5, in: 1...maximumPersonCount, .searchPersonsExceed)
    let needsInfo = call.parameters.integer("NeedPersonInfo") == 1
    let threshold = try call.threshold(0)
    let quality = try call.qualityLevel()
    let found = try await call.faces(
      of: try call.source(), FaceSelection(maximumCount: faceCount, minimumSidePixels: faceSize))
    var results: [JSONValue] = []
    var counts = FaceGroupCounts(persons: 0, faces: 0)
    var known = KnownPersons()
    for sighting in found.faces {
      guard let face = EmbeddedFace(sighting) else {
        throw ServiceFailure(.notJudged, "a face of the picture could not be looked at; try again")
      }
      guard call.deadline > .now else {
        throw ServiceFailure(.deadlinePassed, "the time was up after \(results.count) of \(found.faces.count) faces")
      }
      let isGood = face.quality.shortcoming(at: quality) == nil
      // A poor face has no candidates, and what was searched is told nevertheless.
      let near = try await call.stored { store throws(FaceStoreError) in
        try await store.nearest(
          to: face.embedding, in: groups, of: call.account, count: isGood ? count : 1, byGroup: byGroup,
          measure: measure)
      }
      counts = near.counts
      var lists: [JSONValue] = []
      for list in isGood ? near.lists : [] {
        lists.append(
          .array(try await candidates(list, near.counts, above: threshold, needsInfo: needsInfo, &known, call)))
      }
      results.append(result(face, lists, groups, isGood: isGood))
    }
    return members(results, counts)
  }

  private func result(_ face: EmbeddedFace, _ lists: [JSONValue], _ groups: [FaceID], isGood: Bool) -> JSONValue {
    let rectangle = IAIAnswers.rectangle(face.box)
    let code: JSONValue = isGood ? 0 : -1601
    guard byGroup else {
      return .object(["Candidates": lists.first ?? [], "FaceRect": rectangle, "RetCode": code])
    }
    let perGroup = zip(groups, lists).map { group, list -> JSONValue in
      .object(["GroupId": .string(group.text), "Candidates": list])
    }
    return .object(["FaceRect": rectangle, "GroupCandidates": .array(perGroup), "RetCode": code])
  }

  private func members(_ results: [JSONValue], _ counts: FaceGroupCounts) -> [JSONValue.Member] {
    let isFaces = measure == .nearestFace
    return [
      IAIAnswers.member(byGroup ? "ResultsReturnsByGroup" : "Results", .array(results)),
      IAIAnswers.member(isFaces ? "FaceNum" : "PersonNum", IAIAnswers.integer(isFaces ? counts.faces : counts.persons)),
      IAIAnswers.version,
    ]
  }

  private func candidates(
    _ neighbours: [FaceNeighbours.Neighbour], _ counts: FaceGroupCounts, above threshold: Double, needsInfo: Bool,
    _ known: inout KnownPersons, _ call: IAICall
  ) async throws(ServiceFailure) -> [JSONValue] {
    var candidates: [JSONValue] = []
    for neighbour in neighbours {
      let score = FaceMatchScore.score(cosine: Double(neighbour.cosine), faceCount: counts.faces)
      guard score > threshold else { continue }
      var members = [IAIAnswers.member("PersonId", .string(neighbour.person.text))]
      // Only what is compared face by face has a face that is meant.
      if measure == .nearestFace {
        members.append(IAIAnswers.member("FaceId", .string(neighbour.face.description)))
      }
      members.append(IAIAnswers.member("Score", .number(score)))
      if needsInfo {
        // Who was removed since the search is no candidate.
        guard let person = try await known.person(neighbour.person, call) else { continue }
        members += [
          IAIAnswers.member("PersonName", .string(person.name)),
          IAIAnswers.member("Gender", IAIAnswers.integer(person.gender)),
          IAIAnswers.member("PersonGroupInfos", .array(person.groups.map(IAIAnswers.membership))),
        ]
      }
      candidates.append(.object(members))
    }
    return candidates
  }
}

/// The persons whose names one call has asked for.
struct KnownPersons {
  private var persons: [FaceID: KeptFacePerson?] = [:]

  /// A person; nil where there is none any more.
  mutating func person(_ id: FaceID, _ call: IAICall) async throws(ServiceFailure) -> KeptFacePerson? {
    if let known = persons[id] { return known }
    let found: KeptFacePerson?
    do throws(ServiceFailure) {
      found = try await call.stored { store throws(FaceStoreError) in try await store.person(id, of: call.account) }
    } catch {
      guard case .iai(.personIdNotExist) = error.kind else { throw error }
      found = nil
    }
    persons[id] = .some(found)
    return found
  }
}
