import ImageModeration
import ModerationJudging

/// A verdict in the fields of TIIA.
///
/// The documents bind each Suggestion to a range of Confidence (TerrorismResult LABEL: PASS below 86, REVIEW below 91,
/// BLOCK above). Ours rest on other scores, so a score is laid into the range of its suggestion: clients that compare
/// Confidence with the documented numbers and clients that read Suggestion come to the same end.
struct TIIAAnswer {
  /// The most faces of a result.
  static let maximumFaceCount = 5

  /// Where REVIEW and where BLOCK begin, 0…100.
  struct Ranges: Sendable {
    let review: Double
    let block: Double

    static let label = Ranges(review: 86, block: 91)
    static let face = Ranges(review: 70, block: 80)
    static let fingerprint = Ranges(review: 75, block: 90)

    /// A score laid into the range of a suggestion.
    func confidence(_ score: Double, _ suggestion: Suggestion) -> Int64 {
      let (from, to): (Double, Double) =
        switch suggestion {
        case .pass: (0, review)
        case .review: (review, block)
        case .block: (block, 100)
        }
      let placed = from + (to - from) * min(max(score, 0), 1)
      // The upper end belongs to the next suggestion, but for 100.
      return suggestion == .block ? Int64(placed.rounded()) : min(Int64(placed.rounded()), Int64(to) - 1)
    }
  }

  let suggestion: Suggestion
  private let judged: Judged
  private let verdict: Verdict
  private let asked: Set<Scene>
  private let unavailable: Set<Scene>
  private let hasText: Bool
  private let extra: String?
  /// The advice that counts as broken in strict use.
  private let isOutsideRules: Bool

  init(
    _ judged: Judged, scenes: Set<Scene>, unavailable: Set<Scene>, isStrict: Bool, hasText: Bool, extra: String?
  ) {
    self.judged = judged
    self.unavailable = unavailable
    self.hasText = hasText
    self.extra = extra
    asked = scenes
    verdict =
      judged.verdict
      ?? Verdict(suggestion: .review, label: nil, subLabel: nil, score: 0, reason: "", scenes: [], evidence: [])
    let advised: Set<String> = [RejectionCode.sideTooSmall.rawValue, RejectionCode.aspectRatioTooLarge.rawValue]
    isOutsideRules = isStrict && judged.result.advisories.contains { advised.contains($0.code) }
    let strictly = isOutsideRules && (scenes.contains(.text) || scenes.contains(.politics))
    suggestion = max(verdict.suggestion, unavailable.isEmpty && !strictly ? .pass : .review)
  }

  var fields: [JSONValue.Member] {
    let object = JSONValue.object([
      "Suggestion": .string("\(suggestion)"),
      "PornResult": result(.porn, porn),
      "TerrorismResult": result(.terror, terror),
      "PoliticsResult": result(.politics, politics),
      "DisgustResult": .null,
      "TextResult": hasText ? .some(result(.text, text)) : .none,
      "Extra": .string(extra ?? ""),
    ])
    guard case .object(let members) = object else { return [] }
    return members
  }

  /// What a scene's own fields say.
  private struct Fields {
    var type: String
    var confidence: Int64
    var others: [JSONValue.Member] = []
  }

  private func result(_ scene: Scene, _ fields: (SceneResult) -> Fields) -> JSONValue {
    guard asked.contains(scene) else { return .null }
    let told = told(scene)
    return members(told.code, told.message, told.scene.suggestion, fields(told.scene))
  }

  /// A scene as it is told: what was not looked at asks for a person unless the policy lets the gap pass.
  private func told(_ scene: Scene) -> (code: Int64, message: String, scene: SceneResult) {
    guard let found = verdict.scenes.first(where: { $0.scene == scene }), !unavailable.contains(scene) else {
      let reason = "\(scene) is not set up here"
      return (-2, reason, Self.unnamed(scene, .notEvaluated(reason: reason, code: nil), .review))
    }
    if verdict.leftOut(found) { return (-2, Self.reason(found.status), Self.unnamed(scene, found.status, .review)) }
    switch GapMeaning(found) {
    case .fileTooLarge: return (-1402, "the file is too large for this scene", found)
    case .some: return (-2, Self.reason(found.status), found)
    case nil: break
    }
    guard isOutsideRules, scene == .text || scene == .politics else { return (0, "OK", found) }
    let message = "the picture's sides or aspect are outside the documented rules"
    return (-1401, message, found.suggestion == .pass ? Self.unnamed(scene, found.status, .review) : found)
  }

  /// A scene in which nothing was seen that has a name.
  private static func unnamed(_ scene: Scene, _ status: SceneStatus, _ suggestion: Suggestion) -> SceneResult {
    SceneResult(
      scene: scene, status: status, suggestion: suggestion, label: nil, subLabel: nil, score: 0, models: [],
      notCovered: [])
  }

  /// Whether a scene passes although it was not looked at: the policy says so, and nothing may say Normal.
  private func passesUnseen(_ scene: SceneResult) -> Bool {
    scene.suggestion == .pass && scene.status.isGap && (scene.label == nil || scene.label == .normal)
  }

  private func members(_ code: Int64, _ message: String, _ suggestion: Suggestion, _ fields: Fields) -> JSONValue {
    let object = JSONValue.object([
      "Code": .integer(code), "Msg": .string(message), "Suggestion": .string("\(suggestion)"),
      "Confidence": .integer(fields.confidence), "AdvancedInfo": "", "Type": .string(fields.type),
    ])
    guard case .object(let members) = object else { return .null }
    return .object(members + fields.others)
  }

  private static func list(_ pairs: [String: JSONValue]) -> [JSONValue.Member] {
    pairs.sorted { $0.key < $1.key }.map { JSONValue.Member(name: $0.key, value: $0.value) }
  }

  private static func reason(_ status: SceneStatus) -> String {
    switch status {
    case .notEvaluated(let reason, _), .notNeeded(let reason): reason
    case .failed(let failure): "a detector failed: \(failure.code)"
    case .evaluated: "OK"
    }
  }

  /// The gravest of what was seen in a scene, whether it counts or passes; nil where nothing was.
  private func worst(_ scene: Scene) -> Verdict.Evidence? {
    verdict.evidence.filter { $0.scene == scene && $0.suppressedBy == nil }.max {
      ($0.meaning.suggestion, $0.finding.score) < ($1.meaning.suggestion, $1.finding.score)
    }
  }

  /// How sure a suggestion is: of PASS, how far from the worst that was seen.
  private func certainty(_ scene: SceneResult) -> Int64 {
    if passesUnseen(scene) { return 0 }
    let score = min(max(worst(scene.scene)?.finding.score ?? 0, 0), 1)
    return Int64(((scene.suggestion == .pass ? 1 - score : scene.score) * 100).rounded())
  }

  private func porn(_ scene: SceneResult) -> Fields {
    let type =
      switch scene.label {
      case _ where passesUnseen(scene): "FAIL"
      case _ where scene.suggestion == .pass: "NORMAL"
      case Label.porn: "PORN"
      case Label.sexy: "HOT"
      case nil: "FAIL"
      default: "PORN"
      }
    return Fields(type: type, confidence: certainty(scene))
  }

  private func terror(_ scene: SceneResult) -> Fields {
    let counted = verdict.counted(.face).filter { $0.scene == .terror }
    let ranges = counted.isEmpty ? Ranges.label : .face
    let score = (counted.first ?? worst(.terror))?.finding.score ?? 0
    return Fields(
      type: counted.isEmpty ? "LABEL" : "FACE", confidence: ranges.confidence(score, scene.suggestion),
      others: Self.list(faces(.terror, counted)))
  }

  private func politics(_ scene: SceneResult) -> Fields {
    let counted = verdict.counted(.face).filter { $0.scene == .politics }
    // Without a gallery the scene compares fingerprints alone.
    let isDNA =
      counted.isEmpty
      && (scene.notCovered.contains(.galleryFace) || verdict.counted(.library).contains { $0.scene == .politics })
    let ranges = isDNA ? Ranges.fingerprint : .face
    let score = (counted.first ?? worst(.politics))?.finding.score ?? 0
    return Fields(
      type: isDNA ? "DNA" : "FACE", confidence: ranges.confidence(score, scene.suggestion),
      others: Self.list(faces(.politics, counted)))
  }

  private func faces(_ scene: Scene, _ evidence: [Verdict.Evidence]) -> [String: JSONValue] {
    guard scene == .terror || scene == .politics else { return [:] }
    let faces = evidence.prefix(Self.maximumFaceCount).map { one -> JSONValue in
      let box = one.finding.locations.first?.box
      let candidates = one.finding.candidates.prefix(1).map { candidate -> JSONValue in
        .object([
          "Name": .string(candidate.name),
          "Confidence": .integer(Ranges.face.confidence(candidate.score, one.meaning.suggestion)),
        ])
      }
      return .object([
        "FaceRect": box.map {
          .object([
            "X": .integer(Int64($0.x)), "Y": .integer(Int64($0.y)), "Width": .integer(Int64($0.width)),
            "Height": .integer(Int64($0.height)),
          ])
        },
        "Candidates": .array(candidates),
      ])
    }
    return ["FaceResults": .array(faces)]
  }

  private func text(_ scene: SceneResult) -> Fields {
    let counted = verdict.evidence.filter {
      $0.scene == .text && $0.suppressedBy == nil && $0.meaning.suggestion > .pass
    }
    var keywords: [String] = []
    for word in counted.flatMap(\.finding.keywords) where !keywords.contains(word) { keywords.append(word) }
    let type: String
    if scene.suggestion == .pass {
      type = judged.result.text.isEmpty ? "NOTEXT" : "NORMAL"
    } else {
      type = Self.textType(scene.label, scene.subLabel)
    }
    return Fields(
      type: type, confidence: certainty(scene),
      others: [JSONValue.Member(name: "Keywords", value: .array(keywords.map { .string($0) }))])
  }

  private static func textType(_ label: Label?, _ subLabel: SubLabel?) -> String {
    switch label {
    case Label.ad: "ADS"
    case Label.polity: "POLITICS"
    case Label.porn: "PORN"
    case Label.terror: "TERRORISM"
    case Label.abuse: "CURSE"
    case Label.illegal where subLabel?.rawValue == "Drugs": "DRUGS"
    default: "OTHERS"
    }
  }
}
