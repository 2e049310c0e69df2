import ImageFetching
import Synchronization

/// A resolver whose answers a test writes down: the n-th question for a name gets its n-th answer, later ones the last.
final class StubResolver: HostResolver {
  private struct State {
    var answers: [String: [[String]]]
    var questions: [String] = []
  }

  private let state: Mutex<State>

  init(_ answers: [String: [[String]]]) { state = Mutex(State(answers: answers)) }

  /// The names asked for, in order.
  var questions: [String] { state.withLock { $0.questions } }

  func addresses(of host: String) async throws(FetchFailure) -> [HostAddress] {
    let texts = state.withLock { state -> [String]? in
      state.questions.append(host)
      guard var rest = state.answers[host], let first = rest.first else { return nil }
      if rest.count > 1 { rest.removeFirst() }
      state.answers[host] = rest
      return first
    }
    guard let texts else { throw FetchFailure(.nameNotFound, message: "\(host) has no address") }
    return texts.compactMap { HostAddress($0) }
  }
}

/// A resolver that never answers, until its caller leaves.
struct SilentResolver: HostResolver {
  func addresses(of host: String) async throws(FetchFailure) -> [HostAddress] {
    let (stream, continuation) = AsyncStream<Never>.makeStream()
    for await _ in stream {}
    continuation.finish()
    throw FetchFailure(.cancelled, message: "left")
  }
}
