import GRDB

/// What a look for records that are too old came to.
public enum RecordPruning: Hashable, Sendable {
  /// So many were removed.
  case removed(Int)
  /// The clock stands so many milliseconds after the last look, more than a day: nothing was removed. A look between half
  /// an hour and a day later confirms it.
  case clockJumped(byMilliseconds: Int64)
}

extension RecordStore {
  private static let hour: Int64 = 3_600_000
  private static let day: Int64 = 24 * hour
  /// The names of what is remembered between looks.
  private static let (lastLook, firstReading) = ("lastLook", "jumpedTo")

  private enum Look {
    case remove
    case wait(Int64)
  }

  /// Removes records that are older than so many days, and the oldest beyond `most`, some at a time.
  ///
  /// A clock that was set forward would end them all at once: where it stands more than a day after the last look, or
  /// after the newest record before the first one, nothing is removed until a second look says the same.
  ///
  /// - Parameter milliseconds: Now, since 1970.
  public func prune(
    keepingDays days: Int, atMost most: Int = RecordBounds.maximumRecordCount, at milliseconds: Int64
  ) async throws(StoreError) -> RecordPruning {
    let look = try await database.write { try Self.look($0, milliseconds) }
    if case .wait(let jump) = look { return .clockJumped(byMilliseconds: jump) }
    var total = 0
    var removed = Self.removedAtATime
    while removed == Self.removedAtATime, !Task.isCancelled {
      removed = try await remove(before: milliseconds - Int64(days) * Self.day, atMost: Self.removedAtATime)
      total += removed
    }
    var beyond = try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM record") ?? 0 } - most
    while beyond > 0, !Task.isCancelled {
      let count = min(beyond, Self.removedAtATime)
      let removed = try await database.write {
        try RecordRows.remove(before: RecordID(number: .max), atMost: count, in: $0)
      }
      guard removed > 0 else { break }
      total += removed
      beyond -= removed
    }
    // What the choice of an index rests on; a look at some rows of each.
    try await database.write { try $0.execute(sql: "PRAGMA analysis_limit = 400; ANALYZE record") }
    return .removed(total)
  }

  private static func look(_ database: Database, _ now: Int64) throws -> Look {
    func state(_ name: String) throws -> Int64? {
      try Int64.fetchOne(database, sql: "SELECT milliseconds FROM recordState WHERE name = ?", arguments: [name])
    }
    func set(_ name: String, _ value: Int64?) throws {
      if let value {
        try database.execute(sql: "INSERT OR REPLACE INTO recordState VALUES (?, ?)", arguments: [name, value])
      } else {
        try database.execute(sql: "DELETE FROM recordState WHERE name = ?", arguments: [name])
      }
    }
    let newest = try Int64.fetchOne(database, sql: "SELECT max(number) FROM record").map {
      RecordID(number: $0).milliseconds
    }
    guard let last = try state(lastLook) ?? newest, now - last > day else {
      try set(lastLook, now)
      try set(firstReading, nil)
      return .remove
    }
    if let first = try state(firstReading), (hour / 2...day).contains(now - first) {
      try set(lastLook, now)
      try set(firstReading, nil)
      return .remove
    }
    // A look too soon after the first reading leaves that as it is.
    if let first = try state(firstReading), (0..<hour / 2).contains(now - first) { return .wait(now - last) }
    try set(firstReading, now)
    return .wait(now - last)
  }
}
