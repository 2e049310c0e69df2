import Foundation
import Glibc
import ModerationCore
import Synchronization
import TestFixtures
import Testing

@testable import ModerationStream

@Suite("A session", .timeLimit(.minutes(20)))
struct SessionTests {
  @Test("greets first, with its window and bounds")
  func greets() async throws {
    let stream = try FakeStream(FakeJudge(), window: 3, paths: .any)
    try stream.send([])
    #expect(try await stream.run() == .done(answered: 0))
    #expect(
      try stream.lines() == [
        #"{"maximumBytes":16,"paths":"any","policies":["default","strict"],"policy":"default","#
          + #""protocol":"moderation-stream-1","ready":true,"scenes":[],"window":3}"#,
        #"{"answered":0,"done":true}"#,
      ])
  }

  @Test("has never more frames at work than its window, and as many as that", arguments: [1, 3, 8])
  func window(count: Int) async throws {
    let judge = FakeJudge { judge, atWork in if atWork == count { judge.release() } }
    let stream = try FakeStream(judge, window: count)
    try stream.send((0..<50).flatMap { frame("\($0)", "hold") })
    #expect(try await stream.run() == .done(answered: 50))
    #expect(judge.mostAtWork == count)
    #expect(Set(try stream.lines().dropFirst().dropLast().map { try member("id", of: $0) }).count == 50)
  }

  @Test("lets no more to the engine than the gate has room for")
  func gate() async throws {
    let judge = FakeJudge { judge, atWork in if atWork == 2 { judge.release() } }
    let stream = try FakeStream(judge, window: 16, imageCount: 2)
    try stream.send((0..<40).flatMap { frame("\($0)", "hold") })
    #expect(try await stream.run() == .done(answered: 40))
    #expect(judge.mostAtWork == 2)
  }

  @Test("answers as answers come, or in the order of the frames", arguments: [false, true])
  func order(isOrdered: Bool) async throws {
    let judge = FakeJudge()
    let stream = try FakeStream(judge, isOrdered: isOrdered)
    try stream.send(frame("slow", "hold") + frame("quick", "pass"), ends: false)
    async let end = stream.run()
    let reader = stream.output.fileHandleForReading
    let greeting = try #require(await onThread { try? Self.line(of: reader) })
    #expect(greeting.contains("ready"))
    if !isOrdered {
      // Comes while the first is still at work.
      let line = try #require(await onThread { try? Self.line(of: reader) })
      #expect(try member("id", of: line) == "quick")
    }
    judge.release()
    try stream.input.fileHandleForWriting.close()
    #expect(try await end == .done(answered: 2))
    let identifiers = try stream.lines().dropLast().map { try member("id", of: $0) }
    #expect(identifiers == (isOrdered ? ["slow", "quick"] : ["slow"]))
  }

  private static func line(of handle: FileHandle) throws -> String {
    var bytes: [UInt8] = []
    while let byte = try handle.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") { bytes.append(byte) }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("takes an identifier again once it was answered")
  func again() async throws {
    let stream = try FakeStream(FakeJudge(), window: 1)
    try stream.send((0..<20).flatMap { _ in frame("same", "pass") })
    #expect(try await stream.run() == .done(answered: 20))
  }

  @Test("ends at a header that is too long, however long it is")
  func longHeader() async throws {
    let judge = FakeJudge()
    let stream = try FakeStream(judge)
    let writing = stream.input.fileHandleForWriting
    async let sent: Void = onThread {
      try? writing.write(contentsOf: Data(frame("1", "pass") + [UInt8](repeating: UInt8(ascii: " "), count: 70_000)))
    }
    let end = try await stream.run()
    try stream.input.fileHandleForReading.close()
    await sent
    guard case .fatal(let problem, answered: 1) = end else {
      Issue.record("ended with \(end)")
      return
    }
    #expect(problem.code == .headerTooLong && problem.frame == 2 && problem.byteOffset == 25)
  }

  @Test("takes a header of just as many bytes as are allowed")
  func longestHeader() async throws {
    let stream = try FakeStream(FakeJudge())
    let header = #"{"id":"1","bytes":4}"#
    let blanks = String(repeating: " ", count: StreamBounds.maximumHeaderByteCount - header.utf8.count)
    let writing = stream.input.fileHandleForWriting
    async let sent: Void = onThread {
      try? writing.write(contentsOf: Data("\(header)\(blanks)\npass".utf8))
      try? writing.close()
    }
    #expect(try await stream.run() == .done(answered: 1))
    await sent
  }

  @Test("passes over a gigabyte that is too large, and answers the next frame")
  func endlessFrame() async throws {
    let folder = try TemporaryFolder()
    let header = Array(#"{"id":"big","bytes":1073741824}"#.utf8) + [UInt8(ascii: "\n")]
    let path = try folder.write(header, to: "frames")
    let file = try FileHandle(forUpdating: URL(filePath: path))
    try file.truncate(atOffset: UInt64(header.count) + 1 << 30)
    try file.seekToEnd()
    try file.write(contentsOf: Data(frame("2", "pass")))
    try file.seek(toOffset: 0)
    let stream = try FakeStream(FakeJudge())
    dup2(file.fileDescriptor, stream.input.fileHandleForReading.fileDescriptor)
    #expect(try await stream.run() == .done(answered: 2))
    let lines = try stream.lines()
    #expect(try lines.map { try member("rejection.measured", of: $0) } == [nil, "1073741824", nil, nil])
  }

  @Test("gives up what is at work when nobody reads any more, and reads no further")
  func readerGone() async throws {
    let judge = FakeJudge()
    let stream = try FakeStream(judge, window: 2)
    try stream.output.fileHandleForReading.close()
    // Never closed: only that the reader has gone can end it.
    try stream.send((0..<20).flatMap { frame("\($0)", "pass") }, ends: false)
    #expect(try await stream.run() == .readerGone)
    #expect(judge.images.count <= 4)
  }

  @Test("holds no more than its window when answers are not read, and goes on when they are")
  func stoppedReader() async throws {
    let judge = FakeJudge()
    let stream = try FakeStream(judge, window: 4)
    // A pipe holds 64 KiB: some hundred answers. Then the writer waits, and so does the reader of frames.
    let count = 2_000
    let writing = stream.input.fileHandleForWriting
    async let sent: Void = onThread {
      try? writing.write(contentsOf: Data((0..<count).flatMap { frame("\($0)", "pass") }))
      try? writing.close()
    }
    async let end = stream.run()
    // Full once a byte more would have to wait.
    var room = pollfd(fd: stream.output.fileHandleForWriting.fileDescriptor, events: Int16(POLLOUT), revents: 0)
    while poll(&room, 1, 0) > 0 { await Task.yield() }
    #expect(judge.images.count < count)
    let reading = stream.output.fileHandleForReading
    async let lines = onThread { (try? reading.readToEnd()).flatMap { $0 }?.count { $0 == UInt8(ascii: "\n") } }
    #expect(try await end == .done(answered: count))
    await sent
    #expect(await lines == count + 2)
  }

  @Test("ends between frames when it is told, and answers what it has")
  func stopBetween() async throws {
    let judge = FakeJudge()
    let stream = try FakeStream(judge)
    try stream.send(frame("1", "hold"), ends: false)
    async let end = stream.run { judge.release() }
    while judge.images.isEmpty { await Task.yield() }
    stream.stop.tell()
    #expect(try await end == .done(answered: 1))
  }

  @Test("ends within a frame when it is told, and says so to its sender")
  func stopWithin() async throws {
    let judge = FakeJudge()
    let stream = try FakeStream(judge)
    try stream.send(frame("1", "pass") + Array("{\"id\":\"2\",\"bytes\":9}\npa".utf8), ends: false)
    async let end = stream.run()
    while judge.images.isEmpty { await Task.yield() }
    var left: Int32 = 1
    while left > 0 { _ = ioctl(stream.input.fileHandleForReading.fileDescriptor, UInt(FIONREAD), &left) }
    stream.stop.tell()
    let answered = try await end
    let lines = try stream.lines()
    // Whether the header was taken before the word came is chance; half a header has no sender to answer.
    if answered == .done(answered: 2) {
      #expect(lines.contains { (try? member("failure.code", of: $0)) == "draining" })
    } else {
      #expect(answered == .done(answered: 1))
    }
    #expect(lines.last?.contains("\"done\":true") == true)
  }

  @Test("hands the sender's deadline on")
  func deadline() async throws {
    let judge = FakeJudge()
    let stream = try FakeStream(judge)
    try stream.send(Array("{\"id\":\"1\",\"bytes\":4,\"deadlineMilliseconds\":250}\npass".utf8) + frame("2", "pass"))
    #expect(try await stream.run() == .done(answered: 2))
    #expect(Set(judge.deadlines) == [.milliseconds(250), nil])
  }

  @Test("answers for a file by its path")
  func file() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("block".utf8, to: "a b.jpg")
    let judge = FakeJudge()
    let stream = try FakeStream(judge, paths: .any)
    try stream.send(Array("{\"id\":\"1\",\"path\":\"\(path)\"}\n{\"id\":\"2\",\"path\":\"\(folder.path)\"}\n".utf8))
    #expect(try await stream.run() == .done(answered: 2))
    let lines = try stream.lines()
    let first = try #require(lines.first { (try? member("id", of: $0)) == "1" })
    #expect(try member("suggestion", of: first) == "BLOCK")
    #expect(try member("source", of: first) == path)
    let second = try #require(lines.first { (try? member("id", of: $0)) == "2" })
    #expect(try member("failure.code", of: second) == "sourceUnreadable")
  }
}

@Suite("The gate of an engine", .timeLimit(.minutes(20)))
struct GateTests {
  @Test("lets connections take turns: one that sends much leaves the others their share")
  func turns() async {
    let gate = StreamGate(imageCount: 1)
    let order = Order()
    let first = FakeDoor()
    async let holding: Void = gate.holding(for: 0) { await first.wait() }
    await first.reached()
    await withTaskGroup(of: Void.self) { group in
      for (place, connection) in [1, 1, 1, 1, 2, 3].enumerated() {
        group.addTask { await gate.holding(for: connection) { order.note(connection) } }
        // Stands in the queue before the next comes.
        await gate.waits(atLeast: place + 1)
      }
      first.open()
    }
    await holding
    #expect(order.noted == [1, 2, 3, 1, 1, 1])
  }
}

private final class Order: Sendable {
  private let state = Mutex<[Int]>([])
  var noted: [Int] { state.withLock { $0 } }
  func note(_ number: Int) { state.withLock { $0.append(number) } }
}

/// Keeps one who comes until it is opened.
private final class FakeDoor: Sendable {
  private let state = Mutex<(isReached: Bool, isOpen: Bool)>((false, false))

  func wait() async {
    state.withLock { $0.isReached = true }
    while !state.withLock(\.isOpen) { await Task.yield() }
  }

  func reached() async { while !state.withLock(\.isReached) { await Task.yield() } }

  func open() { state.withLock { $0.isOpen = true } }
}

extension StreamGate {
  fileprivate func waits(atLeast count: Int) async { while waitingCount < count { await Task.yield() } }
}
