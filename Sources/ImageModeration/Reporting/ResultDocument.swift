import FoundationEssentials

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
  public func jsonLine() -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Self.escapingInvisible(String(decoding: try encoder.encode(self), as: UTF8.self))
    } catch {
      // Every number in here was checked to be finite, and nothing else can fail to encode.
      preconditionFailure("a result does not encode: \(error)")
    }
  }

  /// Escapes what a terminal may obey and a line reader may break on: file names and decoders' words can hold anything.
  ///
  /// The encoder escapes only what is below U+0020. These characters stand in strings alone, never in the structure.
  private static func escapingInvisible(_ json: String) -> String {
    guard json.unicodeScalars.contains(where: isInvisible) else { return json }
    return json.unicodeScalars.reduce(into: "") { text, scalar in
      guard isInvisible(scalar) else { return text.unicodeScalars.append(scalar) }
      let digits = String(scalar.value, radix: 16)
      text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
