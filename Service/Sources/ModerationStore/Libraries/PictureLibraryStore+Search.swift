import Foundation
import GRDB
public import ImageMatching
import Synchronization

/// The hashes of groups as they were read last, bounded.
struct KeptHashes {
  /// Those of one group, of one state.
  struct Group: Sendable {
    var revision: Int64
    var pictures: [Int64]
    var hashes: [PDQHash]
  }

  private var groups: [Int64: Group] = [:]
  /// The group that was asked for longest ago stands first.
  private var order: [Int64] = []
  private var count = 0

  mutating func group(_ id: Int64, revision: Int64) -> Group? {
    guard let group = groups[id], group.revision == revision else { return nil }
    order.removeAll { $0 == id }
    order.append(id)
    return group
  }

  mutating func keep(_ group: Group, as id: Int64, maximumCount: Int) {
    drop(id)
    groups[id] = group
    order.append(id)
    count += group.hashes.count
    while count > maximumCount, order.count > 1 { drop(order[0]) }
  }

  private mutating func drop(_ id: Int64) {
    order.removeAll { $0 == id }
    count -= groups.removeValue(forKey: id)?.hashes.count ?? 0
  }
}

extension PictureLibraryStore {
  /// The pictures of a group nearest to another one, nearest first, those as near in the order in which they came.
  ///
  /// Exact, and of all that calls which returned before have written.
  ///
  /// - Parameters:
  ///   - views: The hashes of the picture as it is, turned and mirrored.
  ///   - maximumDistanceBits: The farthest that counts.
  ///   - wanted: Says of a picture's tags whether it is meant.
  /// - Throws: `groupMissing`, `groupEmpty`, `store`.
  public func nearest(
    to views: [PDQHash], in group: String, of account: String, within maximumDistanceBits: Int, offset: Int,
    limit: Int, where wanted: @escaping @Sendable (_ tags: String) -> Bool
  ) async throws(LibraryError) -> [NearPicture] {
    try await read { [self] database in
      guard let row = try Self.groupRow(group, account, database) else { throw LibraryError.groupMissing }
      let hashes = try hashes(ofGroup: row["id"], revision: row["revision"], database)
      guard !hashes.hashes.isEmpty else { throw LibraryError.groupEmpty }
      var near: [(distance: Int, picture: Int64)] = []
      for (index, hash) in hashes.hashes.enumerated() {
        let distance = views.lazy.map { $0.distance(to: hash) }.min() ?? PDQHash.bitCount
        if distance <= maximumDistanceBits { near.append((distance, hashes.pictures[index])) }
      }
      near.sort { ($0.distance, $0.picture) < ($1.distance, $1.picture) }
      var found: [NearPicture] = []
      var passed = 0
      for (distance, id) in near {
        guard found.count < limit else { break }
        guard let row = try Row.fetchOne(database, sql: "SELECT * FROM picture WHERE id = ?", arguments: [id]) else {
          throw LibraryError.store(.damagedLibrary("a picture"))
        }
        let picture = try Self.picture(row)
        guard wanted(picture.picture.tags) else { continue }
        passed += 1
        if passed > offset { found.append(NearPicture(picture: picture, distanceBits: distance)) }
      }
      return found
    }
  }

  private func hashes(ofGroup id: Int64, revision: Int64, _ database: Database) throws -> KeptHashes.Group {
    if let known = kept.withLock({ $0.group(id, revision: revision) }) { return known }
    var group = KeptHashes.Group(revision: revision, pictures: [], hashes: [])
    let rows = try Row.fetchCursor(
      database, sql: "SELECT id, pdq FROM picture WHERE inGroup = ? ORDER BY id", arguments: [id])
    while let row = try rows.next() {
      guard let hash = HashBytes.hash(row["pdq"] as Data) else {
        throw LibraryError.store(.damagedLibrary("a picture's hash"))
      }
      group.pictures.append(row["id"])
      group.hashes.append(hash)
    }
    let read = group
    kept.withLock { $0.keep(read, as: id, maximumCount: Self.maximumKeptHashCount) }
    return group
  }
}
