import NIOCore
import NIOPosix
import Testing

@testable import ImageFetching

@Suite(.timeLimit(.minutes(20)))
struct GuardTests {
  @Test(
    "A connection that leads elsewhere than to the checked address is not used",
    arguments: ["127.0.0.1", "8.8.8.8", "::1"])
  func elsewhere(_ expected: String) async throws {
    let expected = try address(expected)
    try await ScriptedServer.running(address: "127.0.0.2") { server in
      let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: server.address, port: server.port).get()
      let error = await #expect(throws: FetchFailure.self) {
        try await ConnectionGuard.install(on: channel, address: expected, maximumBytes: 1).get()
      }
      #expect(error?.code == .addressRefused)
      try await channel.close()
    }
  }
}
