import FaceLibraries
import Foundation
import GRDB
import ImageMatching

/// An account's rows of groups, persons and faces in one transaction.
struct FaceRows {
  let database: Database
  let account: String
  /// The file, for errors.
  let path: String

  /// Runs a statement, which is kept for the next time.
  func run(_ sql: String, _ arguments: StatementArguments) throws {
    try database.cachedStatement(sql: sql).execute(arguments: arguments)
  }

  func rows(_ sql: String, _ arguments: StatementArguments) throws -> [Row] {
    try Row.fetchAll(try database.cachedStatement(sql: sql), arguments: arguments)
  }

  func number(_ sql: String, _ arguments: StatementArguments = []) throws -> Int64? {
    try Int64.fetchOne(try database.cachedStatement(sql: sql), arguments: arguments)
  }

  func damaged(_ what: String) -> StoreError {
    StoreError(.damaged, path, "is damaged: \(what); restore it from a backup")
  }

  // MARK: Keys

  /// A group's key.
  ///
  /// - Throws: `groupMissing`.
  func key(ofGroup id: FaceID) throws -> Int64 {
    guard
      let key = try number(
        "SELECT key FROM face_groups WHERE account = ? AND id = ? AND removed = 0", [account, id.text])
    else { throw FaceStoreError.groupMissing(id) }
    return key
  }

  /// A person's key. Who is in removed groups alone is gone.
  ///
  /// - Throws: `personMissing`.
  func key(ofPerson id: FaceID) throws -> Int64 {
    guard let key = try rowKey(ofPerson: id), try isMember(key) else { throw FaceStoreError.personMissing }
    return key
  }

  /// The key of a person's row, which may wait to be cleaned up.
  func rowKey(ofPerson id: FaceID) throws -> Int64? {
    try number("SELECT key FROM face_persons WHERE account = ? AND id = ?", [account, id.text])
  }

  /// Whether a person is in any group.
  func isMember(_ person: Int64) throws -> Bool {
    try number(
      """
      SELECT 1 FROM face_members JOIN face_groups ON face_groups.key = face_members."group"
      WHERE face_members.person = ? AND face_groups.removed = 0 LIMIT 1
      """, [person]) != nil
  }

  /// Where a person is in a group.
  func membership(of person: Int64, in group: Int64) throws -> Int64? {
    try number("SELECT key FROM face_members WHERE person = ? AND \"group\" = ?", [person, group])
  }

  /// The groups that a person is in, in the order in which the person came to them.
  func groups(ofPerson person: Int64) throws -> [Int64] {
    try Int64.fetchAll(
      try database.cachedStatement(
        sql: """
          SELECT face_groups.key FROM face_members JOIN face_groups ON face_groups.key = face_members."group"
          WHERE face_members.person = ? AND face_groups.removed = 0 ORDER BY face_members.key
          """), arguments: [person])
  }

  /// A person's faces, oldest first.
  func faceIDs(ofPerson person: Int64) throws -> [KeptFaceID] {
    try Int64.fetchAll(
      try database.cachedStatement(sql: "SELECT key FROM face_faces WHERE person = ? ORDER BY key"),
      arguments: [person]
    ).map { KeptFaceID($0) }
  }

  // MARK: What is kept

  /// A person's faces, oldest first.
  func faces(ofPerson person: Int64) throws -> [KeptFace] {
    try rows("SELECT key, norm, direction FROM face_faces WHERE person = ? ORDER BY key", [person]).map { row in
      KeptFace(id: KeptFaceID(row[0]), embedding: try embedding(row, norm: 1, direction: 2))
    }
  }

  /// The embedding of a row's columns.
  func embedding(_ row: Row, norm: Int, direction: Int) throws -> FaceEmbedding {
    let length: Double = row[norm]
    let embedding = try row.withUnsafeData(atIndex: direction) { data in
      data?.withUnsafeBytes { EmbeddingBytes.embedding($0, norm: length) }
    }
    guard let embedding else { throw damaged("face \(row[0] as Int64) has no 128 numbers of length 1, or no norm") }
    return embedding
  }

  static let groupColumns = "id, name, tag, fields, created, updated"

  /// A row of `groupColumns`.
  func group(_ row: Row) throws -> KeptFaceGroup {
    let group = NewFaceGroup(id: try id(row[0]), name: text(row[1]), fields: try texts(row[3]), tag: text(row[2]))
    return KeptFaceGroup(group: group, created: row[4], updated: row[5])
  }

  /// A person, in all groups or in one alone.
  func person(_ key: Int64, in group: Int64? = nil) throws -> KeptFacePerson {
    guard
      let row = try rows("SELECT id, name, gender, created FROM face_persons WHERE key = ?", [key]).first
    else { throw damaged("a member is nobody") }
    let memberships = try rows(
      """
      SELECT face_groups.id, face_groups.fields, face_members.fields
      FROM face_members JOIN face_groups ON face_groups.key = face_members."group"
      WHERE face_members.person = ? AND face_groups.removed = 0 AND ifnull(face_groups.key = ?, 1)
      ORDER BY face_members.key
      """, [key, group])
    return KeptFacePerson(
      id: try id(row[0]), name: text(row[1]), gender: row[2], faces: try faceIDs(ofPerson: key),
      groups: try memberships.map { row in
        let names = try texts(row[1])
        let values = try texts(row[2])
        return KeptFacePerson.Membership(
          group: try id(row[0]), fields: names.indices.map { $0 < values.count ? values[$0] : "" })
      }, created: row[3])
  }

  /// How much a group has.
  func counts(ofGroup key: Int64) throws -> FaceGroupCounts {
    guard let row = try rows("SELECT persons, faces FROM face_groups WHERE key = ?", [key]).first else {
      throw damaged("a group has no row")
    }
    return FaceGroupCounts(persons: row[0], faces: row[1])
  }

  // MARK: Texts

  func id(_ text: String) throws -> FaceID {
    guard let id = FaceID(text) else { throw damaged("an id of a group or a person") }
    return id
  }

  func text(_ bytes: Data) -> String { String(decoding: bytes, as: UTF8.self) }

  static func bytes(_ text: String) -> Data { Data(text.utf8) }

  /// Texts from a list in JSON.
  func texts(_ json: String) throws -> [String] {
    do {
      return try JSONDecoder().decode([String].self, from: Data(json.utf8))
    } catch {
      throw damaged("the fields of a group or a member")
    }
  }

  /// Texts as a list in JSON, which has no zero byte.
  static func json(_ texts: [String]) throws -> String {
    String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
  }
}

extension FaceRows {
  /// The bytes of an embedding's direction.
  static func data(_ embedding: FaceEmbedding) -> Data { Data(EmbeddingBytes.bytes(embedding)) }
}
