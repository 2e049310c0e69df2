/// Whether an account may make calls now.
public enum RateAnswer: Sendable, Equatable {
  /// They were counted. `callsInSecond`: how many calls the account made of this interface in the second that ends
  /// now, these included: what metering keeps the peak of.
  case admitted(callsInSecond: Int)
  /// None was counted. `retryAfter`: until when the same calls would fit if nobody else made any. `callsInSecond`: how
  /// many were made in the second that ends now; `allowed`: how many may be.
  case refused(retryAfter: Duration, callsInSecond: Int, allowed: Int)
  /// More calls at a time than a second may have: they never fit.
  case neverFits(calls: Int, allowed: Int)
  /// More accounts and interfaces called within one second than are kept apart.
  case tableFull(allowed: Int)
}
