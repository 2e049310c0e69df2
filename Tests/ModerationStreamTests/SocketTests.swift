import Foundation
import Glibc
import ModerationCore
import Synchronization
import TestFixtures
import Testing

@testable import ModerationStream

@Suite("A stream's socket", .timeLimit(.minutes(20)))
struct SocketTests {
  /// A server on a socket of its own.
  private final class Server: Sendable {
    let path: String
    let judge: FakeJudge
    let stop: StreamStop
    let ends = Mutex<[StreamSession.End]>([])
    private let socket: StreamSocket

    init(
      in folder: TemporaryFolder, _ judge: FakeJudge = FakeJudge(), connections: Int = 8, mode: UInt32 = 0o600
    ) throws {
      path = "\(folder.path)/s"
      self.judge = judge
      stop = try StreamStop()
      socket = try StreamSocket(path: path, mode: mode)
      self.connections = connections
    }

    private let connections: Int

    func run() async {
      let bounds = StreamBounds(window: 2)
      let gate = StreamGate(imageCount: 2)
      let server = StreamServer(socket, maximumConnectionCount: connections, stop: stop) { [judge, stop] in
        StreamSession(connection: $0, judge: judge.judge, gate: gate, bounds: bounds, paths: .none, stop: stop)
      } ready: {
        StreamReady(
          bounds: bounds, maximumBytes: 16, policy: "default", policies: ["default"], scenes: [], paths: .none)
      } report: { [self] _, end in
        ends.withLock { $0.append(end) }
      }
      await onThread { server.run() }
    }
  }

  /// One who speaks to it.
  private final class Client: Sendable {
    let descriptor: Int32

    init(_ path: String) throws {
      descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
      let status = withUnsafePointer(to: address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) { _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } }

    func endInput() { shutdown(descriptor, Int32(SHUT_WR)) }

    func line() async -> String {
      let descriptor = descriptor
      return await onThread {
        var (bytes, byte): ([UInt8], UInt8) = ([], 0)
        while read(descriptor, &byte, 1) == 1, byte != UInt8(ascii: "\n") { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
      }
    }
  }

  @Test("serves several connections at a time, each its own stream, and is gone at the end")
  func several() async throws {
    let folder = try TemporaryFolder()
    let server = try Server(in: folder)
    async let end: Void = server.run()
    let (one, two) = (try Client(server.path), try Client(server.path))
    #expect(await one.line().contains("\"ready\":true"))
    #expect(await two.line().contains("\"ready\":true"))
    one.send(frame("same", "pass"))
    two.send(frame("same", "block"))
    #expect(try member("suggestion", of: await one.line()) == "PASS")
    #expect(try member("suggestion", of: await two.line()) == "BLOCK")
    one.endInput()
    #expect(await one.line() == #"{"answered":1,"done":true}"#)
    server.stop.tell()
    #expect(await two.line() == #"{"answered":1,"done":true}"#)
    await end
    #expect(access(server.path, F_OK) != 0)
    #expect(server.ends.withLock { $0 } == [.done(answered: 1), .done(answered: 1)])
  }

  @Test("one connection's end costs its own frames alone")
  func dying() async throws {
    let folder = try TemporaryFolder()
    let server = try Server(in: folder)
    async let end: Void = server.run()
    let one = try Client(server.path)
    do {
      let other = try Client(server.path)
      #expect(await other.line().contains("ready"))
      other.send(frame("a", "hold") + Array("{\"id\":\"b\",\"bytes\":9}\npa".utf8))
      while server.judge.images.isEmpty { await Task.yield() }
    }
    let liar = try Client(server.path)
    #expect(await liar.line().contains("ready"))
    liar.send(Array("GET / HTTP/1.1\r\n\r\n".utf8))
    #expect(try member("fatal.code", of: await liar.line()) == "headerNotJSON")
    #expect(await one.line().contains("ready"))
    one.send(frame("1", "pass"))
    #expect(try member("suggestion", of: await one.line()) == "PASS")
    server.judge.release()
    server.stop.tell()
    await end
  }

  @Test("refuses one connection too many, and takes the next when there is room")
  func tooMany() async throws {
    let folder = try TemporaryFolder()
    let server = try Server(in: folder, connections: 1)
    async let end: Void = server.run()
    do {
      let one = try Client(server.path)
      #expect(await one.line().contains("ready"))
      let two = try Client(server.path)
      #expect(try member("fatal.code", of: await two.line()) == "tooManyConnections")
      one.endInput()
      #expect(await one.line().contains("done"))
    }
    while server.ends.withLock({ $0.count }) < 2 { await Task.yield() }
    var isServed = false
    while !isServed { isServed = await (try Client(server.path)).line().contains("ready") }
    server.stop.tell()
    await end
  }

  @Test("is its owner's alone unless said otherwise", arguments: [0o600, 0o660])
  func mode(bits: UInt32) throws {
    let folder = try TemporaryFolder()
    let server = try Server(in: folder, mode: bits)
    var status = stat()
    #expect(stat(server.path, &status) == 0 && status.st_mode & 0o777 == bits)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["s"])
  }

  @Test("takes the place of one that nobody listens at, and not of one that somebody does")
  func stale() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/s"
    do { _ = try StreamSocket(path: path, mode: 0o600) }
    #expect(access(path, F_OK) == 0, "left behind, as by kill -9")
    let socket = try StreamSocket(path: path, mode: 0o600)
    let failure = #expect(throws: HostFailure.self) { try StreamSocket(path: path, mode: 0o600) }
    #expect(failure?.code == .socketUnavailable)
    #expect(failure?.message == "cannot listen at \(path): somebody listens there already")
    #expect(access(path, F_OK) == 0)
    socket.remove()
    #expect(access(path, F_OK) != 0)
  }

  @Test("touches nothing that is no socket")
  func other() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("mine".utf8, to: "s")
    #expect(throws: HostFailure.self) { try StreamSocket(path: path, mode: 0o600) }
    #expect(try folder.text(of: "s") == "mine")
    #expect(throws: HostFailure.self) { try StreamSocket(path: "\(folder.path)/no/s", mode: 0o600) }
    #expect(throws: HostFailure.self) { try StreamSocket(path: "", mode: 0o600) }
    let long = folder.path + "/" + String(repeating: "s", count: 104)
    let failure = #expect(throws: HostFailure.self) { try StreamSocket(path: long, mode: 0o600) }
    #expect(failure?.message.contains("1 to 103 are allowed") == true)
  }

  @Test("leaves alone what somebody put in its place")
  func replaced() throws {
    let folder = try TemporaryFolder()
    let socket = try StreamSocket(path: "\(folder.path)/s", mode: 0o600)
    unlink(socket.path)
    try folder.write("theirs".utf8, to: "s")
    socket.remove()
    #expect(try folder.text(of: "s") == "theirs")
  }
}
