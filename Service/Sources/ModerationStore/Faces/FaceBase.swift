import FaceLibraries
import Foundation
import GRDB
import ImageMatching
import ImageModeration

/// A search of one state of the store.
///
/// Groups and persons are called by their keys in it ("g12", "p345"), so that what was removed is never taken for what
/// came later under its id. A person's name in it is the id that people know, and the numbers of the faces in order.
struct FaceBase: Sendable {
  /// Tells it from every other.
  let number = UInt64.random(in: .min ... .max)
  let search: FaceSearch
  /// Where each group stands, by its key.
  let groupIndices: [Int64: Int]

  /// Opens what was made of the present state, or makes it.
  ///
  /// - Throws: `StoreError`.
  init(_ rows: FaceRows) throws {
    guard
      let row = try rows.rows("SELECT identity, state FROM face_state", []).first,
      let source = FaceSearch.Source(id: row[0], state: row[1])
    else { throw rows.damaged("the state of the faces") }
    do {
      // A file that contradicts itself is made anew.
      if let made = try? FaceSearch.made(of: source, cache: Self.cache(rows.path)) {
        search = made
      } else {
        // Where a new one cannot be written, what was removed is not to stay in the old one.
        Self.removeCache(of: rows.path)
        search = try Self.make(source, rows)
      }
    } catch let error as HostFailure {
      throw StoreError(.cannotRead, rows.path, "cannot be searched for faces: \(error.message)")
    }
    var indices: [Int64: Int] = [:]
    for (index, group) in search.groups.enumerated() {
      guard let key = Self.key(group.id.text.utf8) else { throw rows.damaged("the search file of the faces") }
      indices[key] = index
    }
    groupIndices = indices
  }

  /// Where what is made of a store lies, all of which may be removed at any time.
  static func cache(_ path: String) -> String { path + "-faces" }

  /// Removes what was made of a store.
  static func removeCache(of path: String) { try? FileManager.default.removeItem(atPath: cache(path)) }

  /// The key in the id of a person or a group.
  static func key(_ bytes: some Collection<UInt8>) -> Int64? {
    var key: Int64 = 0
    for byte in bytes.dropFirst() {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      let (tens, isOver) = key.multipliedReportingOverflow(by: 10)
      let (sum, isMore) = tens.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
      guard !isOver, !isMore else { return nil }
      key = sum
    }
    return bytes.isEmpty ? nil : key
  }

  /// The id that people know, and the numbers of the faces.
  static func parts(_ person: FacePerson) -> (id: FaceID, faces: [KeptFaceID])? {
    let words = person.name.text.split(separator: " ")
    guard let first = words.first, let id = FaceID(String(first)) else { return nil }
    let faces = words.dropFirst().compactMap { KeptFaceID(String($0)) }
    return faces.count == words.count - 1 ? (id, faces) : nil
  }

  private static func make(_ source: FaceSearch.Source, _ rows: FaceRows) throws -> FaceSearch {
    let made = try FaceBasePersons(rows)
    var failure: (any Error)?
    do throws(HostFailure) {
      return try FaceSearch(source, groups: made.groups, persons: made.persons, cache: cache(rows.path)) {
        add throws(HostFailure) in
        do {
          let faces = try Row.fetchCursor(
            rows.database, sql: "SELECT key, person, norm, direction FROM face_faces ORDER BY key")
          while let row = try faces.next() {
            guard let index = made.index(ofPerson: row[1]) else { continue }
            try add(try rows.embedding(row, norm: 2, direction: 3), index)
          }
        } catch let error as HostFailure {
          throw error
        } catch {
          failure = error
          throw HostFailure(.libraryUnreadable, message: "the faces cannot be read")
        }
      }
    } catch {
      throw failure ?? error
    }
  }
}

/// Groups and persons of the whole store by their keys.
private struct FaceBasePersons {
  private(set) var groups: [FaceGroup] = []
  private(set) var persons: [FaceSearch.CountedPerson] = []
  /// Of `persons`, ascending.
  private var keys: [Int64] = []

  init(_ rows: FaceRows) throws {
    guard let name = GalleryName("g") else { throw rows.damaged("a group's name") }
    var indices: [Int64: Int] = [:]
    let groupKeys = try Int64.fetchAll(
      rows.database, sql: "SELECT key FROM face_groups WHERE removed = 0 ORDER BY key")
    for key in groupKeys {
      indices[key] = groups.count
      groups.append(FaceGroup(id: try rows.id("g\(key)"), name: name))
    }
    // All three in the order of persons, so that one walk finds what belongs together.
    let all = try Row.fetchCursor(rows.database, sql: "SELECT key, id FROM face_persons ORDER BY key")
    var members = Walk(
      try Row.fetchCursor(rows.database, sql: "SELECT person, \"group\" FROM face_members ORDER BY person"))
    var faces = Walk(
      try Row.fetchCursor(rows.database, sql: "SELECT person, key FROM face_faces ORDER BY person, key"))
    // One array for each set of groups, however many persons have it.
    var sets: [[Int]: [Int]] = [:]
    while let row = try all.next() {
      let key: Int64 = row[0]
      var set = try members.values(of: key).compactMap { indices[$0] }
      let own = try faces.values(of: key)
      guard !set.isEmpty else { continue }
      set.sort()
      if let known = sets[set] { set = known } else { sets[set] = set }
      let words = [row[1] as String] + own.map { "\($0)" }
      guard let name = GalleryName(words.joined(separator: " ")) else { throw rows.damaged("person \(key)") }
      keys.append(key)
      persons.append(
        .init(person: FacePerson(id: try rows.id("p\(key)"), name: name), groups: set, faceCount: own.count))
    }
  }

  func index(ofPerson key: Int64) -> Int? {
    var (low, high) = (0, keys.count)
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low < keys.count && keys[low] == key ? low : nil
  }

  /// Rows of a person and something of the person's, in the order of persons.
  private struct Walk {
    private let cursor: RowCursor
    private var next: (person: Int64, value: Int64)?
    private var isStarted = false

    init(_ cursor: RowCursor) { self.cursor = cursor }

    private mutating func advance() throws { next = try cursor.next().map { ($0[0], $0[1]) } }

    /// What a person has, who comes after all asked for before.
    mutating func values(of person: Int64) throws -> [Int64] {
      if !isStarted {
        isStarted = true
        try advance()
      }
      var values: [Int64] = []
      while let row = next, row.person <= person {
        if row.person == person { values.append(row.value) }
        try advance()
      }
      return values
    }
  }
}
