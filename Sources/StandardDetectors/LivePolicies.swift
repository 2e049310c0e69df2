public import Documents
import Files
public import ImageModeration
public import Policies
import Synchronization

/// A folder of policies that is live: watched, and swapped in as a whole when it changes.
///
///     let policies = try PolicyFolder(path, detectors: StandardDetectors.descriptors)
///     let models = try StandardModels(for: policies.served(), isolation: worker)
///     let live = try LivePolicies(policies, on: models) { print($0) }
///     let moderator = try Moderator(live: live.rules, isolation: worker)
///     let result = try await moderator.moderate(source, policy: "live_chat")
///
/// A change is read and checked as a whole: a folder in which anything is wrong changes nothing, and what was live
/// stays. An image keeps the policy that it began with. Lists that did not change are neither read nor compiled again,
/// and no model is loaded twice; a policy that needs one that was not needed before waits for it. From any thread.
public final class LivePolicies: Sendable {
  /// What became of a change.
  public enum Change: Sendable, CustomStringConvertible {
    /// These policies are live now: those that are new or changed, with their versions, and those that went; and what
    /// is hardly meant and was not noted before.
    case live(changed: [String: String], removed: [String], notices: [DocumentProblem])
    /// Something was wrong, and everything stayed as it was.
    case refused(String)

    /// For a log: one line for each thing to say.
    public var description: String {
      switch self {
      case .live(let changed, let removed, let notices):
        let names = changed.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" } + removed.map { "without \($0)" }
        return
          (["policies live: \(names.isEmpty ? "unchanged" : names.joined(separator: ", "))"]
          + notices.map { "note: \($0)" }).joined(separator: "\n")
      case .refused(let problem): return "policies not changed: \(problem)"
      }
    }
  }

  /// How long the folder is quiet before it is read: an editor or a checkout writes several files.
  public static let quietTime = Duration.milliseconds(100)
  /// How often a folder that changes while it is read is read before that waits for the next change.
  static let maximumReadings = 5

  /// The rule sets by name, for a `Moderator`.
  public let rules: LiveRules

  private let models: StandardModels
  private let others: DetectorSet
  private let usual: String
  /// What is live; held while a change is made, so that changes follow each other.
  private let folder: Mutex<PolicyFolder>
  private let reports: Reports
  private let watch = Mutex<FolderWatch?>(nil)

  /// Makes the policies of a folder live and begins to watch it.
  ///
  /// - Parameters:
  ///   - folder: The policies to begin with.
  ///   - models: The models that all of them share.
  ///   - usual: The policy that judges where a caller names none.
  ///   - others: Detectors that look as well under every policy: those of plugins, whose descriptors the folder was
  ///     read with.
  ///   - report: Told of each change, one at a time and in order, on this object's own thread or on that of a call of
  ///     `reload` or of this. It may call `reload` and `stop` itself.
  /// - Throws: `HostFailure` when a policy cannot be composed.
  public init(
    _ folder: PolicyFolder, on models: StandardModels, usual: String = "default",
    adding others: DetectorSet = DetectorSet(),
    report: @escaping @Sendable (Change) -> Void = { _ in }
  ) throws(HostFailure) {
    self.models = models
    self.others = others
    self.usual = usual
    reports = Reports(report)
    rules = try LiveRules(try Self.compose(folder, usual, models, others), usual: usual)
    self.folder = Mutex(folder)
    if let path = folder.path {
      do throws(FileError) {
        let started = try FolderWatch(path, quiet: Self.quietTime) { [weak self] in self?.reload() }
        watch.withLock { $0 = started }
      } catch {
        throw HostFailure(.sourceUnreadable, message: "cannot watch the policy folder \(path): \(error.reason)")
      }
      // What changed between reading and watching.
      reload()
    }
  }

  deinit { stop() }

  /// Watches no longer; what is live stays. Waits for nothing: a change that is being read may still become live.
  public func stop() {
    watch.withLock { watch in
      watch?.stop()
      watch = nil
    }
  }

  /// Reads the folder now, and returns once what it says is live or refused; called by itself when the folder changes.
  /// Callers at the same time wait for each other.
  public func reload() {
    folder.withLock { live in
      // Noted while no other change can be made, and told afterwards: whoever is told may call this.
      if let path = live.path, let change = update(&live, path) { reports.note(change) }
    }
    reports.tell()
  }

  /// Makes what the folder says live; nil where that changes nothing.
  private func update(_ live: inout PolicyFolder, _ path: String) -> Change? {
    let read: PolicyFolder
    do throws(PolicyProblems) {
      read = try Self.steadily(path, live)
    } catch {
      return refuse(error.description)
    }
    let (before, after) = (versions(of: live), versions(of: read))
    let changed = after.filter { before[$0.key] != $0.value }
    let removed = before.keys.filter { after[$0] == nil }.sorted()
    let isNews = !changed.isEmpty || !removed.isEmpty || rules.statistics.problem != nil
    if isNews {
      do throws(HostFailure) {
        try rules.replace(try Self.compose(read, usual, models, others))
      } catch {
        return refuse(error.message)
      }
    }
    let known = Set(live.notices)
    // Even where no policy changed: its lists are known by the state that their files have now.
    live = read
    return isNews
      ? .live(changed: changed, removed: removed, notices: read.notices.filter { !known.contains($0) }) : nil
  }

  /// Notes what is wrong, once, however often the folder is looked at.
  private func refuse(_ problem: String) -> Change? {
    guard rules.statistics.problem != problem else { return nil }
    rules.refuse(problem)
    return .refused(problem)
  }

  private func versions(of folder: PolicyFolder) -> [String: String] {
    Dictionary(uniqueKeysWithValues: folder.served(usual: usual).map { ($0.name, $0.version) })
  }

  /// Reads a folder that is the same before and after: never a part of a checkout.
  private static func steadily(_ path: String, _ live: PolicyFolder) throws(PolicyProblems) -> PolicyFolder {
    var before = FolderSignature(path)
    for _ in 0..<maximumReadings {
      let read = Result { () throws(PolicyProblems) in
        try PolicyFolder(path, detectors: live.detectors, reusing: live)
      }
      let after = FolderSignature(path)
      if before == after { return try read.get() }
      before = after
    }
    throw PolicyProblems(
      path, "the folder changed each of the \(maximumReadings) times that it was read; it is read again when it rests")
  }

  private static func compose(
    _ folder: PolicyFolder, _ usual: String, _ models: StandardModels, _ others: DetectorSet
  ) throws(HostFailure) -> [String: Ruleset] {
    let served = folder.served(usual: usual)
    guard served.contains(where: { $0.name == usual }) else {
      throw HostFailure(
        .invalidComposition,
        message: "the usual policy \(usual) is not among the policies: \(served.map(\.name).joined(separator: " "))")
    }
    var rules: [String: Ruleset] = [:]
    for policy in served {
      let shadow = policy.shadow.flatMap { name in folder.policies.first { $0.name == name } }
      do throws(HostFailure) {
        rules[policy.name] = try models.rules(for: policy, shadow: shadow, adding: others)
      } catch {
        throw HostFailure(error.code, message: "the policy \(policy.name): \(error.message)")
      }
    }
    return rules
  }
}

/// Tells of changes one at a time and in order, and holds no lock while it does.
private final class Reports: Sendable {
  private struct State {
    var untold: [LivePolicies.Change] = []
    var isTelling = false
  }

  private let report: @Sendable (LivePolicies.Change) -> Void
  private let state = Mutex(State())

  init(_ report: @escaping @Sendable (LivePolicies.Change) -> Void) { self.report = report }

  func note(_ change: LivePolicies.Change) { state.withLock { $0.untold.append(change) } }

  /// Tells what is noted, unless somebody does already, who then tells all of it.
  func tell() {
    let begins = state.withLock { state in
      defer { state.isTelling = true }
      return !state.isTelling
    }
    guard begins else { return }
    while let next = next() { report(next) }
  }

  private func next() -> LivePolicies.Change? {
    state.withLock { state in
      state.isTelling = !state.untold.isEmpty
      return state.isTelling ? state.untold.removeFirst() : nil
    }
  }
}
