import Foundation
import ImageFetching
import Testing

/// The system's own resolver against a name server whose names change their addresses.
///
/// The name server needs port 53 and its own `/etc/resolv.conf`: the first test starts this test program again in a
/// mount namespace, where the other tests run.
@Suite(.timeLimit(.minutes(20)))
struct RebindingTests {
  private static let mark = "IMAGE_FETCHING_IN_NAMESPACE"
  private static let nameServer = "127.0.0.77"
  static let isInside = ProcessInfo.processInfo.environment[mark] != nil

  /// Why no namespace can be made here, or nil.
  static let obstacle: String? = {
    if isInside { return "runs outside of the namespace only" }
    if geteuid() != 0 { return "needs root for a mount namespace and for port 53" }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["unshare", "-m", "true"]
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return "this machine has no command unshare" }
    process.waitUntilExit()
    return process.terminationStatus == 0 ? nil : "this machine allows no mount namespace"
  }()

  @Test(
    "Against a real rebinding name server no connection leads elsewhere",
    .enabled(if: obstacle == nil, Comment(rawValue: obstacle ?? "")))
  func inNamespace() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "rebinding-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let resolv = folder.appending(path: "resolv.conf")
    let services = folder.appending(path: "nsswitch.conf")
    try Data("nameserver \(Self.nameServer)\noptions timeout:5 attempts:3\n".utf8).write(to: resolv)
    try Data("hosts: files dns\n".utf8).write(to: services)
    let script = """
      set -e
      mount --make-rprivate /
      mount --bind "$1" /etc/resolv.conf
      mount --bind "$2" /etc/nsswitch.conf
      shift 2
      exec env \(Self.mark)=1 "$@"
      """
    let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let (status, output) = try await Self.run(
      ["unshare", "-m", "sh", "-c", script, "sh", resolv.path(), services.path(), program]
        + ["--testing-library", "swift-testing", "--filter", "RebindingTests"], in: folder)
    #expect(status == 0, "\(output)")
    #expect(output.contains("rebinding: 4 of 4 cases ran"), "\(output)")
  }

  @Test("Names of a real name server", .enabled(if: isInside, "runs inside of the namespace only"))
  func names() async throws {
    let server = try await NameServer(
      [
        "once.example": [["127.0.0.2"], ["127.0.0.1"]], "twice.example": [["127.0.0.2"], ["127.0.0.1"]],
        "mixed.example": [["127.0.0.2", "127.0.0.1"]], "inside.example": [["10.0.0.1"]],
      ], address: Self.nameServer)
    var ran = 0
    for (name, expected, connections) in [
      ("once.example", FetchFailure.Code?.none, 1), ("twice.example", .addressRefused, 1),
      ("mixed.example", .addressRefused, 0), ("inside.example", .addressRefused, 0),
    ] {
      try await ScriptedServer.running { canary in
        let redirect = "HTTP/1.1 302 Found\r\nLocation: http://\(name):\(canary.port)/b\r\nContent-Length: 0\r\n\r\n"
        let script: [ScriptedServer.Step] = [.send(name == "twice.example" ? redirect : answer("picture"))]
        try await ScriptedServer.running([script], address: "127.0.0.2", port: canary.port) { server in
          var rules = try server.rules
          rules.attemptTimeout = .seconds(60)
          let failure = await failure(
            fetching: "http://\(name):\(server.port)/", rules: rules, resolver: SystemResolver())
          #expect(failure?.code == expected, "\(name): \(failure?.message ?? "fetched")")
          #expect(server.connections == connections, "\(name)")
          #expect(canary.connections == 0, "\(name)")
        }
      }
      #expect(server.questions(for: name) == (name == "twice.example" ? 2 : 1), "\(name)")
      ran += 1
    }
    let unknown = await failure(fetching: "http://unknown.example/", rules: FetchRules(), resolver: SystemResolver())
    #expect(unknown?.code == .nameNotFound)
    print("rebinding: \(ran) of 4 cases ran")
    try await server.stop()
  }

  /// Runs a program to its end, without holding a thread, and gives its status and what it printed.
  private static func run(_ command: [String], in folder: URL) async throws -> (status: Int32, output: String) {
    let file = folder.appending(path: "output")
    try Data().write(to: file)
    let handle = try FileHandle(forWritingTo: file)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.standardOutput = handle
    process.standardError = handle
    let (ended, continuation) = AsyncStream<Void>.makeStream()
    process.terminationHandler = { _ in continuation.finish() }
    try process.run()
    for await _ in ended {}
    return (process.terminationStatus, try String(contentsOf: file, encoding: .utf8))
  }
}
