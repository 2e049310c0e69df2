import Logging
import ServiceAccounts
import ServiceLifecycle

/// The accounts, keys and counts of one service.
struct ServiceLedger: ServiceLifecycle.Service {
  let authenticator: any Authenticating
  let accounting: any Accounting
  let accountCount: Int

  init(_ configuration: ServiceConfiguration, logger: Logger) throws(ConfigurationProblem) {
    authenticator = OpenDoor()
    accounting = AccountLedger(rates: AccountRates()) { _ in }
    accountCount = 1
  }

  func run() async throws { try await gracefulShutdown() }

  func finish() {}
}
