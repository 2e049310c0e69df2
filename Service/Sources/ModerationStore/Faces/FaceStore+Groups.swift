public import FaceLibraries
import GRDB

extension FaceStore {
  public func createGroup(
    _ group: NewFaceGroup, of account: String, at milliseconds: Int64
  ) async throws(FaceStoreError) {
    try await write(account) { writing in
      let rows = writing.rows
      guard
        try rows.number(
          "SELECT key FROM face_groups WHERE account = ? AND id = ? AND removed = 0", [account, group.id.text]) == nil
      else { throw FaceStoreError.groupExists }
      try Self.requireName(group.name, rows)
      try Self.requireFields(group.fields)
      let count = Int(try rows.number("SELECT groups FROM face_state") ?? 0) + 1
      guard count <= Self.maximumGroupCount else {
        throw FaceStoreError.tooMany(.groups, count: count, allowed: Self.maximumGroupCount)
      }
      try rows.run(
        """
        INSERT INTO face_groups (account, id, name, tag, fields, created, updated, persons, faces, removed)
        VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0)
        """,
        [
          account, group.id.text, FaceRows.bytes(group.name), FaceRows.bytes(group.tag),
          try FaceRows.json(group.fields), milliseconds, milliseconds,
        ])
      try Self.countGroups(1, rows)
    }
  }

  /// Removes a group, the persons who are in no other, and the values of its fields.
  ///
  /// All of them are gone when this returns; the rows are cleaned up afterwards.
  public func deleteGroup(_ id: FaceID, of account: String) async throws(FaceStoreError) {
    try await write(account) { writing in
      let key = try writing.rows.key(ofGroup: id)
      try writing.rows.run("UPDATE face_groups SET removed = 1 WHERE key = ?", [key])
      try Self.countGroups(-1, writing.rows)
      writing.removedGroup(key)
    }
    cleaning.start(database)
  }

  public func changeGroup(
    _ id: FaceID, of account: String, _ change: FaceGroupChange, at milliseconds: Int64
  ) async throws(FaceStoreError) {
    try await write(account) { writing in
      let rows = writing.rows
      let key = try rows.key(ofGroup: id)
      if let name = change.name {
        try Self.requireName(name, except: key, rows)
        try rows.run("UPDATE face_groups SET name = ? WHERE key = ?", [FaceRows.bytes(name), key])
      }
      if let tag = change.tag {
        try rows.run("UPDATE face_groups SET tag = ? WHERE key = ?", [FaceRows.bytes(tag), key])
      }
      var fields = try writing.fields(ofGroup: key)
      for (index, name) in change.fields.sorted(by: { $0.key < $1.key }) {
        guard (0...fields.count).contains(index) else { throw FaceStoreError.fieldMissing(index: index) }
        if index == fields.count { fields.append(name) } else { fields[index] = name }
      }
      try Self.requireFields(fields)
      try rows.run("UPDATE face_groups SET fields = ? WHERE key = ?", [try FaceRows.json(fields), key])
      try writing.touch(group: key, at: milliseconds)
    }
  }

  public func group(_ id: FaceID, of account: String) async throws(FaceStoreError) -> KeptFaceGroup {
    try await read(account) { rows in
      let key = try rows.key(ofGroup: id)
      guard let row = try rows.rows("SELECT \(FaceRows.groupColumns) FROM face_groups WHERE key = ?", [key]).first
      else { throw FaceStoreError.groupMissing(id) }
      return try rows.group(row)
    }
  }

  public func groups(
    of account: String, offset: Int, limit: Int
  ) async throws(FaceStoreError) -> FacePage<KeptFaceGroup> {
    try await read(account) { rows in
      // The inner list walks along the index alone.
      let page = try rows.rows(
        """
        SELECT \(FaceRows.groupColumns) FROM face_groups WHERE key IN (
          SELECT key FROM face_groups INDEXED BY face_groups_in_order WHERE account = ? AND removed = 0
          ORDER BY key LIMIT ? OFFSET ?
        ) ORDER BY key
        """, [account, max(0, limit), max(0, offset)])
      let total = try rows.number("SELECT groups FROM face_accounts WHERE account = ?", [account]) ?? 0
      return FacePage(items: try page.map { try rows.group($0) }, total: Int(total))
    }
  }

  public func counts(ofGroup group: FaceID, of account: String) async throws(FaceStoreError) -> FaceGroupCounts {
    try await read(account) { rows in try rows.counts(ofGroup: try rows.key(ofGroup: group)) }
  }

  private static func requireName(_ name: String, except group: Int64 = 0, _ rows: FaceRows) throws {
    let other = try rows.number(
      "SELECT key FROM face_groups WHERE account = ? AND name = ? AND removed = 0",
      [rows.account, FaceRows.bytes(name)])
    guard other == nil || other == group else { throw FaceStoreError.groupNameExists }
  }

  private static func requireFields(_ fields: [String]) throws {
    guard fields.count <= maximumFieldsPerGroup else {
      throw FaceStoreError.fieldMissing(index: maximumFieldsPerGroup)
    }
    guard Set(fields.map { Array($0.utf8) }).count == fields.count else { throw FaceStoreError.fieldNameExists }
  }

  private static func countGroups(_ count: Int, _ rows: FaceRows) throws {
    try rows.run("UPDATE face_state SET groups = groups + ?", [count])
    try rows.run(
      "INSERT INTO face_accounts VALUES (?, ?) ON CONFLICT DO UPDATE SET groups = groups + excluded.groups",
      [rows.account, count])
  }
}
