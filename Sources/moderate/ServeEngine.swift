import ImageModeration
import InProcessDecoding
import ModerationStream
import Policies
import StandardDetectors
import WorkerProcesses

/// What `serve` judges with: one moderator for all connections, and the policies that frames may name.
struct ServeEngine {
  let moderator: Moderator
  let rules: LiveRules
  /// How many images are worked on at a time.
  let imageCount: Int
  /// Watches the folder; nil where one policy is served alone.
  private let policies: LivePolicies?

  init(_ judging: JudgingOptions, _ work: WorkOptions, _ settings: CommandSettings) throws {
    let jobs = work.concurrency(settings)
    // No image is sent before there is a thread for it, so that none waits here, whatever it holds; its time counts
    // from then, even when no thread comes free.
    let capacity = Moderator.Capacity(
      concurrentImages: jobs, waitingImages: jobs, waitingBytes: .max, deadlineStart: .admission,
      rememberedAnswers: work.remember)
    let isolation: Isolation =
      work.inProcess
      ? .inProcess
      : .worker(executable: DecodeWorker.path, policy: WorkerPolicy(maximumWorkerCount: capacity.threadCount))
    imageCount = capacity.threadCount
    if let live = try judging.livePolicies(work, settings, concurrency: imageCount, isolation: isolation) {
      policies = live
      rules = live.rules
    } else {
      let alone = try judging.rules(work, settings, concurrency: imageCount, isolation: isolation)
      policies = nil
      rules = try LiveRules([alone.policy.name: alone], usual: alone.policy.name)
    }
    moderator = try Moderator(live: rules, isolation: isolation, capacity: capacity)
    if !work.quiet { WorkOptions.announceScenes(moderator.scenes) }
    if let weakness = moderator.sandbox?.weakness { StandardError.write("moderate: \(weakness)\n") }
  }

  /// Judges a stream's images.
  var judge: StreamJudge {
    StreamJudge(usualLimits: rules.usual.limits.name) { [moderator, rules] name throws(HostFailure) in
      let chosen = try rules.rules(named: name)
      return StreamJudge.Rules(limits: chosen.limits, identity: chosen.identity) {
        image, deadline throws(HostFailure) in
        let source: ImageSource =
          switch image {
          case .bytes(let bytes): .bytes(bytes, .local)
          case .file(let path): .file(path: path)
          }
        return try await moderator.moderate(source, under: chosen.within(deadline))
      }
    }
  }

  /// The first line of a connection.
  func ready(_ bounds: StreamBounds, _ paths: StreamPaths) -> StreamReady {
    let names = rules.statistics.versions.keys.sorted()
    let sizes = names.compactMap { try? rules.rules(named: $0).limits.maximumFileBytes }
    return StreamReady(
      bounds: bounds, maximumBytes: sizes.max() ?? rules.usual.limits.maximumFileBytes, policy: rules.usualName,
      policies: names, scenes: rules.usual.scenes.map(\.rawValue), paths: paths)
  }
}
