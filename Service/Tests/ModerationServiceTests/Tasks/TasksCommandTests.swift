import Foundation
import Glibc
import Testing

@testable import ModerationService

/// `moderation-service tasks --service`, run as operators run it.
@Suite("moderate tasks", .timeLimit(.minutes(20)))
struct TasksCommandTests {
  @Test func `says that nobody listens, and does not try without end`() throws {
    // Bound and not listened at: nobody answers, and nobody else gets it.
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(socket) }
    var place = Wire.address(0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &place) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, size) == 0 && getsockname(socket, $0, &size) == 0
      }
    }
    try #require(isBound)
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "moderation-service").path
    let address = "http://127.0.0.1:\(UInt16(bigEndian: place.sin_port))"
    let ended = try Command.run("sh", "-c", "'\(program)' tasks list --service \(address)")
    #expect(ended.status == 64)
    #expect(ended.output.isEmpty)
    #expect(ended.errors.contains("nobody listens at \(address)"), "\(ended.errors)")
    #expect(ended.errors.contains("is it running?"))
  }
}
