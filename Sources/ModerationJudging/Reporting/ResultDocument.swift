import FoundationEssentials
public import ModerationCore

/// One image's answer as `Documentation/schema/moderation-result-2.json` describes it.
///
/// Keys are sorted and always the same; what is unknown is `null`. Equal inputs give equal text but for `timing`. Reads
/// what it writes, and lines of the first version, which lack some keys.
public struct ResultDocument: Codable, Hashable, Sendable {
  /// The name of the schema.
  public static let schema = "moderation-result-2"
  /// The schemas that are read.
  public static let readableSchemas = [schema, "moderation-result-1"]

  package let schema: String
  /// What the caller called the image.
  public private(set) var source: String
  @ExplicitNull package var requestId: String?
  package let limits: String
  @ExplicitNull package var policy: Policy?
  @EmptyIfMissing package var lists: [List]
  @ExplicitNull package var suggestion: String?
  @ExplicitNull package var label: String?
  @ExplicitNull package var subLabel: String?
  @ExplicitNull package var score: Double?
  @ExplicitNull package var reason: String?
  @ExplicitNull package var image: Image?
  package internal(set) var scenes: [Scene]
  package internal(set) var findings: [Finding]
  package let text: [Line]
  package let advisories: [Advisory]
  @ExplicitNull package var rejection: Rejection?
  @ExplicitNull package var failure: Failure?
  @ExplicitNull package var shadow: Shadow?
  package private(set) var timing: Timing

  /// The answer for an image that was judged or refused.
  ///
  /// - Parameters:
  ///   - source: What to call the image: a path, a URL, a caller's identifier.
  ///   - requestID: The caller's name for the request; nil for none.
  public init(_ result: ModerationResult, source: String, requestID: String? = nil) {
    schema = Self.schema
    self.source = source
    requestId = requestID
    limits = result.rules.limits
    policy = Policy(name: result.rules.policy, version: result.rules.policyVersion)
    lists = result.rules.lists.map { List(name: $0.name, version: $0.version) }
    image = Image(result.image)
    text = result.text.map(Line.init)
    advisories = result.advisories.map(Advisory.init)
    timing = Timing(result.timing)
    shadow = result.shadow.map(Shadow.init)
    switch result.outcome {
    case .verdict(let verdict):
      suggestion = verdict.suggestion.rawValue
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
  ///
  /// - Parameter limits: The name of the limits profile in force.
  public init(_ failure: HostFailure, source: String, limits: String, requestID: String? = nil) {
    schema = Self.schema
    self.source = source
    requestId = requestID
    self.limits = limits
    lists = []
    self.failure = Failure(failure)
    reason = failure.message
    scenes = []
    findings = []
    text = []
    advisories = []
    timing = Timing([:])
  }

  /// What is known of an image that is judged again, and no answer yet.
  init(_ before: ResultDocument, by rules: RulesIdentity) {
    schema = Self.schema
    source = before.source
    requestId = before.requestId
    limits = rules.limits
    policy = Policy(name: rules.policy, version: rules.policyVersion)
    lists = rules.lists.map { List(name: $0.name, version: $0.version) }
    image = before.image
    text = before.text
    advisories = before.advisories
    timing = before.timing
    scenes = []
    findings = []
  }

  /// Reads a line that `jsonLine()` wrote, in this version or the first. One of the first version is for judging again,
  /// and not for writing again: it lacks what the second has.
  ///
  /// - Throws: `UnreadableDocument` for anything else.
  public init(jsonLine: some StringProtocol) throws(UnreadableDocument) {
    do {
      self = try JSONDecoder().decode(ResultDocument.self, from: Data(jsonLine.utf8))
    } catch {
      throw UnreadableDocument.noResult(UnreadableDocument.reason(error))
    }
    guard Self.readableSchemas.contains(schema) else {
      throw UnreadableDocument(message: "the line's schema is \(schema); \(Self.readableSchemas) are read")
    }
    if let problem { throw UnreadableDocument.noResult(problem) }
  }

  /// The same answer for another file of the same bytes. It took no time: `timing` has no stage, as it has for a
  /// failure and for nothing else.
  package func copy(source: String) -> ResultDocument {
    var copy = self
    copy.source = source
    copy.timing = Timing([:])
    return copy
  }

  /// The document as one line of JSON without a line break.
  public func jsonLine() -> String { JSONLine.text(of: self) }
}

/// A line that is not a result document.
public struct UnreadableDocument: Error, Hashable, Sendable {
  /// What is wrong with it, for operators.
  public let message: String
}
