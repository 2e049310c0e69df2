import Foundation
import Logging
import ModerationStore
import ServiceAccounts
import Synchronization

/// Keeps a record of every picture that was judged, behind the answers.
///
/// A picture waits for its record to be made, and its bytes for being hashed, within bounds; what finds no room is left
/// out and counted: the record, or of a record the hash.
final class RecordKeeper: RecordSink {
  /// The most pictures whose records wait to be made.
  static let maximumWaitingCount = 4_096
  /// The most bytes of pictures that wait to be hashed: 64 MiB.
  static let maximumHeldBytes = 64 << 20
  /// The time between two looks for old records.
  static let pruningInterval = Duration.seconds(3_600)

  let store: RecordStore
  private let days: Int
  private let hashing: RecordHashing?
  private let logger: Logger
  private let noted: AsyncStream<JudgedPicture>.Continuation
  private let pictures: AsyncStream<JudgedPicture>
  private let hashed: AsyncStream<(ModerationRecord, [UInt8])>.Continuation
  private let records: AsyncStream<(ModerationRecord, [UInt8])>

  private struct State {
    var heldBytes = 0
    var dropped = 0
    var unhashed = 0
    var isEnding = false
    var makers: [Task<Void, Never>] = []
    var background: [Task<Void, Never>] = []
  }
  private let state = Mutex(State())

  /// - Parameters:
  ///   - days: How long records are kept, 1 or more.
  ///   - hashing: nil leaves hashes out.
  init(_ store: RecordStore, days: Int, hashing: RecordHashing?, logger: Logger) {
    self.store = store
    self.days = days
    self.hashing = hashing
    self.logger = logger
    (pictures, noted) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.maximumWaitingCount))
    (records, hashed) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.maximumWaitingCount))
  }

  func note(_ picture: JudgedPicture) {
    let holdsBytes = hashing != nil && take(picture.bytes.count)
    let kept =
      holdsBytes
      ? picture
      : JudgedPicture(
        question: picture.question, result: picture.result, bytes: [], md5: picture.md5, address: picture.address,
        duration: picture.duration, milliseconds: picture.milliseconds)
    if case .enqueued = noted.yield(kept.withoutRequest) { return }
    give(kept.bytes.count)
    state.withLock { $0.dropped += 1 }
  }

  private func take(_ count: Int) -> Bool {
    state.withLock { state in
      guard state.heldBytes + count <= Self.maximumHeldBytes else {
        state.unhashed += 1
        return false
      }
      state.heldBytes += count
      return true
    }
  }

  private func give(_ count: Int) { state.withLock { $0.heldBytes -= count } }

  /// Begins to make, hash and write records, and to remove old ones.
  func start() {
    let makers = [
      Task {
        for await picture in pictures { make(picture) }
        hashed.finish()
      },
      Task { for await (record, bytes) in records { await hash(record, bytes) } },
    ]
    let background = [
      Task {
        await store.run { [logger] error in logger.error("records not written", metadata: ["problem": "\(error)"]) }
      },
      Task { await prune() },
    ]
    state.withLock { ($0.makers, $0.background) = (makers, background) }
  }

  /// Writes what was noted. What still waits to be hashed stays without.
  func finish() async {
    noted.finish()
    let (makers, background) = state.withLock { state in
      state.isEnding = true
      return (state.makers, state.background)
    }
    for task in makers { await task.value }
    for task in background { task.cancel() }
    for task in background { await task.value }
    do throws(StoreError) {
      try await store.flush()
    } catch {
      logger.error("records not written", metadata: ["problem": "\(error)"])
    }
  }

  private func make(_ picture: JudgedPicture) {
    let record = ModerationRecord(picture)
    guard store.note(record), hashing != nil, !picture.bytes.isEmpty else { return give(picture.bytes.count) }
    if case .enqueued = hashed.yield((record, picture.bytes)) { return }
    give(picture.bytes.count)
    state.withLock { $0.unhashed += 1 }
  }

  private func hash(_ record: ModerationRecord, _ bytes: [UInt8]) async {
    defer { give(bytes.count) }
    guard let hashing, !state.withLock({ $0.isEnding }) else { return state.withLock { $0.unhashed += 1 } }
    store.note(await hashing.completion(of: bytes, record), of: record.id)
  }

  private func prune() async {
    while !Task.isCancelled {
      let now = Int64(Date().timeIntervalSince1970 * 1_000)
      do throws(StoreError) {
        switch try await store.prune(keepingDays: days, at: now) {
        case .removed(let count):
          if count > 0 { logger.info("records removed", metadata: ["count": "\(count)", "days": "\(days)"]) }
        case .clockJumped(let milliseconds):
          logger.warning(
            "records kept: the clock jumped, or nobody looked for long; a look in an hour confirms it",
            metadata: ["hours": "\(milliseconds / 3_600_000)"])
        }
      } catch {
        logger.error("records not removed", metadata: ["problem": "\(error)"])
      }
      try? await Task.sleep(for: Self.pruningInterval)
    }
  }

  /// For metrics.
  var series: [ServiceGauges.Series] {
    let state = state.withLock { (dropped: $0.dropped, unhashed: $0.unhashed, heldBytes: $0.heldBytes) }
    func one(_ name: String, _ value: Int) -> ServiceGauges.Series {
      (name: name, series: [(labels: "", value: "\(value)")])
    }
    var all = [
      one("moderation_records_dropped_total", state.dropped + store.droppedCount),
      one("moderation_record_bytes_held", state.heldBytes),
    ]
    let counts = hashing?.counts ?? (made: 0, remembered: 0, failed: 0, seconds: 0)
    all.append(
      (
        name: "moderation_record_hashes_total",
        series: [
          ("made", counts.made), ("remembered", counts.remembered), ("failed", counts.failed),
          ("leftOut", state.unhashed),
        ].map { (labels: ServiceMetrics.text(["outcome": $0.0]), value: "\($0.1)") }
      ))
    all.append(
      (name: "moderation_record_hash_seconds_total", series: [(labels: "", value: "\(counts.seconds)")]))
    return all
  }
}

extension JudgedPicture {
  /// The same without the bytes that the question holds: they are counted once.
  fileprivate var withoutRequest: JudgedPicture {
    guard case .bytes(_, let origin) = question.picture else { return self }
    var question = question
    question.picture = .bytes([], origin)
    return JudgedPicture(
      question: question, result: result, bytes: bytes, md5: md5, address: address, duration: duration,
      milliseconds: milliseconds)
  }
}
