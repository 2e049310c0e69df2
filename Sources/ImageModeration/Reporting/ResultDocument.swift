/// One image's answer as `Documentation/schema/moderation-result-1.json` describes it.
///
/// Keys are sorted and always the same; what is unknown is `null`. Equal inputs give equal text but for `timing`.
public struct ResultDocument: Encodable, Sendable {
  /// The name of the schema.
  public static let schema = "moderation-result-1"

  let schema = Self.schema
  let source: String
  let limits: String
  @ExplicitNull var suggestion: String?
  @ExplicitNull var label: String?
  @ExplicitNull var subLabel: String?
  @ExplicitNull var score: Double?
  @ExplicitNull var reason: String?
  @ExplicitNull var image: Image?
  let scenes: [Scene]
  let findings: [Finding]
  let text: [Line]
  let advisories: [Advisory]
  @ExplicitNull var rejection: Rejection?
  @ExplicitNull var failure: Failure?
  let timing: Timing

  /// The answer for an image that was judged or refused.
  ///
  /// - Parameters:
  ///   - source: What to call the image: a path, a URL, a caller's identifier.
  ///   - limits: The name of the limits profile in force.
  public init(_ result: ModerationResult, source: String, limits: String) {
    self.source = source
    self.limits = limits
    image = Image(result.image)
    text = result.text.map(Line.init)
    advisories = result.advisories.map(Advisory.init)
    timing = Timing(result.timing)
    switch result.outcome {
    case .verdict(let verdict):
      suggestion = verdict.suggestion.description
      label = verdict.label?.rawValue
      subLabel = verdict.subLabel?.rawValue
      score = verdict.score
      reason = verdict.reason
      scenes = verdict.scenes.map(Scene.init)
      findings = verdict.evidence.map(Finding.init)
    case .rejected(let rejection):
      self.rejection = Rejection(rejection)
      reason = rejection.publicMessage
      scenes = []
      findings = []
    }
  }

  /// The answer for an image that this machine failed on.
  public init(_ failure: HostFailure, source: String, limits: String) {
    self.source = source
    self.limits = limits
    self.failure = Failure(code: failure.code.rawValue, message: failure.message)
    reason = failure.message
    scenes = []
    findings = []
    text = []
    advisories = []
    timing = Timing([:])
  }

  /// The document as one line of JSON without a line break.
  public func jsonLine() -> String { JSONLine.text(of: self) }
}
