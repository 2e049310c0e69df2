import Foundation
public import ImageFetching
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import ImageModeration
public import Logging
import ModerationStore
import ServiceAccounts
import ServiceLifecycle
import UnixSignals

/// The service: one port on which all dialects are spoken, over one engine.
public struct ModerationServer: Sendable {
  /// The most header fields of a request, and the most bytes of them.
  static let maximumHeaderFieldCount = 100
  static let maximumHeaderBytes = 64 * 1024

  let configuration: ServiceConfiguration
  let engine: JudgingEngine
  let responder: ServiceResponder
  let queue: FairQueue
  let readiness: Readiness
  let fetcher: ImageFetcher
  let ledger: ServiceLedger
  /// What is remembered.
  let kept: KeptParts
  let logger: Logger

  /// Composes the service; nothing listens yet.
  ///
  /// - Parameter sender: Sends callbacks; nil for as the configuration says.
  /// - Throws: `ConfigurationProblem` where accounts, keys or the store are unusable.
  public init(
    _ configuration: ServiceConfiguration, engine: JudgingEngine, fetcher: ImageFetcher? = nil,
    sender: CallbackSender? = nil, logger: Logger
  ) throws(ConfigurationProblem) {
    if let problem = configuration.problems.first {
      throw ConfigurationProblem(place: "configuration", message: problem)
    }
    let store = try Self.store(configuration)
    let ledger = try ServiceLedger(configuration, store: store, logger: logger)
    let metrics = ServiceMetrics()
    let isShared = ledger.accountCount > 1
    // Where there are several accounts, none may take all the room.
    func share(_ whole: Int) -> Int { isShared ? max(1, whole / 4 * 3) : whole }
    let queue = FairQueue(
      FairQueue.Bounds(
        slotCount: engine.slotCount, waitingCount: configuration.waitingPictures,
        waitingCountPerAccount: share(configuration.waitingPictures)))
    let budget = ByteBudget(
      byteCount: configuration.bytesInFlight, byteCountPerAccount: share(configuration.bytesInFlight))
    let fetcher = fetcher ?? ImageFetcher(rules: configuration.fetch)
    let records = try Self.keeper(configuration, store, worker: engine.worker, logger)
    let judge = ModerationJudge(
      moderator: engine.moderator, rules: NarrowedRules(engine.rules, tags: engine.tags), queue: queue, budget: budget,
      fetcher: fetcher, accounting: ledger.accounting, metrics: metrics, records: records)
    let kept = try KeptParts(
      store, records: records,
      KeptParts.Surroundings(
        configuration: configuration, engine: engine, judge: judge, ledger: ledger, sender: sender, logger: logger))
    let readiness = Readiness(engine.moderator)
    let connections = Connections()
    let gauges = ServiceGauges(
      engine: engine, queue: queue, budget: budget, connections: connections)
    self.configuration = configuration
    self.engine = engine
    self.queue = queue
    self.readiness = readiness
    self.fetcher = fetcher
    self.ledger = ledger
    self.kept = kept
    self.logger = logger
    responder = ServiceResponder(
      dialects: Self.dialects(configuration, judge, kept, ledger.authenticator, logger),
      pages: OperatorPages(
        readiness: readiness, metrics: metrics,
        gauges: { gauges.series + (records?.series ?? []) + (kept.tasks?.gauges ?? []) },
        mayReadFigures: { [authenticator = ledger.authenticator] head in
          // What a proxy on this machine hands on comes from elsewhere.
          let isHandedOn = ["forwarded", "x-forwarded-for", "x-real-ip", "via"].contains { head[$0] != nil }
          if !isHandedOn, let address = head.remoteAddress, ServiceConfiguration.isLoopback(address) { return true }
          guard let claim = try? authenticator.claim(head, by: .bearer), let caller = try? claim.verify([]) else {
            return false
          }
          return caller.grants.contains(.readRecords)
        },
        openAPI: PackageResources.openapi_json),
      bodies: BodyReader(budget: budget, maximumTime: .seconds(configuration.bodySeconds)), connections: connections,
      metrics: metrics, logger: logger)
  }

  private static func store(_ configuration: ServiceConfiguration) throws(ConfigurationProblem) -> ServiceStore? {
    guard let path = configuration.store else { return nil }
    do throws(StoreError) {
      return try ServiceStore(path: path)
    } catch {
      throw ConfigurationProblem(store: error)
    }
  }

  /// The dialects in the order in which they are asked.
  private static func dialects(
    _ configuration: ServiceConfiguration, _ judge: ModerationJudge, _ kept: KeptParts,
    _ authenticator: any Authenticating, _ logger: Logger
  ) -> [any Dialect] {
    let options = TIIAOptions(
      unavailableScenes: configuration.answersGapForUnavailableScenes ? .gap : .error,
      isStrict: configuration.isTIIAStrict)
    let actions: [any TencentAction] =
      IMSImageModeration.versions.map { IMSImageModeration(version: $0) }
      + [TIIAImageModeration.tiia(options), TIIAImageModeration.ticm(options), TIIADetectLabel()] + kept.actions
    return [TencentDialect(actions: actions, judge: judge, authenticator: authenticator)]
      + kept.dialects(authenticator, logger)
      + otherDialects(configuration, judge, authenticator)
  }

  /// Serves until the process is told to end: SIGTERM or SIGINT.
  ///
  /// - Parameter started: Told the port once it listens.
  public func run(started: @escaping @Sendable (Int) -> Void = { _ in }) async throws {
    try await kept.begin(logger)
    var channel = HTTP1Channel.Configuration(
      additionalChannelHandlers: [
        ConnectionHandler(unreadTime: .seconds(Int64(configuration.idleSeconds)))
      ],
      idleTimeout: .seconds(Int64(configuration.idleSeconds)))
    channel.httpDecoder = .init(
      maxHeaderFieldSize: Self.maximumHeaderBytes, maxHeaderListSize: Self.maximumHeaderBytes,
      maxHeaderFieldCount: Self.maximumHeaderFieldCount)
    var server = HTTPServerBuilder.http1(configuration: channel)
    if let files = configuration.tls {
      let reload = try TLSFilesReload(files, logger: logger)
      server = try .tls(server, tlsConfiguration: try reload.configuration())
    }
    var quiet = Logger(label: "hummingbird") { _ in SwiftLogNoOpLogHandler() }
    quiet.logLevel = .critical
    let application = Application(
      responder: responder, server: server,
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.host, port: configuration.port), serverName: "moderation-service",
        availableConnectionsDelegate: MaximumAvailableConnections(configuration.connectionCount)),
      onServerRunning: { channel in started(channel.localAddress?.port ?? 0) }, logger: quiet)
    var group = ServiceGroupConfiguration(
      // Ended from the last to the first: tasks when the last one was accepted.
      services: (kept.tasks.map { [.init(service: $0)] } ?? []) + [
        .init(service: application), .init(service: Drain(readiness: readiness)),
        .init(service: ledger),
      ],
      gracefulShutdownSignals: [.sigterm, .sigint, .sighup], logger: quiet)
    group.maximumGracefulShutdownDuration = .seconds(configuration.drainSeconds)
    kept.records?.start()
    let result = await Result { try await ServiceGroup(configuration: group).run() }
    await fetcher.shutdown()
    await kept.records?.finish()
    await kept.libraries?.writer.stop()
    await ledger.finish()
    try result.get()
  }

  /// Tells whoever asks for readiness that the end has come; what was taken is answered.
  private struct Drain: ServiceLifecycle.Service {
    let readiness: Readiness

    func run() async throws {
      try await gracefulShutdown()
      readiness.drain()
    }
  }
}

extension Result where Failure == any Error {
  /// What an asynchronous body gives or throws.
  fileprivate init(_ body: () async throws -> Success) async {
    do {
      self = .success(try await body())
    } catch {
      self = .failure(error)
    }
  }
}
