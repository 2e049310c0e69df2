import Synchronization

/// Rule sets by name that change while images are judged: policies read from files, lists that grow.
///
///     let live = try LiveRules(["site": site, "forum": forum], usual: "site")
///     let moderator = try Moderator(live: live, isolation: worker)
///     let result = try await moderator.moderate(source, policy: "forum")
///     try live.replace(["site": newer, "forum": forum])
///
/// All names change at once; an image keeps the rules that it was admitted with.
public final class LiveRules: Sendable {
  /// What is live, and how it came to be.
  public struct Statistics: Hashable, Sendable {
    /// The version of each rule set's policy by the rule set's name; nil where the operator does not count.
    public let versions: [String: String?]
    /// How often the rule sets were replaced since the start.
    public let replacements: Int
    /// How often a change was refused since the start.
    public let refusals: Int
    /// Why the last change was refused; nil when it was not.
    public let problem: String?
  }

  private struct State {
    var rules: [String: Ruleset]
    var usual: Ruleset
    var replacements = 0
    var refusals = 0
    var problem: String?
  }

  /// The most characters of an unknown name that a failure repeats, which a stranger may have chosen.
  private static let maximumToldNameLength = 64
  /// The most names that a failure tells: more nobody reads.
  private static let maximumToldNameCount = 16

  /// The name of the rules that apply where none is named.
  public let usualName: String
  private let state: Mutex<State>

  /// Begins with rule sets by name.
  ///
  /// - Throws: `HostFailure.Code.invalidComposition` when `usual` is not among them.
  public init(_ rules: [String: Ruleset], usual: String) throws(HostFailure) {
    usualName = usual
    state = Mutex(State(rules: rules, usual: try Self.usual(usual, of: rules)))
  }

  /// One rule set by its policy's name.
  init(_ rules: Ruleset) {
    usualName = rules.policy.name
    state = Mutex(State(rules: [rules.policy.name: rules], usual: rules))
  }

  /// The rules that apply now where none is named.
  public var usual: Ruleset { state.withLock(\.usual) }

  /// The rules of a name as they are now; nil and the empty name are the usual ones'.
  ///
  /// - Throws: `HostFailure.Code.unknownPolicy` for another name.
  public func rules(named name: String?) throws(HostFailure) -> Ruleset {
    guard let name, !name.isEmpty else { return usual }
    let (found, names) = state.withLock { ($0.rules[name], $0.rules[name] == nil ? Array($0.rules.keys) : []) }
    guard let found else { throw Self.unknown(name, names) }
    return found
  }

  /// Puts other rule sets in the place of all, at once.
  ///
  /// - Throws: `HostFailure.Code.invalidComposition` when the usual name is not among them: that is noted as refused,
  ///   and what was live stays.
  public func replace(_ rules: [String: Ruleset]) throws(HostFailure) {
    do throws(HostFailure) {
      let usual = try Self.usual(usualName, of: rules)
      state.withLock {
        ($0.rules, $0.usual, $0.problem) = (rules, usual, nil)
        $0.replacements += 1
      }
    } catch {
      refuse(error.message)
      throw error
    }
  }

  /// Notes that a change was refused before it came here, and that what was live stays.
  ///
  /// - Parameter problem: What is wrong with it, for operators.
  public func refuse(_ problem: String) {
    state.withLock {
      $0.problem = problem
      $0.refusals += 1
    }
  }

  /// What is live now. Cheap; from any thread.
  public var statistics: Statistics {
    state.withLock {
      Statistics(
        versions: $0.rules.mapValues(\.policy.version), replacements: $0.replacements, refusals: $0.refusals,
        problem: $0.problem)
    }
  }

  private static func usual(_ name: String, of rules: [String: Ruleset]) throws(HostFailure) -> Ruleset {
    guard let usual = rules[name] else {
      throw HostFailure(
        .invalidComposition,
        message: "the usual policy \(name) is not among the policies: \(rules.keys.sorted().joined(separator: " "))")
    }
    return usual
  }

  /// Names those there are, the ones that begin alike first.
  private static func unknown(_ name: String, _ names: [String]) -> HostFailure {
    let asked = name.prefix(maximumToldNameLength)
    func likeness(_ other: String) -> Int { zip(asked.lowercased(), other.lowercased()).prefix { $0 == $1 }.count }
    let sorted = names.sorted { (-likeness($0), $0) < (-likeness($1), $1) }
    let rest = sorted.count - maximumToldNameCount
    return HostFailure(
      .unknownPolicy,
      message: "there is no policy \(String(asked).debugDescription); there are: "
        + sorted.prefix(maximumToldNameCount).joined(separator: " ") + (rest > 0 ? " and \(rest) more" : ""))
  }
}
