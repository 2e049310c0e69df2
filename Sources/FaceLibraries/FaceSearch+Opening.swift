import CFaceSearch
import Glibc
public import ImageMatching
public import ModerationCore

extension FaceSearch {
  /// A person with faces, for a search without a library.
  public struct Person: Sendable {
    public let person: FacePerson
    /// Indices of groups, at least one.
    public let groups: [Int]
    public let faces: [FaceEmbedding]

    /// Makes a person.
    public init(person: FacePerson, groups: [Int], faces: [FaceEmbedding]) {
      (self.person, self.groups, self.faces) = (person, groups, faces)
    }
  }

  /// Searches persons who are in memory already, which are copied.
  ///
  /// - Throws: `libraryRefusal` when there are more than a library may have; `libraryUnreadable` without memory.
  public init(groups: [FaceGroup], persons: [Person]) throws(HostFailure) {
    let content = SearchContent(
      groups: groups,
      persons: persons.map { person in
        CountedPerson(
          person: person.person, groups: Set(person.groups).filter(groups.indices.contains).sorted(),
          faceCount: person.faces.count)
      })
    let made = try SearchFile.make(content, libraryID: "", modelSHA256: "", changeCount: 0, in: nil) {
      add throws(HostFailure) in
      for (index, person) in persons.enumerated() {
        for face in person.faces { try add(face, index) }
      }
    }
    try self.init(made)
  }

  /// Opens a search of a library's state.
  ///
  /// What was made of the state before is opened in a tenth of a second for a million faces; else, also when the file is
  /// damaged, it is made: 5 s for a million. Where the cache cannot be written, it is made in memory.
  ///
  /// - Parameter cache: A folder of this user's own for search files, each 0.7 kB a face; nil for memory alone. All in it
  ///   may be removed at any time, and must not be changed in place.
  /// - Throws: `HostFailure` as `FaceLibrary`.
  public init(_ library: FaceLibrary, cache: String? = SearchFile.usualCache) throws(HostFailure) {
    let state = try library.changeCount()
    if let cache,
      let content = SearchFile.opened(of: library.id, modelSHA256: library.model.sha256, at: state, in: cache)
    {
      try self.init(content)
    } else {
      try self.init(try library.searchedContent(cache: cache))
    }
  }
}

extension FaceLibrary {
  /// Makes a search file of the library's present state.
  fileprivate func searchedContent(cache: String?) throws(HostFailure) -> SearchedContent {
    try read { connection throws(HostFailure) in
      let state = try Self.changeCount(in: connection)
      let keys = try LibraryKeys(connection, path)
      let content = keys.content
      return try SearchFile.make(
        content, libraryID: id, modelSHA256: model.sha256, changeCount: state, in: cache
      ) { add throws(HostFailure) in
        try connection.rows("SELECT key, person, norm, embedding FROM faces") { row throws(HostFailure) in
          guard let index = keys.index(ofPerson: row.integer(1)),
            let embedding = row.bytes(3, { EmbeddingBytes.embedding($0, norm: row.real(2)) })
          else {
            throw Self.damaged(path, "face \(row.integer(0)) has no 128 numbers of length 1, or belongs to nobody")
          }
          try add(embedding, index)
          return true
        }
      }
    }
  }
}

/// Groups and persons of a library by their rows.
private struct LibraryKeys {
  private var persons: [Int64] = []
  let content: SearchContent

  init(_ connection: SQLiteConnection, _ path: String) throws(HostFailure) {
    var groups: [FaceGroup] = []
    var groupIndices: [Int64: Int] = [:]
    try connection.rows(
      "SELECT id, name, color, scenes, key FROM groups ORDER BY id LIMIT \(FaceLibrary.maximumGroupCount + 1)"
    ) {
      row throws(HostFailure) in
      groupIndices[row.integer(4)] = groups.count
      groups.append(try FaceLibrary.group(row, path))
      return true
    }
    var given: [FaceSearch.CountedPerson] = []
    var keys: [Int64] = []
    try connection.rows("SELECT id, name, key FROM persons ORDER BY key LIMIT \(FaceLibrary.maximumPersonCount + 1)") {
      row throws(HostFailure) in
      keys.append(row.integer(2))
      given.append(.init(person: try FaceLibrary.person(row, path), groups: [], faceCount: 0))
      return true
    }
    persons = keys
    // Both in the order of persons, so that one walk beside the other finds them.
    var index = 0
    func seek(_ key: Int64) throws(HostFailure) {
      while index < keys.count, keys[index] < key { index += 1 }
      guard index < keys.count, keys[index] == key else {
        throw FaceLibrary.damaged(path, "a face or a member belongs to nobody")
      }
    }
    try connection.rows("SELECT person, \"group\" FROM members ORDER BY person") { row throws(HostFailure) in
      try seek(row.integer(0))
      guard let group = groupIndices[row.integer(1)], given[index].groups.count < FaceLibrary.maximumGroupsPerPerson
      else { throw FaceLibrary.damaged(path, "a person is in a group that is not there, or in too many") }
      given[index].groups.append(group)
      return true
    }
    index = 0
    try connection.rows("SELECT person, count(*) FROM faces GROUP BY person ORDER BY person") {
      row throws(HostFailure) in
      try seek(row.integer(0))
      given[index].faceCount = Int(row.integer(1))
      return true
    }
    for index in given.indices { given[index].groups.sort() }
    content = SearchContent(groups: groups, persons: given)
  }

  func index(ofPerson key: Int64) -> Int? {
    var (low, high) = (0, persons.count)
    while low < high {
      let middle = (low + high) / 2
      if persons[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low < persons.count && persons[low] == key ? low : nil
  }
}
