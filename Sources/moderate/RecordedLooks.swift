import Glibc
import ModerationHarness
import Policies
import Synchronization

/// How closely images were looked at under the policies that results name.
final class RecordedLooks: Sendable {
  private let known: [String: Looking]
  private let otherwise: Looking?
  private let unknown = Mutex<Set<String>>([])
  /// The most states of policies that are told.
  private static let maximumCount = 8

  /// - Parameters:
  ///   - policies: Policies that are at hand.
  ///   - runs: Folders of runs, which record it, or of rows alone.
  ///   - otherwise: What is taken where a result's policy is not among them; nil for a gap.
  /// - Throws: `RunProblem` for a record that cannot be read.
  init(_ policies: [ResolvedPolicy], runs: [String], otherwise: Looking? = nil) throws(RunProblem) {
    var known = Dictionary(
      policies.map { (Self.state($0.name, $0.version), Looking($0)) }, uniquingKeysWith: { _, last in last })
    // A folder may hold rows that moderate itself printed, and no record.
    for folder in runs where access(folder + "/run.json", F_OK) == 0 {
      let judging = try RunIdentity(of: folder).judging
      known[Self.state(judging.policy.name, judging.policy.version)] = judging.looking
    }
    self.known = known
    self.otherwise = otherwise
  }

  private static func state(_ name: String, _ version: String?) -> String { "\(name) \(version ?? "")" }

  /// How closely was looked under a policy's version; nil where that is not known.
  func looking(under name: String, _ version: String?) -> Looking? {
    let state = Self.state(name, version)
    if let look = known[state] ?? otherwise { return look }
    unknown.withLock { if $0.count < Self.maximumCount { $0.insert(state) } }
    return nil
  }

  /// Says on standard error of which policies it was asked for and not known.
  func tellUnknown() {
    let states = unknown.withLock { $0.sorted() }
    guard !states.isEmpty else { return }
    StandardError.write(
      """
      moderate: how closely was looked under \(Printable.text(states.joined(separator: ", "))) is not known, which is a gap: \
      name the folder of a run, or with --recorded the policy that comes nearest

      """)
  }
}
