package import ModerationCore

extension ResultDocument {
  package struct Image: Codable, Hashable, Sendable {
    let byteCount: Int
    @ExplicitNull var sha256: String?
    @ExplicitNull var format: String?
    @ExplicitNull var width: Int?
    @ExplicitNull var height: Int?
    @ExplicitNull var frameCount: Int?
    let sampledFrames: [Int]
    @ExplicitNull var orientation: Int?
    @ExplicitNull var hasAlpha: Bool?
    @ExplicitNull var pixelOrigin: String?
    @EmptyIfMissing var renditions: [String]
    @EmptyIfMissing var unseen: [Unseen]
    @EmptyIfMissing var holds: [String]

    package init(_ facts: ImageFacts) {
      byteCount = facts.byteCount
      sha256 = facts.sha256
      format = facts.format?.rawValue
      width = facts.size?.width
      height = facts.size?.height
      frameCount = facts.frameCount
      sampledFrames = facts.sampledFrames
      orientation = facts.orientation
      hasAlpha = facts.hasAlpha
      pixelOrigin = facts.pixelOrigin?.rawValue
      renditions = facts.renditions.map(\.rawValue)
      unseen = facts.unseen.map { Unseen(kind: $0.kind.rawValue, detail: $0.detail) }
      holds = facts.holds.map(\.rawValue)
    }
  }

  /// What a viewer may show and no detector was shown.
  package struct Unseen: Codable, Hashable, Sendable {
    let kind: String
    let detail: String
  }

  struct Scene: Codable, Hashable, Sendable {
    struct Model: Codable, Hashable, Sendable {
      let name: String
      let sha256: String
    }

    let scene: String
    let status: String
    @ExplicitNull var reason: String?
    @ExplicitNull var code: String?
    let suggestion: String
    @ExplicitNull var label: String?
    @ExplicitNull var subLabel: String?
    let score: Double
    /// Every model that serves the scene; several may.
    let model: [Model]
    let notCovered: [String]
    let supplied: [String: Int]

    init(_ result: SceneResult) {
      scene = result.scene.rawValue
      switch result.status {
      case .evaluated: status = "evaluated"
      case .notNeeded(let reason):
        status = "notNeeded"
        self.reason = reason
      case .notEvaluated(let reason, let code):
        status = "notEvaluated"
        self.reason = reason
        self.code = code
      case .failed(let failure):
        status = "failed"
        reason = failure.message
        code = failure.code.rawValue
      }
      suggestion = result.suggestion.rawValue
      label = result.label?.rawValue
      subLabel = result.subLabel?.rawValue
      score = result.score
      model = result.models.map { Model(name: $0.name, sha256: $0.sha256) }
      notCovered = result.notCovered.map(\.rawValue)
      supplied = result.supplied
    }
  }

  struct Box: Codable, Hashable, Sendable {
    let frame: Int
    let x: Double
    let y: Double
    let width: Double
    let height: Double

    init(frame: Int, _ box: PixelRectangle) {
      self.frame = frame
      x = box.x
      y = box.y
      width = box.width
      height = box.height
    }
  }

  /// A line of text that was read.
  struct Line: Codable, Hashable, Sendable {
    let text: String
    let confidence: Double
    let box: Box

    init(_ line: RecognizedLine) {
      text = line.text
      confidence = line.confidence
      box = Box(frame: line.frameIndex, line.box)
    }
  }

  struct Policy: Codable, Hashable, Sendable {
    let name: String
    @ExplicitNull var version: String?
  }

  /// What a policy on trial makes of it.
  struct Shadow: Codable, Hashable, Sendable {
    let policy: Policy
    let suggestion: String
    @ExplicitNull var label: String?
    @ExplicitNull var subLabel: String?
    let score: Double
    let reason: String
    let differs: Bool

    init(_ shadow: ShadowVerdict) {
      policy = Policy(name: shadow.policy, version: shadow.policyVersion)
      suggestion = shadow.suggestion.rawValue
      label = shadow.label?.rawValue
      subLabel = shadow.subLabel?.rawValue
      score = shadow.score
      reason = shadow.reason
      differs = shadow.differs
    }
  }

  /// A list that was compared with, and its state.
  struct List: Codable, Hashable, Sendable {
    let name: String
    let version: String
  }

  struct Candidate: Codable, Hashable, Sendable {
    let name: String
    let group: String
    let score: Double
  }

  /// What a detector said it saw, whatever the score is worth.
  struct Claim: Codable, Hashable, Sendable {
    let label: String
    @ExplicitNull var subLabel: String?

    init(_ claim: ModerationJudging.Claim) {
      label = claim.label.rawValue
      subLabel = claim.subLabel?.rawValue
    }
  }

  /// What a hit of an allow list keeps from counting.
  struct Allowance: Codable, Hashable, Sendable {
    /// Null for any.
    @ExplicitNull var labels: [String]?
    let reach: String

    init(_ allowance: ModerationCore.Allowance) {
      labels = allowance.labels?.map(\.rawValue).sorted()
      reach = allowance.reach.rawValue
    }
  }

  struct Finding: Codable, Hashable, Sendable {
    let scene: String
    let detector: String
    @ExplicitNull var model: Scene.Model?
    /// Lines of the first version have none.
    @ExplicitNull var basis: String?
    let suggestion: String
    let label: String
    @ExplicitNull var subLabel: String?
    /// Lines of the first version have none.
    @ExplicitNull var claim: Claim?
    let score: Double
    @ExplicitNull var frame: Int?
    /// In which of the ways that a frame may be seen; null for the standard one.
    @ExplicitNull var rendition: String?
    let boxes: [Box]
    @ExplicitNull var text: String?
    let keywords: [String]
    /// Pairs of a first and an end offset.
    @EmptyIfMissing var keywordRanges: [[Int]]
    @ExplicitNull var list: String?
    @ExplicitNull var listSuggestion: String?
    let candidates: [Candidate]
    let details: [String: String]
    @ExplicitNull var suppressedBy: String?
    @ExplicitNull var allowedBy: String?
    @ExplicitNull var allows: Allowance?

    init(_ evidence: Verdict.Evidence) {
      scene = evidence.scene.rawValue
      detector = evidence.detector
      model = evidence.model.map { Scene.Model(name: $0.name, sha256: $0.sha256) }
      basis = evidence.basis.name
      suggestion = evidence.meaning.suggestion.rawValue
      label = evidence.judged.label.rawValue
      subLabel = evidence.judged.subLabel?.rawValue
      claim = Claim(evidence.claim)
      score = evidence.finding.score
      frame = evidence.frameIndex
      rendition = evidence.rendition == .standard ? nil : evidence.rendition.rawValue
      boxes = evidence.finding.locations.map { Box(frame: $0.frameIndex, $0.box) }
      text = evidence.finding.text
      keywords = evidence.finding.keywords
      keywordRanges = evidence.finding.keywordRanges.map { [$0.lowerBound, $0.upperBound] }
      list = evidence.finding.list
      listSuggestion = evidence.finding.suggestion?.rawValue
      candidates = evidence.finding.candidates.map { Candidate(name: $0.name, group: $0.group, score: $0.score) }
      details = evidence.finding.details
      suppressedBy = evidence.suppressedBy
      allowedBy = evidence.finding.allowedBy
      allows = evidence.finding.allowance.map(Allowance.init)
    }
  }

  /// A number or a text.
  struct Value: Codable, Hashable, Sendable {
    let value: MeasuredValue

    init(value: MeasuredValue) { self.value = value }

    init(from decoder: any Swift.Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let count = try? container.decode(Int.self) {
        value = .count(count)
      } else if let ratio = try? container.decode(Double.self) {
        value = .ratio(ratio)
      } else {
        let text = try container.decode(String.self)
        value = text == "infinite" ? .ratio(.infinity) : .text(text)
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch value {
      case .count(let count): try container.encode(count)
      // An aspect ratio over a side of zero is infinite, which JSON cannot say.
      case .ratio(let ratio) where ratio.isFinite: try container.encode(ratio)
      case .ratio: try container.encode("infinite")
      case .text(let text): try container.encode(text)
      }
    }
  }

  package struct Advisory: Codable, Hashable, Sendable {
    let code: String
    let limit: String
    let measured: Value
    let allowed: Value

    package init(_ advisory: ModerationCore.Advisory) {
      code = advisory.code
      limit = advisory.limit
      measured = Value(value: advisory.measured)
      allowed = Value(value: advisory.allowed)
    }
  }

  package struct Rejection: Codable, Hashable, Sendable {
    let code: String
    @ExplicitNull var profileCode: String?
    @ExplicitNull var limit: String?
    @ExplicitNull var measured: Value?
    @ExplicitNull var allowed: Value?
    @ExplicitNull var frame: Int?
    let message: String
    /// Lines of the first version have none.
    @ExplicitNull var publicMessage: String?

    package init(_ rejection: InputRejection) {
      code = rejection.code.rawValue
      profileCode = rejection.profileCode
      limit = rejection.limit
      measured = rejection.measured.map(Value.init)
      allowed = rejection.allowed.map(Value.init)
      frame = rejection.frameIndex
      message = rejection.message
      publicMessage = rejection.publicMessage
    }
  }

  package struct Failure: Codable, Hashable, Sendable {
    let code: String
    let message: String
    /// Lines of the first version have neither.
    @ExplicitNull var publicMessage: String?
    @ExplicitNull var isTransient: Bool?

    package init(_ failure: HostFailure) {
      code = failure.code.rawValue
      message = failure.message
      publicMessage = failure.publicMessage
      isTransient = failure.isTransient
    }
  }

  struct Timing: Codable, Hashable, Sendable {
    let totalMilliseconds: Double
    let stageMilliseconds: [String: Double]

    init(_ durations: [String: Duration]) {
      stageMilliseconds = durations.mapValues(Self.milliseconds)
      totalMilliseconds = Self.milliseconds(durations.values.reduce(.zero, +))
    }

    /// Milliseconds with three decimals: microseconds are as fine as a stage is worth.
    private static func milliseconds(_ duration: Duration) -> Double {
      let (seconds, attoseconds) = duration.components
      let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
      return Double(microseconds) / 1000
    }
  }
}
