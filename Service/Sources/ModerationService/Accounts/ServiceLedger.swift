import Foundation
import Logging
import ModerationStore
import ServiceAccounts
import ServiceLifecycle

/// The accounts, keys and counts of one service.
///
/// As a member of the service's group it writes the counts each second, and what is wrong with the files to the log.
struct ServiceLedger: ServiceLifecycle.Service {
  let authenticator: any Authenticating
  let accounting: any Accounting
  /// How many accounts there were at the start.
  let accountCount: Int
  private let book: AccountBook
  private let store: UsageStore?
  private let logger: Logger

  /// Reads accounts and keys.
  ///
  /// - Throws: `ConfigurationProblem`: also where nobody could ever call, because there is no key.
  init(_ configuration: ServiceConfiguration, store: ServiceStore?, logger: Logger) throws(ConfigurationProblem) {
    do throws(AccountFileError) {
      book = try AccountBook(
        accountsPath: configuration.accounts, keysPath: configuration.keys,
        environment: ProcessInfo.processInfo.environment)
    } catch {
      throw ConfigurationProblem(place: "accounts and keys", message: "\(error)")
    }
    let directory = book.directory()
    guard configuration.skipsAuthentication || directory.liveKeyCount > 0 || configuration.keys != nil else {
      throw ConfigurationProblem(
        place: "keys",
        message:
          "there is no key, so that nobody could call: `moderate keys add --keys FILE` makes one for --keys FILE; "
          + "on loopback, --no-auth asks nobody for one")
    }
    let usage = store?.usage
    self.store = usage
    accountCount = directory.accounts.count
    self.logger = logger
    authenticator =
      configuration.skipsAuthentication
      ? OpenDoor() : Authenticator(directory: { [book] in book.directory() }, nonces: ReplayWindow())
    accounting = AccountLedger(rates: AccountRates()) { call in Self.record(call, in: usage) }
  }

  private static func record(_ call: AccountLedger.Call, in store: UsageStore?) {
    guard let store else { return }
    let now = Int(Date().timeIntervalSince1970)
    let outcome: UsageCall.Outcome =
      switch call.outcome {
      case .answered: .answered
      case .rejected: .rejected
      case .failed: .failed
      }
    // A call counts once, or once for each of its scenes.
    let scenes = call.scenes.count == call.count ? call.scenes : [call.scenes.joined(separator: ",")]
    for scene in scenes {
      store.record(
        UsageCall(
          account: call.account, keyID: call.key, interface: call.interface,
          scene: scene.isEmpty ? UsageCall.noScene : scene, outcome: outcome),
        count: scenes.count == 1 ? call.count : 1, at: now)
    }
    store.recordPeak(
      account: call.account, service: String(call.interface.prefix { $0 != "." }), callsInSecond: call.callsInSecond,
      at: now)
  }

  func run() async throws {
    await withTaskGroup(of: Void.self) { group in
      if let store {
        group.addTask {
          await store.run { error in
            logger.error("calls not written", metadata: ["problem": "\(error)", "lost": "\(store.lostCallCount)"])
          }
        }
      }
      group.addTask { await watch() }
      try? await gracefulShutdown()
      // Written by `finish`, when the last answer is given.
      group.cancelAll()
    }
  }

  /// Tells once what is wrong with accounts and keys that changed.
  private func watch() async {
    var told: String?
    while !Task.isCancelled {
      _ = book.directory()
      let problem = book.problem.map { "\($0)" }
      if problem != told, let problem {
        logger.error("accounts and keys not changed", metadata: ["problem": "\(problem)"])
      }
      told = problem
      try? await Task.sleep(for: AccountBook.minimumInterval)
    }
  }

  /// The accounts and keys of the moment.
  var accounts: @Sendable () -> AccountDirectory { { [book] in book.directory() } }

  /// The policies that accounts name themselves, or by a BizType, each with the account.
  var namedPolicies: [(account: String, policy: String)] {
    book.directory().accounts.values.sorted { $0.id < $1.id }.flatMap { account in
      Set([account.policy].compactMap(\.self) + account.bizTypes.values).sorted().map {
        (account: account.id, policy: $0)
      }
    }
  }

  /// Writes what was counted since the last second.
  func finish() async {
    do throws(StoreError) {
      try await store?.flush()
    } catch {
      logger.error("calls not written", metadata: ["problem": "\(error)"])
    }
  }
}
