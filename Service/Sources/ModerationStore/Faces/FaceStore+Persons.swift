public import FaceLibraries
import GRDB
public import ImageMatching

extension FaceStore {
  public func createPerson(
    _ person: NewFacePerson, face: FaceEmbedding, in group: FaceID, of account: String, at milliseconds: Int64
  ) async throws(FaceStoreError) -> KeptFaceID {
    try await write(account) { writing in
      let rows = writing.rows
      let groupKey = try rows.key(ofGroup: group)
      if let old = try rows.rowKey(ofPerson: person.id) {
        guard try !rows.isMember(old) else { throw FaceStoreError.personExists }
        // Who was in removed groups alone, and waits to be cleaned up.
        try writing.remove(person: old)
      }
      let fields = try writing.values([], changing: person.fields, ofGroup: groupKey)
      return try writing.make { writing in
        try rows.run(
          "INSERT INTO face_persons (account, id, name, gender, created) VALUES (?, ?, ?, ?, ?)",
          [account, person.id.text, FaceRows.bytes(person.name), person.gender, milliseconds])
        let key = rows.database.lastInsertedRowID
        try writing.insert(person: key, in: groupKey, fields: fields)
        try writing.touch(group: groupKey, at: milliseconds)
        let faces = try writing.insert([face], ofPerson: key)
        return (key, faces[0])
      }
    }
  }

  public func deletePerson(_ id: FaceID, of account: String) async throws(FaceStoreError) {
    try await write(account) { writing in
      let key = try writing.rows.key(ofPerson: id)
      try writing.change(person: key) { writing in try writing.remove(person: key) }
    }
  }

  public func removePerson(_ id: FaceID, from group: FaceID, of account: String) async throws(FaceStoreError) {
    try await write(account) { writing in
      let rows = writing.rows
      let groupKey = try rows.key(ofGroup: group)
      let key = try rows.key(ofPerson: id)
      guard let membership = try rows.membership(of: key, in: groupKey) else {
        throw FaceStoreError.personNotInGroup
      }
      try writing.change(person: key) { writing in
        guard try rows.groups(ofPerson: key).count > 1 else { return try writing.remove(person: key) }
        let faces = try rows.faceIDs(ofPerson: key).count
        try rows.run("DELETE FROM face_members WHERE key = ?", [membership])
        try rows.run(
          "UPDATE face_groups SET persons = persons - 1, faces = faces - ? WHERE key = ?", [faces, groupKey])
      }
    }
  }

  public func addPerson(
    _ id: FaceID, to groups: [FaceID], of account: String, at milliseconds: Int64
  ) async throws(FaceStoreError) {
    try await write(account) { writing in
      let rows = writing.rows
      let key = try rows.key(ofPerson: id)
      guard !groups.isEmpty else { return }
      try writing.change(person: key) { writing in
        for group in groups {
          let groupKey = try rows.key(ofGroup: group)
          guard try rows.membership(of: key, in: groupKey) == nil else { throw FaceStoreError.personInGroup(group) }
          try writing.insert(person: key, in: groupKey, fields: [])
          try writing.touch(group: groupKey, at: milliseconds)
        }
        let count = try rows.groups(ofPerson: key).count
        guard count <= Self.maximumGroupsPerPerson else {
          throw FaceStoreError.tooMany(.groupsOfPerson, count: count, allowed: Self.maximumGroupsPerPerson)
        }
      }
    }
  }

  public func changePerson(
    _ id: FaceID, of account: String, name: String?, gender: Int?, at milliseconds: Int64
  ) async throws(FaceStoreError) {
    try await write(account) { writing in
      let key = try writing.rows.key(ofPerson: id)
      try writing.rows.run(
        "UPDATE face_persons SET name = ifnull(?, name), gender = ifnull(?, gender) WHERE key = ?",
        [name.map { FaceRows.bytes($0) }, gender, key])
    }
  }

  public func changeFields(
    ofPerson id: FaceID, in group: FaceID, of account: String, _ values: [Int: String], at milliseconds: Int64
  ) async throws(FaceStoreError) {
    try await write(account) { writing in
      let rows = writing.rows
      let groupKey = try rows.key(ofGroup: group)
      let key = try rows.key(ofPerson: id)
      guard let membership = try rows.membership(of: key, in: groupKey),
        let row = try rows.rows("SELECT fields FROM face_members WHERE key = ?", [membership]).first
      else { throw FaceStoreError.personNotInGroup }
      let fields = try writing.values(try rows.texts(row[0]), changing: values, ofGroup: groupKey)
      try rows.run("UPDATE face_members SET fields = ? WHERE key = ?", [try FaceRows.json(fields), membership])
      try writing.touch(group: groupKey, at: milliseconds)
    }
  }

  public func person(_ id: FaceID, of account: String) async throws(FaceStoreError) -> KeptFacePerson {
    try await read(account) { rows in try rows.person(try rows.key(ofPerson: id)) }
  }

  public func persons(
    in group: FaceID, of account: String, offset: Int, limit: Int
  ) async throws(FaceStoreError) -> FaceGroupPage {
    try await read(account) { rows in
      let key = try rows.key(ofGroup: group)
      let members = try rows.rows(
        """
        SELECT person FROM face_members WHERE key IN (
          SELECT key FROM face_members WHERE "group" = ? ORDER BY key LIMIT ? OFFSET ?
        ) ORDER BY key
        """, [key, max(0, limit), max(0, offset)])
      return FaceGroupPage(
        persons: try members.map { try rows.person($0[0], in: key) }, counts: try rows.counts(ofGroup: key))
    }
  }
}
