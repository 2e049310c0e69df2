import ImageFetching
import ModerationStore
import ServiceAccounts

@testable import ModerationService

/// The library actions over a store and a folder of their own, asked as clients ask.
struct LibraryRig {
  let folder: ScratchFolder
  let store: ServiceStore
  let dialect: TencentDialect

  init(_ words: [String: String] = [:]) async throws {
    folder = try ScratchFolder()
    store = try ServiceStore(path: folder.path + "/service.sqlite")
    let account = FixedAuthenticator.caller.account.id
    let libraries = Libraries(
      store: store, writer: LibraryListWriter(store.lists, folder: folder.path, logger: TestEngine.logger),
      reader: try await TestEngine.shared.value.reader(LibraryLimits.pictures),
      queue: FairQueue(FairQueue.Bounds(slotCount: 2, waitingCount: 8, waitingCountPerAccount: 8)),
      budget: ByteBudget(byteCount: 1 << 26, byteCountPerAccount: 1 << 26),
      fetcher: ImageFetcher(rules: FetchRules()), accounting: TaskRig.Notes(),
      wordLibraries: words.sorted { $0.key < $1.key }.map {
        WordLibrarySetting(account: account, name: $0.key, suggestion: $0.value)
      })
    try await libraries.begin()
    dialect = TencentDialect(
      actions: TIIAImageLibrary.actions(libraries) + CMSWordSamples.actions(libraries),
      judge: FixedJudge(.failure(ServiceFailure(.notJudged, "asks no judge"))), authenticator: FixedAuthenticator())
  }

  func tiia(_ action: String, _ body: String) async -> ServiceAnswer {
    await TencentRequest(body, of: "2019-05-29", action: action).ask(dialect)
  }

  func cms(_ action: String, _ body: String) async -> ServiceAnswer {
    await TencentRequest(body, of: "2019-03-21", action: action).ask(dialect)
  }
}
