import Dispatch
import Synchronization

/// Numbered slots of which each is held by one caller at a time; who comes too late waits.
public final class SlotPool: Sendable {
  private let free: Mutex<[Int]>
  private let available: DispatchSemaphore

  public init(count: Int) {
    free = Mutex(Array(0..<count))
    available = DispatchSemaphore(value: count)
  }

  /// Holds a slot while `body` runs, waiting for one first.
  public func withSlot<Result, Failure: Error>(_ body: (Int) throws(Failure) -> Result) throws(Failure) -> Result {
    available.wait()
    // The semaphore counts exactly the free slots, so there is one; slot 0 stands in for the impossible.
    let slot = free.withLock { $0.popLast() } ?? 0
    defer {
      free.withLock { $0.append(slot) }
      available.signal()
    }
    return try body(slot)
  }
}
