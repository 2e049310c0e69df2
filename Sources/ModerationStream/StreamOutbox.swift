import Dispatch
import Synchronization

/// The answers of one connection on their way out: what is at work, what waits to be written.
///
/// Holds no more than a window of answers: a place is taken for a frame before it is read, and given back when its
/// answer was written, or dropped because nobody reads any more.
final class StreamOutbox: Sendable {
  /// A line to write, and the identifier that it answers.
  private struct Line {
    let text: String
    let identifier: String?
  }

  private struct State {
    /// The frames at work, by number.
    var atWork: [Int: Task<Void, Never>?] = [:]
    /// By their bytes: texts that read alike need not be equal.
    var identifiers: Set<[UInt8]> = []
    /// What may be written.
    var ready: [Line] = []
    /// What waits for the answers before it, by number.
    var early: [Int: Line] = [:]
    var nextInOrder = 0
    var answered = 0
    var isDead = false
    var isClosed = false
  }

  private let bounds: StreamBounds
  private let state = Mutex(State())
  private let places = DispatchSemaphore(value: 0)
  private let lines = DispatchSemaphore(value: 0)

  init(_ bounds: StreamBounds) {
    self.bounds = bounds
    for _ in 0..<bounds.window { places.signal() }
  }

  /// Waits for a place for one more frame.
  ///
  /// - Returns: False when nobody reads any more.
  func takePlace() -> Bool {
    places.wait()
    return !isDead
  }

  /// Gives a place back that no frame came for.
  func returnPlace() { places.signal() }

  /// Notes a frame; false for an identifier that is at work.
  func begin(_ number: Int, _ identifier: String) -> Bool {
    state.withLock { state in
      guard state.identifiers.insert(Array(identifier.utf8)).inserted else { return false }
      state.atWork[number] = .some(nil)
      return true
    }
  }

  /// Notes who works on a frame, to cancel it when nobody reads any more.
  func note(_ task: Task<Void, Never>, of number: Int) {
    let isLate = state.withLock { state in
      guard state.atWork[number] != nil else { return false }
      state.atWork[number] = .some(task)
      return state.isDead
    }
    if isLate { task.cancel() }
  }

  /// Answers a frame.
  func answer(_ number: Int, _ identifier: String, _ text: String) {
    let line = Line(text: text, identifier: identifier)
    let count = state.withLock { state in
      state.atWork[number] = nil
      let before = state.ready.count
      if bounds.isOrdered {
        state.early[number] = line
        while let next = state.early.removeValue(forKey: state.nextInOrder) {
          state.ready.append(next)
          state.nextInOrder += 1
        }
      } else {
        state.ready.append(line)
      }
      return state.ready.count - before
    }
    for _ in 0..<count { lines.signal() }
  }

  /// Waits until every frame's answer is written, writes a last line and ends the writing.
  ///
  /// - Parameter last: Makes the line of how many answers were written.
  func close(_ last: (_ answered: Int) -> String) {
    for _ in 0..<bounds.window { places.wait() }
    state.withLock { state in
      state.ready.append(Line(text: last(state.answered), identifier: nil))
      state.isClosed = true
    }
    lines.signal()
    // The semaphore ends as full as it began.
    for _ in 0..<bounds.window { places.signal() }
  }

  /// A line that answers nothing, before all others.
  func greet(_ text: String) {
    state.withLock { $0.ready.append(Line(text: text, identifier: nil)) }
    lines.signal()
  }

  /// Hands lines to a writer, until the last one. When the writer fails, what is at work is cancelled and all further
  /// answers are dropped.
  func drain<Failure: Error>(_ write: (String) throws(Failure) -> Void) throws(Failure) {
    var failure: Failure?
    while true {
      lines.wait()
      let (line, isLast) = state.withLock { state in
        let line = state.ready.removeFirst()
        // Before it is written: whoever has the answer may use the identifier again.
        if let identifier = line.identifier { state.identifiers.remove(Array(identifier.utf8)) }
        return (line, state.isClosed && state.ready.isEmpty)
      }
      if failure == nil {
        do throws(Failure) {
          try write(line.text)
          if line.identifier != nil { state.withLock { $0.answered += 1 } }
        } catch {
          failure = error
          die()
        }
      }
      if line.identifier != nil { places.signal() }
      if isLast { break }
    }
    if let failure { throw failure }
  }

  var isDead: Bool { state.withLock(\.isDead) }

  /// How many answers were written.
  var answered: Int { state.withLock(\.answered) }

  private func die() {
    let tasks = state.withLock { state in
      state.isDead = true
      return state.atWork.values.compactMap { $0 }
    }
    for task in tasks { task.cancel() }
  }
}
