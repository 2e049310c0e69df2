import ImageFetching
import Testing

@Suite(.timeLimit(.minutes(20)))
struct SystemResolverTests {
  @Test("The system's names are looked up")
  func localhost() async throws {
    let addresses = try await SystemResolver().addresses(of: "localhost")
    let loopback = try [address("127.0.0.1"), address("::1")]
    #expect(!addresses.isEmpty && addresses.allSatisfy(loopback.contains), "\(addresses)")
  }

  @Test("A look-up beyond the bound is refused at once, and places are given back")
  func bound() async throws {
    await #expect(throws: FetchFailure.self) { try await SystemResolver(maximumLookups: 0).addresses(of: "localhost") }
    let resolver = SystemResolver(maximumLookups: 1)
    for _ in 0..<20 { _ = try await resolver.addresses(of: "localhost") }
  }

  @Test("A caller that left gets no addresses")
  func cancelled() async {
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      do throws(FetchFailure) {
        _ = try await SystemResolver().addresses(of: "localhost")
        return FetchFailure.Code?.none
      } catch {
        return error.code
      }
    }
    let code = await task.value
    #expect(code == .cancelled || code == nil, "the look-up may have been quicker")
  }
}
