extension ResultDocument {
  struct Image: Encodable, Sendable {
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

    init(_ facts: ImageFacts) {
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
    }
  }

  struct Scene: Encodable, Sendable {
    struct Model: Encodable, Sendable {
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
      suggestion = result.suggestion.description
      label = result.label?.rawValue
      subLabel = result.subLabel?.rawValue
      score = result.score
      model = result.models.map { Model(name: $0.name, sha256: $0.sha256) }
      notCovered = result.notCovered.map(\.rawValue)
      supplied = result.supplied
    }
  }

  struct Box: Encodable, Sendable {
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
  struct Line: Encodable, Sendable {
    let text: String
    let confidence: Double
    let box: Box

    init(_ line: RecognizedLine) {
      text = line.text
      confidence = line.confidence
      box = Box(frame: line.frameIndex, line.box)
    }
  }

  struct Candidate: Encodable, Sendable {
    let name: String
    let group: String
    let score: Double
  }

  struct Finding: Encodable, Sendable {
    let scene: String
    let detector: String
    @ExplicitNull var model: Scene.Model?
    let suggestion: String
    let label: String
    @ExplicitNull var subLabel: String?
    let score: Double
    @ExplicitNull var frame: Int?
    let boxes: [Box]
    @ExplicitNull var text: String?
    let keywords: [String]
    @ExplicitNull var list: String?
    let candidates: [Candidate]
    let details: [String: String]
    @ExplicitNull var suppressedBy: String?

    init(_ evidence: Verdict.Evidence) {
      let judgement = Judgement(evidence)
      scene = evidence.scene.rawValue
      detector = evidence.detector
      model = evidence.model.map { Scene.Model(name: $0.name, sha256: $0.sha256) }
      suggestion = judgement.suggestion.description
      label = evidence.meaning.label.rawValue
      subLabel = judgement.subLabel?.rawValue
      score = evidence.finding.score
      frame = evidence.frameIndex
      boxes = evidence.finding.locations.map { Box(frame: $0.frameIndex, $0.box) }
      text = evidence.finding.text
      keywords = evidence.finding.keywords
      list = evidence.finding.list
      candidates = evidence.finding.candidates.map { Candidate(name: $0.name, group: $0.group, score: $0.score) }
      details = evidence.finding.details
      suppressedBy = evidence.suppressedBy
    }
  }

  /// A number or a text.
  struct Value: Encodable, Sendable {
    let value: MeasuredValue

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

  struct Advisory: Encodable, Sendable {
    let code: String
    let limit: String
    let measured: Value
    let allowed: Value

    init(_ advisory: ModerationCore.Advisory) {
      code = advisory.code
      limit = advisory.limit
      measured = Value(value: advisory.measured)
      allowed = Value(value: advisory.allowed)
    }
  }

  struct Rejection: Encodable, Sendable {
    let code: String
    @ExplicitNull var profileCode: String?
    @ExplicitNull var limit: String?
    @ExplicitNull var measured: Value?
    @ExplicitNull var allowed: Value?
    @ExplicitNull var frame: Int?
    let message: String

    init(_ rejection: InputRejection) {
      code = rejection.code.rawValue
      profileCode = rejection.profileCode
      limit = rejection.limit
      measured = rejection.measured.map(Value.init)
      allowed = rejection.allowed.map(Value.init)
      frame = rejection.frameIndex
      message = rejection.message
    }
  }

  struct Failure: Encodable, Sendable {
    let code: String
    let message: String
  }

  struct Timing: Encodable, Sendable {
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
