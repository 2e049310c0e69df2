public import ImageMatching
public import ModerationCore

extension FaceLibrary {
  /// A group with how many persons are in it.
  public struct ListedGroup: Hashable, Sendable {
    public let group: FaceGroup
    public let personCount: Int
  }

  /// A person with how many faces there are.
  public struct ListedPerson: Hashable, Sendable {
    public let person: FacePerson
    public let faceCount: Int
  }

  /// How much is in it.
  public func counts() throws(HostFailure) -> Counts {
    try read { connection throws(HostFailure) in
      func count(_ table: String) throws(HostFailure) -> Int {
        Int(try connection.integer("SELECT count(*) FROM \(table)") ?? 0)
      }
      return Counts(groups: try count("groups"), persons: try count("persons"), faces: try count("faces"))
    }
  }

  /// The groups, by id.
  public func groups() throws(HostFailure) -> [ListedGroup] {
    try read { connection throws(HostFailure) in
      var groups: [ListedGroup] = []
      try connection.rows(
        """
        SELECT id, name, color, scenes, (SELECT count(*) FROM members WHERE members."group" = groups.key) \
        FROM groups ORDER BY id
        """
      ) { row throws(HostFailure) in
        groups.append(ListedGroup(group: try Self.group(row, path), personCount: Int(row.integer(4))))
        return true
      }
      return groups
    }
  }

  /// The group with an id, else those with a name, by id.
  public func groups(called text: String) throws(HostFailure) -> [FaceGroup] {
    try read { connection throws(HostFailure) in
      var groups: [FaceGroup] = []
      for column in ["id", "name"] where groups.isEmpty {
        try connection.rows(
          "SELECT id, name, color, scenes FROM groups WHERE \(column) = ? ORDER BY id", [.text(text)]
        ) { row throws(HostFailure) in
          groups.append(try Self.group(row, path))
          return true
        }
      }
      return groups
    }
  }

  /// The persons of a group, by id.
  ///
  /// - Parameters:
  ///   - after: The id behind which to go on.
  ///   - count: The most persons to give.
  public func persons(
    in group: FaceID, after: FaceID? = nil, count: Int = maximumPersonCount
  ) throws(HostFailure) -> [ListedPerson] {
    try read { connection throws(HostFailure) in
      var persons: [ListedPerson] = []
      try connection.rows(
        """
        SELECT persons.id, persons.name, (SELECT count(*) FROM faces WHERE faces.person = persons.key) \
        FROM members JOIN persons ON persons.key = members.person \
        WHERE members."group" = (SELECT key FROM groups WHERE id = ?) AND persons.id > ? ORDER BY persons.id LIMIT ?
        """, [.text(group.text), .text(after?.text ?? ""), .integer(Int64(max(0, count)))]
      ) { row throws(HostFailure) in
        persons.append(ListedPerson(person: try Self.person(row, path), faceCount: Int(row.integer(2))))
        return true
      }
      return persons
    }
  }

  /// A person and the ids of the groups; nil for nobody.
  public func person(_ id: FaceID) throws(HostFailure) -> (person: FacePerson, groups: [FaceID])? {
    try read { connection throws(HostFailure) in
      var person: FacePerson?
      try connection.rows("SELECT id, name FROM persons WHERE id = ?", [.text(id.text)]) { row throws(HostFailure) in
        person = try Self.person(row, path)
        return false
      }
      guard let person else { return nil }
      var groups: [FaceID] = []
      try connection.rows(
        """
        SELECT groups.id FROM members JOIN groups ON groups.key = members."group" \
        WHERE members.person = (SELECT key FROM persons WHERE id = ?) ORDER BY groups.id
        """, [.text(id.text)]
      ) { row throws(HostFailure) in
        guard let group = FaceID(row.text(0) ?? "") else { throw Self.damaged(path, "a group without an id") }
        groups.append(group)
        return true
      }
      return (person, groups)
    }
  }

  /// The ids of the persons with a name.
  public func persons(named name: GalleryName) throws(HostFailure) -> [FaceID] {
    try read { connection throws(HostFailure) in
      var ids: [FaceID] = []
      try connection.rows("SELECT id FROM persons WHERE name = ? ORDER BY id", [.text(name.text)]) {
        row throws(HostFailure) in
        if let id = FaceID(row.text(0) ?? "") { ids.append(id) }
        return true
      }
      return ids
    }
  }

  /// The faces of a person, by number.
  public func faces(of person: FaceID) throws(HostFailure) -> [StoredFace] {
    try read { connection throws(HostFailure) in
      var faces: [StoredFace] = []
      try connection.rows(
        """
        SELECT key, source, x, y, width, height, norm, embedding FROM faces \
        WHERE person = (SELECT key FROM persons WHERE id = ?) ORDER BY key
        """, [.text(person.text)]
      ) { row throws(HostFailure) in
        faces.append(try Self.face(row, path))
        return true
      }
      return faces
    }
  }

  /// Reads all of it, and sees that it is whole: SQLite's own check, and every face, person and group.
  ///
  /// - Throws: `invalidLibrary` that says what is wrong. Complexity: the whole file; 10 s for a million faces.
  public func check() throws(HostFailure) {
    try read { connection throws(HostFailure) in
      var words: String?
      try connection.rows("PRAGMA integrity_check(1)") { row throws(HostFailure) in
        words = row.text(0)
        return false
      }
      guard words == "ok" else { throw Self.damaged(path, words ?? "SQLite's check says nothing") }
      guard try connection.integer("SELECT count(*) FROM pragma_foreign_key_check") == 0 else {
        throw Self.damaged(path, "a face or a member belongs to nobody")
      }
      try connection.rows("SELECT id, name, color, scenes FROM groups") { row throws(HostFailure) in
        _ = try Self.group(row, path)
        return true
      }
      try connection.rows("SELECT id, name FROM persons") { row throws(HostFailure) in
        _ = try Self.person(row, path)
        return true
      }
      try connection.rows("SELECT key, source, x, y, width, height, norm, embedding FROM faces") {
        row throws(HostFailure) in
        _ = try Self.face(row, path)
        return true
      }
    }
  }

  static func damaged(_ path: String, _ what: String) -> HostFailure {
    HostFailure(.invalidLibrary, message: "\(path) is a damaged face library: \(what)")
  }

  /// A row of id, name, color and scenes.
  static func group(_ row: SQLiteConnection.Row, _ path: String) throws(HostFailure) -> FaceGroup {
    let scenes = Int(row.integer(3))
    guard let id = FaceID(row.text(0) ?? ""), let name = GalleryName(row.text(1) ?? ""),
      let color = FaceGroup.Color(rawValue: Int(row.integer(2))), (1...3).contains(scenes)
    else { throw damaged(path, "a group's id, name, color or scenes") }
    return FaceGroup(id: id, name: name, color: color, scenes: .init(rawValue: scenes))
  }

  /// A row of id and name.
  static func person(_ row: SQLiteConnection.Row, _ path: String) throws(HostFailure) -> FacePerson {
    guard let id = FaceID(row.text(0) ?? ""), let name = GalleryName(row.text(1) ?? "") else {
      throw damaged(path, "a person's id or name")
    }
    return FacePerson(id: id, name: name)
  }

  /// A row of key, source, box, norm and embedding.
  static func face(_ row: SQLiteConnection.Row, _ path: String) throws(HostFailure) -> StoredFace {
    let number = row.integer(0)
    let box = PixelRectangle(x: row.real(2), y: row.real(3), width: row.real(4), height: row.real(5))
    guard let source = row.bytes(1, DigestBytes.hexadecimal), box.isValid,
      let embedding = row.bytes(7, { EmbeddingBytes.embedding($0, norm: row.real(6)) })
    else { throw damaged(path, "face \(number) has no 128 numbers of length 1, no norm, no box or no SHA-256") }
    return StoredFace(
      number: number, face: GalleryFace(sourceSHA256: source, box: box, embedding: embedding))
  }
}
