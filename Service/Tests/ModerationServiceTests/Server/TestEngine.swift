import Foundation
import ImageFetching
import ImageModeration
import Logging
import ServiceLifecycle
import Synchronization

@testable import ModerationService

/// The models, loaded once for all suites that judge.
enum TestEngine {
  static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  /// Two policies: one looks for porn alone, one reads text besides.
  private static let policies: Result<ScratchFolder, any Error> = Result {
    let folder = try ScratchFolder()
    _ = try folder.write("scenes: [porn]\n", to: "default.yaml")
    _ = try folder.write("scenes: [porn, text]\n", to: "reads.yaml")
    return folder
  }

  /// A configuration of tests: a free port, nobody asked for a key.
  static func configuration() throws -> ServiceConfiguration {
    var configuration = ServiceConfiguration()
    configuration.port = 0
    configuration.policies = try policies.get().path
    configuration.skipsAuthentication = true
    configuration.jobs = 2
    return configuration
  }

  static let shared = Task<JudgingEngine, any Error> {
    // Beside the test bundle.
    let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    return try JudgingEngine(
      try configuration(), worker: folder.appending(path: "moderation-worker").path, logger: logger)
  }
}

/// A service that listens in this process.
struct TestServer {
  let service: ModerationServer
  let port: Int
  private let group: ServiceGroup
  private let running: Task<Void, any Error>

  /// Starts one on a free port.
  ///
  /// - Parameter pictures: A server of pictures that counts as public under the name images.example.com; nil for none.
  init(
    _ configuration: ServiceConfiguration, pictures: PictureServer? = nil, logger: Logger = TestEngine.logger
  ) async throws {
    var fetcher: ImageFetcher?
    if let pictures {
      let endpoint = FetchRules.Endpoint(HostAddress(ipv4: 0x7F00_0001), port: pictures.port)
      fetcher = ImageFetcher(rules: FetchRules(treatingAsPublic: [endpoint]), resolver: LoopbackNames())
    }
    let service = try ModerationServer(
      configuration, engine: try await TestEngine.shared.value, fetcher: fetcher, logger: logger)
    self.service = service
    let (ports, continuation) = AsyncStream<Int>.makeStream()
    // Ends as SIGTERM ends it, and no other suite's service with it.
    let group = ServiceGroup(
      services: [Member(service: service) { continuation.yield($0) }], logger: TestEngine.logger)
    self.group = group
    running = Task {
      defer { continuation.finish() }
      try await group.run()
    }
    var iterator = ports.makeAsyncIterator()
    guard let port = await iterator.next() else {
      try await running.value
      throw CancellationError()
    }
    self.port = port
  }

  /// Begins the end; what was taken is answered.
  func beginShutdown() async { await group.triggerGracefulShutdown() }

  /// Ends it, and waits for that.
  func stop() async throws {
    await beginShutdown()
    try await running.value
  }

  private struct Member: ServiceLifecycle.Service {
    let service: ModerationServer
    let started: @Sendable (Int) -> Void

    func run() async throws { try await service.run(started: started) }
  }

  /// Every name leads to this machine.
  private struct LoopbackNames: HostResolver {
    func addresses(of host: String) async throws(FetchFailure) -> [HostAddress] { [HostAddress(ipv4: 0x7F00_0001)] }
  }
}

/// Keeps the events that are logged.
struct KeptLog: LogHandler {
  let events = Events()
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .debug

  final class Events: Sendable {
    private let messages = Mutex<[String]>([])

    func add(_ message: String) { messages.withLock { $0.append(message) } }
    func count(of message: String) -> Int { messages.withLock { $0.count { $0 == message } } }
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { events.add("\(event.message)") }
}

/// Waits until something holds.
///
/// - Returns: Whether it did within two minutes: all suites share few threads.
func eventually(_ holds: () async -> Bool) async -> Bool {
  let deadline = ContinuousClock.now + .seconds(120)
  while ContinuousClock.now < deadline {
    if await holds() { return true }
    try? await Task.sleep(for: .milliseconds(5))
  }
  return false
}
