import ServiceAccounts

/// What accounts may do by the accounts' own word, and what metering is told.
struct AccountLedger: Accounting {
  /// One line for metering.
  struct Call: Sendable {
    let account: String
    let key: String
    let interface: String
    let scenes: [String]
    let count: Int
    let outcome: CallOutcome
    /// Calls of the account in the second that ended with this one.
    let callsInSecond: Int
  }

  let rates: AccountRates
  let record: @Sendable (Call) -> Void

  func check(_ caller: Caller, for interface: String) throws(ServiceFailure) {
    _ = try service(of: caller, for: interface)
  }

  private func service(of caller: Caller, for interface: String) throws(ServiceFailure) -> ServiceName {
    let needed = Grants.needed(for: interface)
    guard caller.grants.contains(needed) else {
      throw ServiceFailure(
        .notGranted,
        "the sub-account \(caller.subAccount ?? "") of \(caller.account.id) has no grant to \(needed); its grants: \(caller.grants)"
      )
    }
    let name = String(interface.prefix { $0 != "." })
    guard let service = ServiceName(rawValue: name), caller.account.services.contains(service) else {
      throw ServiceFailure(.notOpened, "the account \(caller.account.id) has not opened the service \(name)")
    }
    return service
  }

  func admit(_ caller: Caller, to interface: String, count: Int) throws(ServiceFailure) -> Int {
    let service = try service(of: caller, for: interface)
    let name = RateGroup(interface: interface) ?? RateGroup(service)
    switch rates.admit(count, of: name, by: caller.account) {
    case .admitted(let callsInSecond): return callsInSecond
    case .refused(_, let made, let allowed):
      throw ServiceFailure(
        .rateLimited, "the account made \(made) calls of \(name) within a second; \(allowed) are allowed")
    case .neverFits(let calls, let allowed):
      throw ServiceFailure(
        .rateLimited, "the request counts for \(calls) calls; \(allowed) are allowed within a second")
    case .tableFull: throw ServiceFailure(.overloaded, "too many accounts call at a time; try again later")
    }
  }

  func policy(_ name: String?, of caller: Caller) throws(ServiceFailure) -> String? {
    guard let name, !name.isEmpty else { return caller.account.policy }
    return caller.account.bizTypes[name] ?? name
  }

  func note(
    _ caller: Caller, interface: String, scenes: [String], count: Int, callsInSecond: Int, outcome: CallOutcome
  ) {
    record(
      Call(
        account: caller.account.id, key: caller.keyID, interface: interface, scenes: scenes, count: count,
        outcome: outcome, callsInSecond: callsInSecond))
  }
}
