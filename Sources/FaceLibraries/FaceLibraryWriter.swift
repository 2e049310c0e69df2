public import ImageMatching
public import ModerationCore

/// What can be changed of a library within one transaction. Valid inside of `FaceLibrary.write` alone.
public final class FaceLibraryWriter {
  private let connection: SQLiteConnection
  /// Whether anything was changed.
  private(set) var changed = false
  /// Counted when a first one is added, because counting a million rows takes 20 ms.
  private var faceCount: Int64?
  private var personCount: Int64?
  private var groupCount: Int64?

  init(_ connection: SQLiteConnection) { self.connection = connection }

  /// Adds a group, or gives one that is there its name, color and scenes.
  ///
  /// - Throws: `libraryRefusal` when there are too many.
  public func put(_ group: FaceGroup) throws(HostFailure) {
    changed = true
    let known = try connection.execute(
      "UPDATE groups SET name = ?2, color = ?3, scenes = ?4 WHERE id = ?1", .text(group.id.text),
      .text(group.name.text), .integer(Int64(group.color.rawValue)), .integer(Int64(group.scenes.rawValue)))
    guard known == 0 else { return }
    let count = try self.count("groups", unless: groupCount)
    guard count < FaceLibrary.maximumGroupCount else {
      throw refusal("a library has at most \(FaceLibrary.maximumGroupCount) groups")
    }
    groupCount = count + 1
    try connection.execute(
      "INSERT INTO groups (id, name, color, scenes) VALUES (?, ?, ?, ?)", .text(group.id.text), .text(group.name.text),
      .integer(Int64(group.color.rawValue)), .integer(Int64(group.scenes.rawValue)))
  }

  /// Adds a person, or gives one that is there a name, and has the person in groups beside those known.
  ///
  /// - Throws: `libraryRefusal` when a group is unknown, none is given for a new person, or there are too many.
  public func put(_ person: FacePerson, in groups: [FaceID]) throws(HostFailure) {
    changed = true
    let known = try connection.execute(
      "UPDATE persons SET name = ?2 WHERE id = ?1", .text(person.id.text), .text(person.name.text))
    if known == 0 {
      guard !groups.isEmpty else { throw refusal("the person \(person.id) needs a group") }
      let count = try self.count("persons", unless: personCount)
      guard count < FaceLibrary.maximumPersonCount else {
        throw refusal("a library has at most \(FaceLibrary.maximumPersonCount) persons")
      }
      personCount = count + 1
      try connection.execute(
        "INSERT INTO persons (id, name) VALUES (?, ?)", .text(person.id.text), .text(person.name.text))
    }
    try put(person.id, in: groups)
  }

  /// Has a person in groups beside those known.
  ///
  /// - Throws: `libraryRefusal` when either is unknown, or there are too many.
  public func put(_ id: FaceID, in groups: [FaceID]) throws(HostFailure) {
    changed = true
    let key = try self.key(ofPerson: id)
    for group in groups {
      try connection.execute(
        "INSERT OR IGNORE INTO members (\"group\", person) VALUES (?, ?)", .integer(try self.key(ofGroup: group)),
        .integer(key))
    }
    let inGroups = try connection.integer("SELECT count(*) FROM members WHERE person = ?", .integer(key)) ?? 0
    guard inGroups <= FaceLibrary.maximumGroupsPerPerson else {
      throw refusal(
        "the person \(id) is in \(inGroups) groups, and at most in \(FaceLibrary.maximumGroupsPerPerson)")
    }
  }

  /// Adds a face; false when the person has one of that picture already.
  ///
  /// - Throws: `libraryRefusal` when the person is unknown, the facts are not of a face, or there are too many.
  @discardableResult
  public func add(_ face: GalleryFace, to person: FaceID) throws(HostFailure) -> Bool {
    guard let source = DigestBytes.bytes(face.sourceSHA256), face.box.isValid else {
      throw refusal("a face has no SHA-256 of its picture, or a box that is not a rectangle")
    }
    let key = try self.key(ofPerson: person)
    let same = try connection.integer(
      "SELECT count(*) FROM faces WHERE person = ? AND source = ?", .integer(key), .blob(source))
    guard same == 0 else { return false }
    let own = try connection.integer("SELECT count(*) FROM faces WHERE person = ?", .integer(key)) ?? 0
    guard own < FaceLibrary.maximumFacesPerPerson else {
      throw refusal("the person \(person) has \(own) faces, the most that one has")
    }
    let count = try self.count("faces", unless: faceCount)
    guard count < FaceLibrary.maximumFaceCount else {
      throw refusal("a library has at most \(FaceLibrary.maximumFaceCount) faces")
    }
    try connection.execute(
      "INSERT INTO faces (person, source, x, y, width, height, norm, embedding) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      .integer(key), .blob(source), .real(face.box.x), .real(face.box.y), .real(face.box.width),
      .real(face.box.height), .real(Double(face.embedding.norm)), .blob(EmbeddingBytes.bytes(face.embedding)))
    faceCount = count + 1
    changed = true
    return true
  }

  /// Removes a face by its number; false when there is none.
  public func remove(face number: Int64) throws(HostFailure) -> Bool {
    let count = try connection.execute("DELETE FROM faces WHERE key = ?", .integer(number))
    (faceCount, changed) = (nil, changed || count > 0)
    return count > 0
  }

  /// Removes a person with all faces; false when there is none.
  public func remove(person id: FaceID) throws(HostFailure) -> Bool {
    guard let key = try connection.integer("SELECT key FROM persons WHERE id = ?", .text(id.text)) else { return false }
    try removePerson(key)
    return true
  }

  /// Removes a group, and with it the persons who are in no other; false when there is none.
  public func remove(group id: FaceID) throws(HostFailure) -> Bool {
    guard let key = try connection.integer("SELECT key FROM groups WHERE id = ?", .text(id.text)) else { return false }
    var alone: [Int64] = []
    try connection.rows(
      """
      SELECT person FROM members WHERE "group" = ?1 AND NOT EXISTS (SELECT 1 FROM members AS others \
      WHERE others.person = members.person AND others."group" <> ?1)
      """, [.integer(key)]
    ) { row throws(HostFailure) in
      alone.append(row.integer(0))
      return true
    }
    try connection.execute("DELETE FROM members WHERE \"group\" = ?", .integer(key))
    for person in alone { try removePerson(person) }
    try connection.execute("DELETE FROM groups WHERE key = ?", .integer(key))
    (groupCount, changed) = (nil, true)
    return true
  }

  /// Has a person in a group no longer.
  ///
  /// - Throws: `libraryRefusal` when it is the person's last group, or either is unknown.
  public func remove(person id: FaceID, from group: FaceID) throws(HostFailure) {
    let (person, group) = (try key(ofPerson: id), try key(ofGroup: group))
    try connection.execute("DELETE FROM members WHERE \"group\" = ? AND person = ?", .integer(group), .integer(person))
    guard try connection.integer("SELECT count(*) FROM members WHERE person = ?", .integer(person)) ?? 0 > 0 else {
      throw refusal("the person \(id) would be in no group: remove the person instead")
    }
    changed = true
  }

  private func removePerson(_ key: Int64) throws(HostFailure) {
    try connection.execute("DELETE FROM faces WHERE person = ?", .integer(key))
    try connection.execute("DELETE FROM members WHERE person = ?", .integer(key))
    try connection.execute("DELETE FROM persons WHERE key = ?", .integer(key))
    (faceCount, personCount, changed) = (nil, nil, true)
  }

  private func count(_ table: String, unless known: Int64?) throws(HostFailure) -> Int64 {
    if let known { return known }
    return try connection.integer("SELECT count(*) FROM \(table)") ?? 0
  }

  private func key(ofPerson id: FaceID) throws(HostFailure) -> Int64 {
    guard let key = try connection.integer("SELECT key FROM persons WHERE id = ?", .text(id.text)) else {
      throw refusal("there is no person \(id)")
    }
    return key
  }

  private func key(ofGroup id: FaceID) throws(HostFailure) -> Int64 {
    guard let key = try connection.integer("SELECT key FROM groups WHERE id = ?", .text(id.text)) else {
      throw refusal("there is no group \(id)")
    }
    return key
  }

  private func refusal(_ what: String) -> HostFailure { HostFailure(.libraryRefusal, message: what) }
}
