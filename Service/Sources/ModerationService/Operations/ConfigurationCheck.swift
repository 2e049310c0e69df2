import ImageModeration
public import Logging
import ModerationStore
import Policies

/// Everything that can be known to be wrong with a configuration without loading a model or taking a port.
public struct ConfigurationCheck: Sendable {
  /// What is wrong, each with the way out; empty for a configuration that can be used.
  public let problems: [String]

  /// Checks a configuration with what it names: policies, accounts, keys, certificate.
  public init(_ configuration: ServiceConfiguration, logger: Logger) {
    var found = configuration.problems
    var policies: Set<String>?
    do throws(HostFailure) {
      let folder = try JudgingEngine.folder(configuration.policies)
      policies = Set(folder.served(usual: configuration.policy).map(\.name))
      if !folder.names.contains(configuration.policy) {
        found.append(
          "there is no policy \(configuration.policy); there are: \(folder.names.sorted().joined(separator: ", "))")
      }
    } catch {
      found.append(error.message)
    }
    do throws(ConfigurationProblem) {
      if let files = configuration.tls { _ = try TLSFilesReload(files, logger: logger).configuration() }
      let ledger = try ServiceLedger(configuration, store: nil, logger: logger)
      for (account, policy) in ledger.namedPolicies where policies?.contains(policy) == false {
        found.append("the account \(account) names the policy \(policy), which is not here")
      }
    } catch {
      found.append("\(error)")
    }
    if let path = configuration.store, let problem = ServiceStore.problem(at: path) {
      found.append("store: \(problem)")
    }
    problems = found
  }
}
