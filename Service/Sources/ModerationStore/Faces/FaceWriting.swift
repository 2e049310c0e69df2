import FaceLibraries
import GRDB
import ImageMatching

/// One transaction that writes, and what of it the search must know.
struct FaceWriting {
  let rows: FaceRows
  /// Whether a search wants to know: else nothing is read for it.
  let isFollowed: Bool
  private(set) var changes: [FaceChange] = []
  /// Whether what may be found has changed.
  private var isChanged = false

  init(rows: FaceRows, isFollowed: Bool) { (self.rows, self.isFollowed) = (rows, isFollowed) }

  /// Does something to a person's faces or memberships.
  mutating func change<Value>(person: Int64, _ body: (inout FaceWriting) throws -> Value) throws -> Value {
    isChanged = true
    guard isFollowed else { return try body(&self) }
    let before = try state(ofPerson: person)
    let value = try body(&self)
    changes.append(.person(person, before: before?.extent, after: try state(ofPerson: person)))
    return value
  }

  /// Makes a person.
  mutating func make<Value>(_ body: (inout FaceWriting) throws -> (person: Int64, Value)) throws -> Value {
    isChanged = true
    let (person, value) = try body(&self)
    if isFollowed { changes.append(.person(person, before: nil, after: try state(ofPerson: person))) }
    return value
  }

  /// Says that a group is removed.
  mutating func removedGroup(_ group: Int64) {
    isChanged = true
    changes.append(.groupRemoved(group))
  }

  /// Gives the state that was written a number of its own: one at random, since a restored backup would count on to the
  /// numbers of states that were never its own, of which a search file may still be there.
  func finish() throws {
    if isChanged { try rows.run("UPDATE face_state SET state = abs(random() % 4611686018427387904)", []) }
  }

  /// What a search must know of a person; nil for who is in no group.
  private func state(ofPerson person: Int64) throws -> FacePersonState? {
    let groups = try rows.groups(ofPerson: person)
    guard !groups.isEmpty,
      let id = try rows.rows("SELECT id FROM face_persons WHERE key = ?", [person]).first
    else { return nil }
    return FacePersonState(id: try rows.id(id[0]), groups: groups, faces: try rows.faces(ofPerson: person))
  }

  // MARK: Pieces of several calls

  /// Adds faces of a person and counts them in the person's groups.
  func insert(_ faces: [FaceEmbedding], ofPerson person: Int64) throws -> [KeptFaceID] {
    let total = Int(try rows.number("SELECT faces FROM face_state") ?? 0) + faces.count
    guard total <= FaceStore.maximumFaceCount else {
      throw FaceStoreError.tooMany(.facesOfStore, count: total, allowed: FaceStore.maximumFaceCount)
    }
    let keys = try faces.map { face in
      try rows.run(
        "INSERT INTO face_faces (person, norm, direction) VALUES (?, ?, ?)",
        [person, Double(face.norm), FaceRows.data(face)])
      return KeptFaceID(rows.database.lastInsertedRowID)
    }
    try count(faces.count, ofPerson: person)
    return keys
  }

  /// Counts faces that came to a person, or went.
  func count(_ faces: Int, ofPerson person: Int64) throws {
    try rows.run("UPDATE face_state SET faces = faces + ?", [faces])
    try rows.run(
      "UPDATE face_groups SET faces = faces + ? WHERE key IN (SELECT \"group\" FROM face_members WHERE person = ?)",
      [faces, person])
  }

  /// Removes a person with all faces and memberships.
  func remove(person: Int64) throws {
    let faces = try rows.faceIDs(ofPerson: person).count
    try count(-faces, ofPerson: person)
    try rows.run(
      "UPDATE face_groups SET persons = persons - 1 WHERE key IN (SELECT \"group\" FROM face_members WHERE person = ?)",
      [person])
    try rows.run("DELETE FROM face_members WHERE person = ?", [person])
    try rows.run("DELETE FROM face_faces WHERE person = ?", [person])
    try rows.run("DELETE FROM face_persons WHERE key = ?", [person])
  }

  /// Has a person in a group.
  func insert(person: Int64, in group: Int64, fields: [String]) throws {
    try rows.run(
      "INSERT INTO face_members (person, \"group\", fields) VALUES (?, ?, ?)",
      [person, group, try FaceRows.json(fields)])
    let faces = try rows.faceIDs(ofPerson: person).count
    try rows.run(
      "UPDATE face_groups SET persons = persons + 1, faces = faces + ? WHERE key = ?", [faces, group])
  }

  /// Notes when a group was changed.
  func touch(group: Int64, at milliseconds: Int64) throws {
    try rows.run("UPDATE face_groups SET updated = ? WHERE key = ?", [milliseconds, group])
  }

  /// Values of a group's fields with some of them changed.
  ///
  /// - Throws: `fieldMissing` with the lowest index that the group does not have.
  func values(_ old: [String], changing new: [Int: String], ofGroup group: Int64) throws -> [String] {
    let count = try fields(ofGroup: group).count
    if let index = new.keys.filter({ !(0..<count).contains($0) }).min() {
      throw FaceStoreError.fieldMissing(index: index)
    }
    return (0..<count).map { new[$0] ?? ($0 < old.count ? old[$0] : "") }
  }

  /// The names of a group's fields.
  func fields(ofGroup group: Int64) throws -> [String] {
    guard let row = try rows.rows("SELECT fields FROM face_groups WHERE key = ?", [group]).first else {
      throw rows.damaged("a group has no row")
    }
    return try rows.texts(row[0])
  }
}
