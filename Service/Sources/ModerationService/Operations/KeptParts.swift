import ImageFetching
import ImageModeration
import Logging
import ModerationStore

/// What a service does with its store: faces, libraries, records, tasks. Without a store there is the face desk alone,
/// which then keeps nothing.
struct KeptParts: Sendable {
  let store: ServiceStore?
  let desk: FaceDesk
  /// What keeps records; nil where none are kept.
  let records: RecordKeeper?
  /// What callers keep in lists; nil without a folder of policies.
  let libraries: Libraries?
  /// Tasks and their callbacks.
  let tasks: TaskService?

  /// What else a service is made of.
  struct Surroundings {
    let configuration: ServiceConfiguration
    let engine: JudgingEngine
    let judge: ModerationJudge
    let ledger: ServiceLedger
    /// Sends callbacks; nil for as the configuration says.
    let sender: CallbackSender?
    let logger: Logger
  }

  init(_ store: ServiceStore?, records: RecordKeeper?, _ around: Surroundings) throws(ConfigurationProblem) {
    self.store = store
    self.records = records
    let judge = around.judge
    desk = FaceDesk(
      finder: around.engine.faces, store: store?.faces, queue: judge.queue,
      intake: PictureIntake(fetcher: judge.fetcher, budget: judge.budget, metrics: judge.metrics),
      accounting: judge.accounting, metrics: judge.metrics)
    libraries = try Self.libraries(store, around)
    tasks = store.map { Self.tasks($0, around) }
  }

  private static func libraries(
    _ store: ServiceStore?, _ around: Surroundings
  ) throws(ConfigurationProblem) -> Libraries? {
    guard let store, let folder = around.configuration.policies else { return nil }
    let judge = around.judge
    do throws(HostFailure) {
      return Libraries(
        store: store, writer: LibraryListWriter(store.lists, folder: folder, logger: around.logger),
        reader: try around.engine.reader(LibraryLimits.pictures), queue: judge.queue, budget: judge.budget,
        fetcher: judge.fetcher, accounting: judge.accounting, wordLibraries: around.configuration.wordLibraries)
    } catch {
      throw ConfigurationProblem(place: "worker", message: error.message)
    }
  }

  private static func tasks(_ store: ServiceStore, _ around: Surroundings) -> TaskService {
    let (configuration, ledger) = (around.configuration, around.ledger)
    let isShared = ledger.accountCount > 1
    let patient = around.judge.fetcher.changed(TaskSettings.setDownloadTimes)
    return TaskService(
      store: store.tasks.limited(to: isShared ? TaskLimits().shared : TaskLimits()), settings: configuration.tasks,
      TaskService.Parts(
        judge: around.judge.downloading(by: patient), accounting: ledger.accounting, accounts: ledger.accounts,
        signs: !configuration.skipsAuthentication, isShared: isShared, fetcher: patient,
        sender: around.sender ?? CallbackSender(rules: configuration.tasks.rules(configuration.fetch)),
        metrics: around.judge.metrics, logger: around.logger))
  }

  /// Brings what is derived from the store up to date: lists before anything is answered; the search of faces
  /// meanwhile, for which the first search then waits.
  func begin(_ logger: Logger) async throws {
    try await libraries?.begin()
    guard let store else { return }
    Task.detached {
      do throws(FaceStoreError) {
        try await store.faces.prepareSearch()
      } catch {
        logger.error("the search of faces is not ready", metadata: ["problem": "\(error)"])
      }
    }
  }

  /// The actions of Tencent's interfaces for what is kept.
  var actions: [any TencentAction] {
    [IMSAsyncTask(intake: tasks?.intake)] + IAIAction.all(at: desk) + TIIAImageLibrary.actions(libraries)
      + CMSWordSamples.actions(libraries)
  }

  /// Our own interfaces for what is kept.
  func dialects(_ authenticator: any Authenticating, _ logger: Logger) -> [any Dialect] {
    let records = store.map { RecordsDialect(records: $0.records, authenticator: authenticator, logger: logger) }
    return [TasksDialect(tasks: tasks, authenticator: authenticator)] + (records.map { [$0] } ?? [])
  }
}
