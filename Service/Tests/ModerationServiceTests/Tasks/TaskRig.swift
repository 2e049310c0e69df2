import ImageFetching
import ModerationStore
import ServiceAccounts
import Synchronization

@testable import ModerationService

/// Tasks over a store in memory, a clock that tests move, and receivers on this machine.
final class TaskRig: Sendable {
  /// Wall time that stands until a test moves it.
  final class Clock: Sendable {
    private let time = Mutex<Int64>(1_795_780_800_000)
    var now: Int64 { time.withLock { $0 } }
    func advance(_ milliseconds: Int64) { time.withLock { $0 += milliseconds } }
  }

  /// Keeps what was noted for metering.
  final class Notes: Accounting {
    private let kept = Mutex<[String]>([])
    var all: [String] { kept.withLock { $0 } }

    func check(_ caller: Caller, for interface: String) {}
    func admit(_ caller: Caller, to interface: String, count: Int) -> Int { 1 }
    func policy(_ name: String?, of caller: Caller) -> String? { name }
    func note(
      _ caller: Caller, interface: String, scenes: [String], count: Int, callsInSecond: Int, outcome: CallOutcome
    ) {
      kept.withLock { $0.append("\(caller.account.id) \(interface) \(count) \(outcome)") }
    }
  }

  /// Every name leads to one address.
  struct OneAddress: HostResolver {
    let address: HostAddress
    func addresses(of host: String) -> [HostAddress] { [address] }
  }

  static let keyID = "AKIDEXAMPLE"
  /// The key of each account.
  static func keyID(of account: String) -> String {
    account == "acct-1" ? keyID : "\(keyID)-\(account)"
  }

  static let secret = "0123456789abcdefghijklmnopqrstuv"
  static let loopback = HostAddress(ipv4: 0x7F00_0001)
  /// 10.0.0.1, where nobody may call.
  static let inside = HostAddress(ipv4: 0x0A00_0001)

  let clock = Clock()
  let notes = Notes()
  let store: any TaskStoring
  let tasks: TaskService
  let judge: any ImageJudging
  private let running = Mutex<Task<Void, any Error>?>(nil)

  init(
    _ judge: any ImageJudging, to receivers: [CallbackReceiver] = [], store: any TaskStoring = MemoryTaskStore(),
    names: HostAddress = TaskRig.loopback, keyID: String = TaskRig.keyID, secret: String = TaskRig.secret,
    chance: Double = 0, keyed: [String] = ["acct-1"], changing change: (inout TaskSettings) -> Void = { _ in }
  ) throws {
    var settings = TaskSettings()
    change(&settings)
    let endpoints = receivers.map { FetchRules.Endpoint(Self.loopback, port: $0.port) }
    let resolver = OneAddress(address: names)
    let accounts = Set(["acct-1", "other", "third"] + keyed).sorted().map { Account(id: $0) }
    let keys = try keyed.map { account in
      // No two keys may have one secret.
      let text = account == "acct-1" ? secret : String((account.filter { $0 != "-" } + secret).prefix(32))
      guard let kept = Secret(text) else { throw WireFailure(description: "no secret") }
      return AccessKey(id: account == "acct-1" ? keyID : Self.keyID(of: account), secret: kept, account: account)
    }
    let directory = try AccountDirectory(accounts: accounts, keys: keys)
    let (clock, notes) = (clock, notes)
    self.judge = judge
    self.store = store
    tasks = TaskService(
      store: store, settings: settings,
      TaskService.Parts(
        judge: judge, accounting: notes, accounts: { directory }, signs: true, isShared: true,
        fetcher: ImageFetcher(rules: FetchRules(), resolver: resolver),
        sender: CallbackSender(rules: FetchRules(treatingAsPublic: endpoints), resolver: resolver),
        metrics: ServiceMetrics(), logger: TestEngine.logger, now: { clock.now }, chance: { chance }))
  }

  /// Begins to work.
  func start() { running.withLock { $0 = Task { [tasks] in try await tasks.run() } } }

  /// Ends as at SIGTERM, and waits for what runs.
  func stop() async throws {
    tasks.workers.loop.end()
    tasks.delivery.loop.end()
    try await running.withLock { $0 }?.value
  }

  /// Moves the clock, and has everybody look at it.
  func advance(_ milliseconds: Int64) {
    clock.advance(milliseconds)
    tasks.workers.loop.wake()
    tasks.delivery.loop.wake()
  }

  func accept(_ id: String, _ callback: String, account: String = "acct-1") async throws {
    let order = NewTask(
      id: id, account: account, keyID: Self.keyID(of: account), interface: "ims.CreateImageModerationAsyncTask",
      callback: callback, callbackHost: try tasks.intake.host(ofCallback: callback), source: .picture)
    let caller = Caller(account: Account(id: account), keyID: Self.keyID(of: account), grants: .all)
    try await tasks.intake.accept(order, picture: [1, 2, 3], of: caller)
  }

  /// A task that is judged already.
  func judged(_ id: String, _ callback: String, account: String = "acct-1") async throws {
    try await accept(id, callback, account: account)
    try await store.finish(id, body: Array("{\"RequestId\":\"\(id)\"}".utf8), at: clock.now)
  }

  func state(_ id: String) async -> KeptTask.State? { try? await store.task(id, of: nil).state }

  func reaches(_ state: KeptTask.State, _ id: String) async -> Bool {
    await eventually { await self.state(id) == state }
  }

  /// Waits until a task had so many attempts.
  func attempts(_ count: Int, _ id: String) async -> Bool {
    await eventually { (try? await self.store.task(id, of: nil).attempts) == count }
  }
}
