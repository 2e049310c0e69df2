/// One way of asking: a cloud's interface, or our own. All share a port, the accounts, the queue and the judge.
///
/// A dialect translates and decides nothing. Where it has no word for a gap or for REVIEW, it answers an error or the
/// flagged side, as the configuration says; never clean.
protocol Dialect: Sendable {
  /// What an account opens and rates are counted by: `ims`, `tiia`, `openai` and so on.
  var service: String { get }

  /// Whether a request is made in this dialect; looks at method, path and fields alone.
  func speaks(_ head: RequestHead) -> Bool

  /// What can be known before the body: the interface, who asks, how much may come. Whatever is refused here costs no
  /// body.
  func open(_ head: RequestHead) throws(ServiceFailure) -> DialectOpening

  /// Answers a request whose body has come.
  func answer(_ body: [UInt8], _ exchange: Exchange) async throws(ServiceFailure) -> ServiceAnswer

  /// Tells a failure in the dialect's own words.
  func answer(to failure: ServiceFailure, of head: RequestHead, requestID: String) -> ServiceAnswer
}

/// What is known of a request before its body.
struct DialectOpening: Sendable {
  /// What metering and metrics call it: `ims.ImageModeration`.
  var interface: String
  /// The most bytes of a body.
  var maximumBodyBytes: Int
  /// How long a request may take from its head to its answer.
  var deadline: Duration
  /// Who asks; nil where only the body says.
  var claim: RequestClaim?
}

/// A request that is being answered.
struct Exchange: Sendable {
  /// The request's id, a UUID in lower case: in the answer, in logs.
  let id: String
  let head: RequestHead
  let opening: DialectOpening
  /// When its answer is due.
  let deadline: ContinuousClock.Instant
}
