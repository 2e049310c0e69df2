import ServiceAccounts

/// What accounts may do, and what they did.
protocol Accounting: Sendable {
  /// Whether a caller may call an interface at all.
  ///
  /// - Throws: `ServiceFailure` of `notGranted` or `notOpened`.
  func check(_ caller: Caller, for interface: String) throws(ServiceFailure)

  /// Lets a call in, or not: grants, opened services, the rate.
  ///
  /// - Parameters:
  ///   - interface: `ims.ImageModeration`; what stands before the point is the service that an account opens.
  ///   - count: How many calls it counts for.
  /// - Returns: How many calls the account made at this rate in the second that ends now.
  /// - Throws: `ServiceFailure` of `notGranted`, `notOpened` or `rateLimited`.
  func admit(_ caller: Caller, to interface: String, count: Int) throws(ServiceFailure) -> Int

  /// The policy that a caller's word for one means; nil for the service's usual one.
  func policy(_ name: String?, of caller: Caller) throws(ServiceFailure) -> String?

  /// Notes what became of a call, for metering.
  func note(
    _ caller: Caller, interface: String, scenes: [String], count: Int, callsInSecond: Int, outcome: CallOutcome)
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
