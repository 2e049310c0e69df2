import ServiceAccounts

/// What accounts may do, and what they did.
protocol Accounting: Sendable {
  /// Lets a call in, or not: grants, opened services, the rate.
  ///
  /// - Parameters:
  ///   - interface: `ims.ImageModeration`; what stands before the point is the service that an account opens.
  ///   - count: How many calls it counts for.
  /// - Throws: `ServiceFailure` of `notGranted`, `notOpened` or `rateLimited`.
  func admit(_ caller: Caller, to interface: String, count: Int) throws(ServiceFailure)

  /// The policy that a caller's word for one means; nil for the service's usual one.
  func policy(_ name: String?, of caller: Caller) -> String?

  /// Notes what became of a call, for metering.
  func note(_ caller: Caller, interface: String, scenes: [String], count: Int, outcome: CallOutcome)
}

/// What became of a call, as metering tells apart.
enum CallOutcome: Sendable {
  /// A verdict.
  case answered
  /// The picture was refused.
  case rejected
  /// An error.
  case failed
}
