import Synchronization

/// Makes ids of records, each behind the last one. Safe from any thread.
final class RecordIDs: Sendable {
  /// How far a clock may go back before its time counts for more than the order: 60,000 ms. Clocks that are kept right
  /// go back by seconds; a clock that goes back further was wrong before.
  static let maximumStepBackMilliseconds: Int64 = 60_000

  private let last = Mutex(RecordID(number: 0))

  /// - Parameter milliseconds: When the picture was judged, since 1970.
  func new(at milliseconds: Int64) -> RecordID {
    let random = RecordID.random(at: milliseconds)
    return last.withLock { last in
      let isBehind = random <= last
      let isNear = last.milliseconds - random.milliseconds <= Self.maximumStepBackMilliseconds
      last = isBehind && isNear ? last.next : random
      return last
    }
  }

  /// Goes on behind an id of an earlier process.
  func resume(from id: RecordID) { last.withLock { $0 = max($0, id) } }
}
