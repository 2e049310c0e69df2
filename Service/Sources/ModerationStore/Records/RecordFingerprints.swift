import Foundation
import GRDB
import ImageMatching
import Synchronization

/// The hashes of kept pictures, all in memory once one is searched for, brought up to date by each search.
///
/// Compares with every hash, so that what it finds is exact: 40 bytes a picture, and none before the first search. Of
/// stores with more than `maximumKeptCount` the rest is read from the file each time.
final class RecordFingerprints: Sendable {
  /// The most hashes in memory: 4,000,000, of 160 MB.
  static let maximumKeptCount = 4_000_000
  /// The most pictures that one search finds; of more, the nearest.
  static let maximumFoundCount = 100_000

  private struct Kept {
    var numbers: [Int64] = []
    var hashes: [PDQHash] = []
    /// Of the first hash that was read, and of the last.
    var firstSequence: Int64 = 0
    var sequence: Int64 = 0
  }

  private let kept = Mutex(Kept())
  private let maximumKeptCount: Int

  init(maximumKeptCount: Int = RecordFingerprints.maximumKeptCount) { self.maximumKeptCount = maximumKeptCount }

  /// The pictures within a distance of a hash, of all accounts, removed ones perhaps among them: their numbers with
  /// their distances in bits.
  func near(_ hash: PDQHash, within bits: Int, in database: Database) throws -> [Int64: Int] {
    var found: [(number: Int64, distance: Int)] = []
    let sequence = try kept.withLock { kept in
      try refresh(&kept, database)
      let hashes = kept.hashes.span
      for index in hashes.indices {
        let distance = hash.distance(to: hashes[index])
        if distance <= bits { found.append((kept.numbers[index], distance)) }
      }
      return kept.sequence
    }
    try visit(after: sequence, database) { _, number, other in
      let distance = hash.distance(to: other)
      if distance <= bits { found.append((number, distance)) }
      return true
    }
    if found.count > Self.maximumFoundCount {
      found.sort { ($0.distance, $1.number) < ($1.distance, $0.number) }
      found.removeLast(found.count - Self.maximumFoundCount)
    }
    return Dictionary(found.map { ($0.number, $0.distance) }) { min($0, $1) }
  }

  private func refresh(_ kept: inout Kept, _ database: Database) throws {
    // Old ones are removed first: where a third or more is gone, all are read anew.
    let first = try Int64.fetchOne(database, sql: "SELECT min(sequence) FROM recordFingerprint") ?? 0
    if first - kept.firstSequence > Int64(kept.hashes.count / 3) { kept = Kept() }
    guard kept.hashes.count < maximumKeptCount else { return }
    if kept.hashes.isEmpty {
      let last = try Int64.fetchOne(database, sql: "SELECT max(sequence) FROM recordFingerprint") ?? 0
      let count = Int(min(last - first + 1, Int64(maximumKeptCount)))
      kept.hashes.reserveCapacity(count)
      kept.numbers.reserveCapacity(count)
      kept.firstSequence = first
    }
    var next = kept
    kept = Kept()
    try visit(after: next.sequence, database) { sequence, number, hash in
      next.numbers.append(number)
      next.hashes.append(hash)
      next.sequence = sequence
      return next.hashes.count < maximumKeptCount
    }
    kept = next
  }

  /// Calls for each hash that can be trusted, in the order in which they came, until told to end.
  private func visit(
    after sequence: Int64, _ database: Database, _ body: (Int64, Int64, PDQHash) -> Bool
  ) throws {
    let rows = try Row.fetchCursor(
      database,
      sql: "SELECT sequence, number, pdq FROM recordFingerprint WHERE sequence > ? AND quality >= ? ORDER BY sequence",
      arguments: [sequence, PDQFingerprint.leastQuality])
    while let row = try rows.next() {
      let hash = try row.withUnsafeData(atIndex: 2) { $0.flatMap(Self.hash) }
      guard let hash else { continue }
      guard body(row[0], row[1], hash) else { return }
    }
  }

  /// A hash of 32 bytes as its digits have them, bit 255 first.
  private static func hash(_ bytes: Data) -> PDQHash? {
    guard bytes.count == 32 else { return nil }
    var words = SIMD4<UInt64>()
    for (place, byte) in bytes.enumerated() { words[3 - place / 8] = words[3 - place / 8] << 8 | UInt64(byte) }
    return PDQHash(words: words)
  }
}
