import Foundation
import GRDB
import ImageMatching
import Synchronization

/// The hashes of kept pictures, all in memory once one is searched for, brought up to date by each search.
///
/// Compares with every hash of the accounts that are asked for, so that what it finds is exact: 44 bytes a picture, and
/// none before the first search. Of stores with more than `maximumKeptCount` the rest is read from the file each time.
final class RecordFingerprints: Sendable {
  /// The most hashes in memory: 4,000,000, of 176 MB.
  static let maximumKeptCount = 4_000_000

  /// A picture that looks like the one searched for.
  struct Near: Hashable {
    /// Its record's.
    let number: Int64
    let distanceBits: Int
  }

  private struct Kept {
    var numbers: [Int64] = []
    var hashes: [PDQHash] = []
    /// Whose each is, by a number for each account.
    var owners: [UInt32] = []
    var accounts: [String: UInt32] = [:]
    /// Of the first hash that was read, and of the last.
    var firstSequence: Int64 = 0
    var sequence: Int64 = 0
  }

  private let kept = Mutex(Kept())
  private let maximumKeptCount: Int

  init(maximumKeptCount: Int = RecordFingerprints.maximumKeptCount) { self.maximumKeptCount = maximumKeptCount }

  /// The pictures within a distance of a hash, removed ones perhaps among them.
  ///
  /// - Parameters:
  ///   - bits: In how many bits they may differ.
  ///   - account: Whose; nil for all.
  /// - Returns: All of them, in the order of their numbers: 16 bytes each.
  func near(
    _ hash: PDQHash, within bits: Int, of account: String?, in database: Database
  ) throws -> [Near] {
    var found: [Near] = []
    func note(_ number: Int64, _ distance: Int) {
      if distance <= bits { found.append(Near(number: number, distanceBits: distance)) }
    }
    let sequence = try kept.withLock { kept in
      try refresh(&kept, database)
      let owner = account.flatMap { kept.accounts[$0] }
      guard account == nil || owner != nil else { return kept.sequence }
      let hashes = kept.hashes.span
      for index in hashes.indices where owner == nil || kept.owners[index] == owner {
        note(kept.numbers[index], hash.distance(to: hashes[index]))
      }
      return kept.sequence
    }
    try visit(after: sequence, database) { row, other in
      if account == nil || row.account == account { note(row.number, hash.distance(to: other)) }
      return true
    }
    found.sort { ($0.number, $0.distanceBits) < ($1.number, $1.distanceBits) }
    // A number of a removed record may have come again.
    var last: Int64?
    found.removeAll { near in
      defer { last = near.number }
      return near.number == last
    }
    return found
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
      kept.owners.reserveCapacity(count)
      kept.firstSequence = first
    }
    var next = kept
    kept = Kept()
    try visit(after: next.sequence, database) { row, hash in
      let owner = next.accounts[row.account] ?? UInt32(next.accounts.count)
      next.accounts[row.account] = owner
      next.owners.append(owner)
      next.numbers.append(row.number)
      next.hashes.append(hash)
      next.sequence = row.sequence
      return next.hashes.count < maximumKeptCount
    }
    kept = next
  }

  private struct Visited {
    let sequence: Int64
    let number: Int64
    let account: String
  }

  /// Calls for each hash that can be trusted, in the order in which they came, until told to end.
  private func visit(
    after sequence: Int64, _ database: Database, _ body: (Visited, PDQHash) -> Bool
  ) throws {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT sequence, hash.number, pdq, account
        FROM recordFingerprint AS hash CROSS JOIN record ON record.number = hash.number
        WHERE sequence > ? AND quality >= ? ORDER BY sequence
        """, arguments: [sequence, PDQFingerprint.leastQuality])
    while let row = try rows.next() {
      let hash = try row.withUnsafeData(atIndex: 2) { $0.flatMap(Self.hash) }
      guard let hash else { continue }
      guard body(Visited(sequence: row[0], number: row[1], account: row[3]), hash) else { return }
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
