import Foundation
import GRDB
import ImageMatching
import Testing

@testable import ModerationStore

@Suite("Records of the service's file", .timeLimit(.minutes(20)))
struct RecordWritingTests {
  let folder: RecordFolder

  init() throws { folder = try RecordFolder() }

  @Test("are written when flushed, with what was found out of the picture before and after")
  func flush() async throws {
    let store = try folder.store()
    let (first, second) = (sample("first"), sample("second"))
    store.note(first)
    let completion = RecordCompletion(
      md5: String(repeating: "0f", count: 16),
      fingerprint: .init(pdq: PDQHash(words: SIMD4(9, 9, 9, 9)).description, quality: 77), thumbnail: [1])
    store.note(completion, of: first.id)
    #expect(try await store.texts { $0.limit = 9 } == [])
    try await store.flush()
    store.note(second)
    try await store.flush()
    store.note(completion, of: second.id)
    store.note(completion, of: .new(at: 3))
    try await store.flush()
    let reader = try RecordReader(path: folder.path)
    for record in [first, second] {
      let kept = try #require(try reader.record(record.id, of: "acme"))
      #expect(kept.md5 == completion.md5)
      #expect(kept.fingerprint == completion.fingerprint)
      #expect(kept.thumbnail == [1])
    }
    var query = RecordQuery()
    query.fingerprint = PDQHash(words: SIMD4(9, 9, 9, 9))
    #expect(try reader.search(query, of: "acme").hits.map(\.distanceBits) == [0, 0])
    #expect(try reader.count(query, of: nil) == 2)
  }

  @Test("beyond the room that there is are dropped and counted")
  func room() async throws {
    let pool = StorePool(path: folder.path, pool: try ServiceDatabase.open(folder.path))
    let store = RecordStore(pool, maximumPendingCount: 2)
    #expect((0..<3).map { store.note(sample("\($0)")) } == [true, true, false])
    #expect(store.droppedCount == 1)
    try await store.flush()
    #expect(try await store.texts { $0.limit = 9 } == ["1", "0"])
    #expect(store.note(sample("3")))
  }

  @Test("wait in memory while the disk refuses")
  func refusal() async throws {
    let pool = StorePool(path: folder.path, pool: try ServiceDatabase.open(folder.path))
    let store = RecordStore(pool, maximumPendingCount: 2)
    try await pool.write { try $0.execute(sql: "ALTER TABLE recordDetail RENAME TO elsewhere") }
    store.note(sample("a"))
    await #expect(throws: StoreError.self) { try await store.flush() }
    store.note(sample("b"))
    #expect(store.note(sample("c")) == false)
    try await pool.write { try $0.execute(sql: "ALTER TABLE elsewhere RENAME TO recordDetail") }
    try await store.flush()
    #expect(try await store.texts { $0.limit = 9 } == ["b", "a"])
    #expect(store.droppedCount == 1)
  }

  @Test("stand or fall with the transaction of another part")
  func transaction() async throws {
    struct Refused: Error {}
    let store = try folder.store()
    let record = sample("a")
    _ = try await store.database.write(refusing: Refused.self) { (database) -> Int in
      try RecordStore.insert(record, in: database)
      throw Refused()
    }
    #expect(try await store.record(record.id, of: nil) == nil)
    let ids = try await store.database.write { database in
      [try RecordStore.insert(record, in: database), try RecordStore.insert(record, in: database)]
    }
    #expect(ids == [record.id, record.id.next])
  }

  static let day: Int64 = 86_400_000

  @Test("that are older than the days kept are removed")
  func pruning() async throws {
    let store = try folder.store()
    try await store.add([
      sample("old", at: noon - 31 * Self.day), sample("kept", at: noon - 29 * Self.day), sample("new"),
    ])
    #expect(try await store.prune(keepingDays: 30, at: noon + 1_000) == .removed(1))
    #expect(try await store.texts { $0.limit = 9 } == ["new", "kept"])
    #expect(try await store.prune(keepingDays: 30, atMost: 1, at: noon + 2_000) == .removed(1))
    #expect(try await store.texts { $0.limit = 9 } == ["new"])
  }

  @Test("are not all removed by a clock that jumps; a second look confirms it")
  func clock() async throws {
    let store = try folder.store()
    try await store.add([sample("a")])
    let far = noon + 400 * Self.day
    #expect(try await store.prune(keepingDays: 30, at: far) == .clockJumped(byMilliseconds: 400 * Self.day))
    #expect(
      try await store.prune(keepingDays: 30, at: far + 1_000) == .clockJumped(byMilliseconds: 400 * Self.day + 1_000))
    // Back again: nothing is remembered of the jump.
    #expect(try await store.prune(keepingDays: 30, at: noon + 5_000) == .removed(0))
    #expect(try await store.prune(keepingDays: 30, at: far) == .clockJumped(byMilliseconds: 400 * Self.day - 5_000))
    #expect(try await store.prune(keepingDays: 30, at: far + 3_600_000) == .removed(1))
  }

  @Test("are looked for among pictures in memory and in the file alike, also after removal")
  func fingerprints() async throws {
    let store = try folder.store()
    var generator = SystemRandomNumberGenerator()
    let base = PDQHash(words: SIMD4((0..<4).map { _ in UInt64.random(in: 0 ... .max, using: &generator) }))
    let hashes = (0..<200).map { index -> PDQHash in
      // Every other one is near, in `index % 40` bits.
      var words = index.isMultiple(of: 2) ? base.words : SIMD4(truncatingIfNeeded: ~base.words)
      for bit in 0..<(index % 40) { words[bit % 4] ^= 1 << UInt64(bit) }
      return PDQHash(words: words)
    }
    try await store.add(
      hashes.enumerated().map { index, hash in
        sample("\(index)", at: noon + Int64(index)) { $0.fingerprint = .init(pdq: hash.description, quality: 90) }
      })
    func expected(_ first: Int, _ bits: Int) -> Set<Int64> {
      Set((first..<200).filter { hashes[$0].distance(to: base) <= bits }.map { noon + Int64($0) })
    }
    let (all, few) = (RecordFingerprints(), RecordFingerprints(maximumKeptCount: 50))
    for first in [0, 150] {
      _ = try await store.remove(before: noon + Int64(first), atMost: 1_000)
      for bits in [0, 10, 31] {
        for kept in [all, few, RecordFingerprints()] {
          let found = try await store.database.read { try kept.near(base, within: bits, of: nil, in: $0) }
          let numbers = Set(found.map { RecordID(number: $0.number).milliseconds })
          #expect(numbers.subtracting(expected(0, bits)).isEmpty)
          #expect(numbers.isSuperset(of: expected(first, bits)))
          #expect(found.allSatisfy { $0.distanceBits <= bits })
        }
      }
    }
  }

  @Test("are found among an account's own pictures, however many others look alike", arguments: [1, 3, 100])
  func lookalikes(numbersAtATime: Int) async throws {
    let store = try folder.store()
    let hash = PDQHash(words: SIMD4(7, 7, 7, 7))
    try await store.add(
      (0..<40).map { index in
        sample("\(index)", account: index.isMultiple(of: 10) ? "acme" : "other", at: noon + Int64(index)) {
          $0.fingerprint = .init(pdq: hash.description, quality: 90)
          $0.suggestion = index < 20 ? "BLOCK" : "PASS"
        }
      })
    var query = RecordQuery()
    (query.fingerprint, query.limit) = (hash, 2)
    func texts(_ query: RecordQuery, of account: String?) async throws -> [String] {
      try await store.database.read { database in
        let kept = RecordFingerprints(maximumKeptCount: 15)
        let near = try RecordStore.near(query, of: account, kept, database)
        let search = RecordSearch(query, of: account, near: near, numbersAtATime: numbersAtATime)
        return try search.page(database).hits.map(\.record.text) + ["of \(try search.count(database))"]
      }
    }
    #expect(try await texts(query, of: "acme") == ["30", "20", "of 4"])
    #expect(try await texts(query, of: nil) == ["39", "38", "of 40"])
    #expect(try await texts(query, of: "nobody") == ["of 0"])
    query.order = .oldestFirst
    #expect(try await texts(query, of: "acme") == ["0", "10", "of 4"])
    query.suggestion = "PASS"
    #expect(try await texts(query, of: "acme") == ["20", "30", "of 2"])
    query.until = noon + 30
    #expect(try await texts(query, of: "acme") == ["20", "of 1"])
  }

  @Test("have ids in the order of time, whose text comes back")
  func ids() throws {
    let ids = RecordIDs()
    let made = (0..<1_000).map { ids.new(at: noon + Int64($0)) }
    #expect(made == made.sorted())
    #expect(made.map(\.milliseconds) == (0..<1_000).map { noon + $0 })
    #expect(Set(made).count == made.count)
    #expect(made.map(\.description) == made.map(\.description).sorted())
    #expect(made.compactMap { RecordID($0.description) } == made)
    for text in ["", "0", "zzzzzzzzzzzzz", "vvvvvvvvvvvvv", "00000000000000", "000000000000é", "000000000000A"] {
      #expect(RecordID(text) == nil)
    }
    #expect(RecordID("7vvvvvvvvvvvv")?.number == .max)
  }

  @Test("have greater ids also where the clock goes back by up to a minute, and in a store that goes on")
  func clock() throws {
    let ids = RecordIDs()
    let last = RecordID.first(at: noon)
    ids.resume(from: last)
    let made = [59_999, 60_000, 0, 30_000].map { ids.new(at: noon - $0) }
    #expect(made == made.sorted() && made[0] > last)
    #expect(made.allSatisfy { $0.milliseconds == noon })
    // Further back the clock was wrong before, and is followed.
    #expect(ids.new(at: noon - 60_001).milliseconds == noon - 60_001)
    #expect(ids.new(at: noon + 1).milliseconds == noon + 1)
  }

  @Test("begin behind the greatest id of the store that is opened")
  func resumption() async throws {
    // In a process of its own, which no other test makes ids in.
    let path = folder.path
    await #expect(processExitsWith: .exitCode(7)) { [path = path as String] in
      let last = sample()
      try await ServiceStore(path: path).records.add([last])
      _ = try ServiceStore(path: path)
      let next = RecordID.new(at: noon - 60_000)
      exit(next > last.id && next.milliseconds == noon ? 7 : 1)
    }
  }
}
