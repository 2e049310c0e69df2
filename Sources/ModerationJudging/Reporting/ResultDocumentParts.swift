package import ModerationCore

extension ResultDocument {
  package struct Image: Codable, Hashable, Sendable {
    package let byteCount: Int
    @ExplicitNull package var sha256: String?
    @ExplicitNull package var format: String?
    @ExplicitNull package var width: Int?
    @ExplicitNull package var height: Int?
    @ExplicitNull package var frameCount: Int?
    package let sampledFrames: [Int]
    @ExplicitNull package var orientation: Int?
    @ExplicitNull package var hasAlpha: Bool?
    @ExplicitNull package var pixelOrigin: String?
    @EmptyIfMissing package var renditions: [String]
    @EmptyIfMissing package var unseen: [Unseen]
    @EmptyIfMissing package var holds: [String]

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
    package let kind: String
    package let detail: String
  }

  package struct Scene: Codable, Hashable, Sendable {
    package struct Model: Codable, Hashable, Sendable {
      package let name: String
      package let sha256: String
    }

    package let scene: String
    package let status: String
    @ExplicitNull package var reason: String?
    @ExplicitNull package var code: String?
    package let suggestion: String
    @ExplicitNull package var label: String?
    @ExplicitNull package var subLabel: String?
    package let score: Double
    /// Every model that serves the scene; several may.
    package let model: [Model]
    package let notCovered: [String]
    package let supplied: [String: Int]

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

  package struct Box: Codable, Hashable, Sendable {
    package let frame: Int
    package let x: Double
    package let y: Double
    package let width: Double
    package let height: Double

    init(frame: Int, _ box: PixelRectangle) {
      self.frame = frame
      x = box.x
      y = box.y
      width = box.width
      height = box.height
    }
  }

  /// A line of text that was read.
  package struct Line: Codable, Hashable, Sendable {
    package let text: String
    package let confidence: Double
    package let box: Box

    init(_ line: RecognizedLine) {
      text = line.text
      confidence = line.confidence
      box = Box(frame: line.frameIndex, line.box)
    }
  }

  package struct Policy: Codable, Hashable, Sendable {
    package let name: String
    @ExplicitNull package var version: String?
  }

  /// What a policy on trial makes of it.
  package struct Shadow: Codable, Hashable, Sendable {
    package let policy: Policy
    package let suggestion: String
    @ExplicitNull package var label: String?
    @ExplicitNull package var subLabel: String?
    package let score: Double
    package let reason: String
    package let differs: Bool

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
  package struct List: Codable, Hashable, Sendable {
    package let name: String
    package let version: String
  }

  package struct Candidate: Codable, Hashable, Sendable {
    package let name: String
    package let group: String
    package let score: Double
  }

  /// What a detector said it saw, whatever the score is worth.
  package struct Claim: Codable, Hashable, Sendable {
    package let label: String
    @ExplicitNull package var subLabel: String?

    package init(_ claim: ModerationJudging.Claim) {
      label = claim.label.rawValue
      subLabel = claim.subLabel?.rawValue
    }
  }

  /// What a hit of an allow list keeps from counting.
  package struct Allowance: Codable, Hashable, Sendable {
    /// Null for any.
    @ExplicitNull package var labels: [String]?
    package let reach: String

    init(_ allowance: ModerationCore.Allowance) {
      labels = allowance.labels?.map(\.rawValue).sorted()
      reach = allowance.reach.rawValue
    }
  }

  package struct Finding: Codable, Hashable, Sendable {
    package let scene: String
    package let detector: String
    @ExplicitNull package var model: Scene.Model?
    /// Lines of the first version have none.
    @ExplicitNull package var basis: String?
    package let suggestion: String
    package let label: String
    @ExplicitNull package var subLabel: String?
    /// Lines of the first version have none.
    @ExplicitNull package var claim: Claim?
    package let score: Double
    @ExplicitNull package var frame: Int?
    /// In which of the ways that a frame may be seen; null for the standard one.
    @ExplicitNull package var rendition: String?
    package let boxes: [Box]
    @ExplicitNull package var text: String?
    package let keywords: [String]
    /// Pairs of a first and an end offset.
    @EmptyIfMissing package var keywordRanges: [[Int]]
    @ExplicitNull package var list: String?
    @ExplicitNull package var listSuggestion: String?
    package let candidates: [Candidate]
    package let details: [String: String]
    @ExplicitNull package var suppressedBy: String?
    @ExplicitNull package var allowedBy: String?
    @ExplicitNull package var allows: Allowance?

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
  package struct Value: Codable, Hashable, Sendable {
    package let value: MeasuredValue

    init(value: MeasuredValue) { self.value = value }

    package init(from decoder: any Swift.Decoder) throws {
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

    package func encode(to encoder: any Encoder) throws {
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
    package let code: String
    package let limit: String
    package let measured: Value
    package let allowed: Value

    package init(_ advisory: ModerationCore.Advisory) {
      code = advisory.code
      limit = advisory.limit
      measured = Value(value: advisory.measured)
      allowed = Value(value: advisory.allowed)
    }
  }

  package struct Rejection: Codable, Hashable, Sendable {
    package let code: String
    @ExplicitNull package var profileCode: String?
    @ExplicitNull package var limit: String?
    @ExplicitNull package var measured: Value?
    @ExplicitNull package var allowed: Value?
    @ExplicitNull package var frame: Int?
    package let message: String
    /// Lines of the first version have none.
    @ExplicitNull package var publicMessage: String?

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
    package let code: String
    package let message: String
    /// Lines of the first version have neither.
    @ExplicitNull package var publicMessage: String?
    @ExplicitNull package var isTransient: Bool?

    package init(_ failure: HostFailure) {
      code = failure.code.rawValue
      message = failure.message
      publicMessage = failure.publicMessage
      isTransient = failure.isTransient
    }
  }

  package struct Timing: Codable, Hashable, Sendable {
    package let totalMilliseconds: Double
    package let stageMilliseconds: [String: Double]

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
