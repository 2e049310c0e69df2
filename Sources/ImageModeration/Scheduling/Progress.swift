import Synchronization

/// How far an image has come, kept where the watching thread finds it: what it answers with when the image's own thread
/// does not.
final class Progress: Sendable {
  /// What is known so far.
  struct State: Sendable {
    var facts = ImageFacts(byteCount: 0)
    var advisories: [Advisory] = []
    var text: [RecognizedLine] = []
    var ledger: SceneLedger
    var timing: [String: Duration] = [:]
    /// The scenes whose detectors have seen everything that they were to see.
    var finished: Set<Scene> = []
    /// The image's own answer, where work goes on after it.
    var result: ModerationResult?
    /// The stage or detector at work.
    var stage = "read"
  }

  private let state: Mutex<State>
  private let start = ContinuousClock.now

  init(_ policy: Policy) { state = Mutex(State(ledger: SceneLedger(policy: policy))) }

  /// What is known now; what no stage has accounted for was spent on the one at work.
  var current: State {
    var state = state.withLock { $0 }
    let accounted = state.timing.values.reduce(Duration.zero, +)
    state.timing[state.stage, default: .zero] += max(.zero, ContinuousClock.now - start - accounted)
    return state
  }

  func update(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }
}
