/// One customer of the service: what is open to it, how often it may call, and which policy its BizTypes mean.
///
/// All its keys, sub-accounts and BizTypes share its rates.
public struct Account: Sendable, Hashable {
  /// 1 to 64 of `A-Z a-z 0-9 . _ -`.
  public let id: String
  /// The interfaces that answer; the others give their documented error for a service that is not opened.
  public let services: Set<ServiceName>
  /// Calls per second where they differ from `ServiceName.defaultCallsPerSecond`.
  public let rates: [ServiceName: Int]
  /// The policy of a call that names none; nil for the service's own.
  public let policy: String?
  /// Policies by BizType.
  public let bizTypes: [String: String]
  /// The scenes of applications by BizType, as records name them; a BizType that is not here is a scene of that name.
  public let scenes: [String: ApplicationScene]
  /// Grants by sub-account. A sub-account that is not here has none.
  public let subAccounts: [String: Grants]
  /// Calls per calendar month (UTC) that `moderate usage` counts down, by interface (`ims.ImageModeration`). Nothing is
  /// refused when they are used up.
  public let freeQuota: [String: Int]

  /// An account; with the id alone, everything is open to it.
  public init(
    id: String, services: Set<ServiceName> = Set(ServiceName.all), rates: [ServiceName: Int] = [:],
    policy: String? = nil, bizTypes: [String: String] = [:], scenes: [String: ApplicationScene] = [:],
    subAccounts: [String: Grants] = [:], freeQuota: [String: Int] = [:]
  ) {
    self.id = id
    self.services = services
    self.rates = rates
    self.policy = policy
    self.bizTypes = bizTypes
    self.scenes = scenes
    self.subAccounts = subAccounts
    self.freeQuota = freeQuota
  }

  /// The id of the one account of a service without a file of accounts: `default`.
  public static let defaultID = "default"

  /// The calls that the account may make in any second of one interface.
  public func callsPerSecond(of service: ServiceName) -> Int { rates[service] ?? service.defaultCallsPerSecond }

  /// The calls that the account may make in any second of the interfaces that share a rate: what it says of their
  /// service holds for each group of it.
  public func callsPerSecond(of group: RateGroup) -> Int { rates[group.service] ?? group.defaultCallsPerSecond }

  /// The name of the policy that a BizType means.
  ///
  /// - Parameter bizType: As the caller sent it; nil and empty mean the account's own policy.
  /// - Returns: nil for the service's own policy. A BizType without an entry in `bizTypes` names a policy itself;
  ///   whether that policy exists is for its reader to say.
  public func policyName(bizType: String?) throws(BizTypeError) -> String? {
    guard let bizType, !bizType.isEmpty else { return policy }
    guard BizTypeError.isValid(bizType) else { throw BizTypeError(byteCount: bizType.utf8.count) }
    return bizTypes[bizType] ?? bizType
  }
}
