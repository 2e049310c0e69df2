import GRDB
import ImageMatching
import Synchronization

/// Groups of pictures, each account's apart. What a call returned from is on the disk. Used from any task.
public final class PictureLibraryStore: Sendable {
  /// The most groups of an account: 30. Source: the documentation of TIIA CreateGroup.
  public static let maximumGroupCount = 30
  /// The most pictures of a group: 100,000, of which a list stays well below `FingerprintList.maximumByteCount`.
  public static let maximumPictureCount = 100_000
  /// The most pictures of an entity: 10. Source: the documentation of TIIA CreateImage.
  public static let maximumPictureCountOfEntity = 10
  /// The most hashes that are kept in memory to be searched, of all groups together: 1,000,000, which take 40 MB.
  static let maximumKeptHashCount = 1_000_000

  let database: StorePool
  let kept = Mutex(KeptHashes())

  init(database: StorePool) { self.database = database }

  /// Makes an empty group.
  public func createGroup(_ group: NewPictureGroup, by author: LibraryAuthor) async throws(LibraryError) {
    try await write { database in
      let count =
        try Int.fetchOne(
          database, sql: "SELECT count(*) FROM pictureGroup WHERE account = ?", arguments: [author.account]) ?? 0
      guard try Self.groupRow(group.name, author.account, database) == nil else { throw LibraryError.groupExists }
      guard count < Self.maximumGroupCount else {
        throw LibraryError.tooMany(.groupsOfAccount, count: count + 1, allowed: Self.maximumGroupCount)
      }
      try database.execute(
        sql: """
          INSERT INTO pictureGroup
            (account, name, title, brief, capacity, callsPerSecond, pictures, revision, created, updated, author)
          VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?)
          """,
        arguments: [
          author.account, group.name, group.title, group.brief, group.capacity, group.callsPerSecond,
          author.milliseconds, author.milliseconds, author.keyID,
        ])
    }
  }

  /// Some groups of an account in the order in which they were made.
  ///
  /// - Parameter name: Only this one; nil for all.
  /// - Throws: `groupMissing` where one was named that is not there.
  public func groups(
    of account: String, name: String? = nil, offset: Int = 0, limit: Int
  ) async throws(LibraryError) -> [KeptPictureGroup] {
    try await read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM pictureGroup WHERE account = ? AND (? IS NULL OR name = ?) ORDER BY id LIMIT ? OFFSET ?
          """, arguments: [account, name, name, limit, offset])
      if rows.isEmpty, let name, try Self.groupRow(name, account, database) == nil { throw LibraryError.groupMissing }
      return rows.map { row in
        KeptPictureGroup(
          group: NewPictureGroup(
            name: row["name"], title: row["title"], brief: row["brief"], capacity: row["capacity"],
            callsPerSecond: row["callsPerSecond"]),
          pictureCount: row["pictures"], created: row["created"], updated: row["updated"])
      }
    }
  }

  /// Adds a picture.
  public func add(_ picture: NewPicture, to group: String, by author: LibraryAuthor) async throws(LibraryError) {
    try await change(group, by: author) { database, id, row in
      let count: Int = row["pictures"]
      let capacity: Int = row["capacity"]
      guard
        try Bool.fetchOne(
          database, sql: "SELECT EXISTS (SELECT 1 FROM picture WHERE inGroup = ? AND name = ?)",
          arguments: [id, picture.name]) == false
      else { throw LibraryError.pictureExists }
      guard count < capacity else {
        throw LibraryError.tooMany(.picturesOfGroup, count: count + 1, allowed: capacity)
      }
      let ofEntity =
        try Int.fetchOne(
          database, sql: "SELECT count(*) FROM picture WHERE inGroup = ? AND entity = ?",
          arguments: [id, picture.entity]) ?? 0
      guard ofEntity < Self.maximumPictureCountOfEntity else {
        throw LibraryError.tooMany(
          .picturesOfEntity, count: ofEntity + 1, allowed: Self.maximumPictureCountOfEntity)
      }
      try database.execute(
        sql: """
          INSERT INTO picture (inGroup, entity, name, pdq, quality, sha256, content, tags, added, author)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          id, picture.entity, picture.name, HashBytes.data(picture.hash), picture.quality, picture.sha256,
          picture.content, picture.tags, author.milliseconds, author.keyID,
        ])
    }
  }

  /// Changes a picture's tags.
  ///
  /// - Parameter tags: nil leaves them as they are.
  /// - Throws: `groupMissing`, `pictureMissing`, `store`.
  public func setTags(
    _ tags: String?, ofPicture name: String, entity: String, in group: String, by author: LibraryAuthor
  ) async throws(LibraryError) {
    try await change(group, by: author) { database, id, _ in
      try database.execute(
        sql: "UPDATE picture SET tags = coalesce(?, tags) WHERE inGroup = ? AND entity = ? AND name = ?",
        arguments: [tags, id, entity, name])
      guard database.changesCount > 0 else { throw LibraryError.pictureMissing }
    }
  }

  /// Removes a picture of an entity, or all of them.
  ///
  /// - Parameter name: nil for all.
  public func remove(
    picture name: String?, entity: String, from group: String, by author: LibraryAuthor
  ) async throws(LibraryError) {
    try await change(group, by: author) { database, id, _ in
      try database.execute(
        sql: "DELETE FROM picture WHERE inGroup = ? AND entity = ? AND (? IS NULL OR name = ?)",
        arguments: [id, entity, name, name])
      guard database.changesCount > 0 else { throw LibraryError.pictureMissing }
    }
  }

  /// The pictures of an entity in the order in which they came, or the one of a name.
  ///
  /// - Throws: `pictureMissing` where there is none.
  public func pictures(
    ofEntity entity: String, name: String? = nil, in group: String, of account: String
  ) async throws(LibraryError) -> [KeptPicture] {
    try await read { database in
      guard let row = try Self.groupRow(group, account, database) else { throw LibraryError.groupMissing }
      let id: Int64 = row["id"]
      let found = try Row.fetchAll(
        database,
        sql: "SELECT * FROM picture WHERE inGroup = ? AND entity = ? AND (? IS NULL OR name = ?) ORDER BY id",
        arguments: [id, entity, name, name])
      guard !found.isEmpty else { throw LibraryError.pictureMissing }
      return try found.map(Self.picture)
    }
  }

  /// Does something to a group in one transaction, and counts its pictures and its change.
  private func change(
    _ group: String, by author: LibraryAuthor,
    _ body: @escaping @Sendable (Database, Int64, Row) throws -> Void
  ) async throws(LibraryError) {
    try await write { database in
      guard let row = try Self.groupRow(group, author.account, database) else { throw LibraryError.groupMissing }
      let id: Int64 = row["id"]
      try body(database, id, row)
      try database.execute(
        sql: """
          UPDATE pictureGroup SET pictures = (SELECT count(*) FROM picture WHERE inGroup = pictureGroup.id),
            revision = revision + 1, updated = max(updated, ?) WHERE id = ?
          """, arguments: [author.milliseconds, id])
    }
  }

  static func groupRow(_ name: String, _ account: String, _ database: Database) throws -> Row? {
    try Row.fetchOne(
      database, sql: "SELECT * FROM pictureGroup WHERE account = ? AND name = ?", arguments: [account, name])
  }

  static func picture(_ row: Row) throws -> KeptPicture {
    guard let hash = HashBytes.hash(row["pdq"]) else { throw LibraryError.store(.damagedLibrary("a picture's hash")) }
    return KeptPicture(
      picture: NewPicture(
        entity: row["entity"], name: row["name"], hash: hash, quality: row["quality"], sha256: row["sha256"],
        content: row["content"], tags: row["tags"]),
      added: row["added"], keyID: row["author"])
  }

  private func write(_ body: @escaping @Sendable (Database) throws -> Void) async throws(LibraryError) {
    try await database.writeLibrary(body)
  }

  func read<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(LibraryError) -> Value {
    try await database.readLibrary(body)
  }
}
