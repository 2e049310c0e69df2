public import ImageModeration
import Inference
import Lists
public import Logging
import Policies
import StandardDetectors
import WorkerProcesses

/// What judges: the models, the policies as they are live, the moderator.
public struct JudgingEngine: Sendable {
  let moderator: Moderator
  let rules: LiveRules
  let tags: Ruleset?
  /// How many pictures are worked on at a time.
  let slotCount: Int
  /// Finds faces for the actions of IAI.
  let faces: FaceEngine
  /// The decode worker.
  let worker: String
  private let policies: LivePolicies
  private let isolation: Isolation

  /// Loads the models and makes the policies live.
  ///
  /// - Parameter worker: The decode worker.
  /// - Throws: `HostFailure`: a policy that is wrong, a missing model, a worker of another release.
  public init(_ configuration: ServiceConfiguration, worker: String, logger: Logger) throws(HostFailure) {
    let jobs = configuration.jobs ?? ProcessorCount.available
    // No picture is handed on before there is a thread for it: who waits does so in the service's own queue.
    let capacity = Moderator.Capacity(
      concurrentImages: jobs, waitingImages: jobs + 1, waitingBytes: .max, deadlineStart: .admission,
      rememberedAnswers: configuration.rememberedAnswers)
    let isolation = Isolation.worker(
      executable: worker, policy: WorkerPolicy(maximumWorkerCount: capacity.threadCount))
    self.isolation = isolation
    let folder = try Self.folder(configuration.policies)
    for notice in folder.notices { logger.notice("policies", metadata: ["note": "\(notice)"]) }
    let note: @Sendable (String) -> Void = { logger.notice("models", metadata: ["note": "\($0)"]) }
    let served = folder.served(usual: configuration.policy)
    let usual = served.first { $0.name == configuration.policy }.map { DetectorChoice($0) } ?? DetectorChoice()
    let models = try StandardModels(
      for: served, modelsDirectory: configuration.models, isolation: isolation,
      options: ModelOptions(
        precision: configuration.precision, comparesFaces: served.contains { $0.gallery != nil },
        recognizer: usual.recognizer, textSearch: usual.textSearch,
        compiledLists: CompiledFolder.standard(report: note),
        compiledModels: CompiledModelFolder.standard(report: note), pornModel: usual.pornModel),
      concurrency: capacity.threadCount)
    let live = try LivePolicies(folder, on: models, usual: configuration.policy) { change in
      switch change {
      case .refused(let problem): logger.error("policies not changed", metadata: ["problem": "\(problem)"])
      case .live: logger.notice("policies changed", metadata: ["change": "\(change)"])
      }
    }
    policies = live
    self.worker = worker
    slotCount = capacity.threadCount
    rules = live.rules
    faces = FaceEngine(models: models, isolation: isolation, capacity: capacity)
    // Who keeps faces will be asked for them: what is wrong with the models is to be seen now.
    if configuration.store != nil { try faces.open() }
    tags = try Ruleset(
      detectors: try models.detectors(DetectorChoice(scenes: [.tags])), limits: .tiia20190529,
      policy: Policy(name: "tags", sampling: .firstFrame))
    moderator = try Moderator(live: live.rules, isolation: isolation, capacity: capacity)
  }

  /// Opens what decodes pictures that are not judged, as strictly isolated.
  func reader(_ limits: Limits) throws(HostFailure) -> ImageReader {
    try ImageReader(
      isolation: isolation, limits: limits,
      capacity: Moderator.Capacity(
        concurrentImages: slotCount, waitingImages: slotCount + 1, waitingBytes: .max, deadlineStart: .admission))
  }

  /// Reads the policies alone, for a check without models.
  ///
  /// - Throws: `HostFailure.Code.invalidComposition` with each thing that is wrong.
  static func folder(_ path: String?) throws(HostFailure) -> PolicyFolder {
    do throws(PolicyProblems) {
      return try PolicyFolder(path, detectors: StandardDetectors.descriptors)
    } catch {
      throw HostFailure(.invalidComposition, message: error.description)
    }
  }
}
