import FaceLibraries
import Foundation
import ImageMatching
import ModerationCore
import Testing

@Suite("Face library", .timeLimit(.minutes(20)))
struct FaceLibraryTests {
  /// Two groups, three persons, four faces.
  static func fill(_ library: FaceLibrary) throws {
    let (a, b) = (try MadeUp.group("a"), try MadeUp.group("b", .white, .both))
    let (p, q, r) = (try MadeUp.person("p"), try MadeUp.person("q"), try MadeUp.person("r"))
    let faces = try (1...4).map { try MadeUp.face($0) }
    try library.write { writer throws(HostFailure) in
      try writer.put(a)
      try writer.put(b)
      try writer.put(p, in: [a.id])
      try writer.put(q, in: [a.id, b.id])
      try writer.put(r, in: [b.id])
      try writer.add(faces[0], to: p.id)
      try writer.add(faces[1], to: p.id)
      try writer.add(faces[2], to: q.id)
      try writer.add(faces[3], to: r.id)
    }
  }

  static func counts(_ library: FaceLibrary) throws -> [Int] {
    let counts = try library.counts()
    return [counts.groups, counts.persons, counts.faces]
  }

  @Test("what was written is read, by another opening too")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let written = try folder.library()
    try Self.fill(written)
    for library in [written, try folder.library(.reading), try folder.library(.writing)] {
      #expect(library.id == written.id && library.id.count == 32)
      #expect(try Self.counts(library) == [2, 3, 4])
      #expect(try library.groups().map(\.group) == [try MadeUp.group("a"), try MadeUp.group("b", .white, .both)])
      #expect(try library.groups().map(\.personCount) == [2, 2])
      #expect(try library.groups(called: "b") == library.groups(called: "Group b"))
      #expect(try library.groups(called: "b").map(\.color) == [.white])
      #expect(try library.groups(called: "c").isEmpty)
      #expect(try library.persons(in: try MadeUp.id("a")).map(\.faceCount) == [2, 1])
      #expect(try library.persons(in: try MadeUp.id("a"), after: try MadeUp.id("p")).map(\.person.id.text) == ["q"])
      let person = try #require(try library.person(try MadeUp.id("q")))
      #expect(person.person == (try MadeUp.person("q")) && person.groups.map(\.text) == ["a", "b"])
      #expect(try library.persons(named: try MadeUp.name("Person r")).map(\.text) == ["r"])
      #expect(try library.faces(of: try MadeUp.id("p")).map(\.face) == [try MadeUp.face(1), try MadeUp.face(2)])
      try library.check()
    }
  }

  @Test("a batch is done whole or not at all, and what only looked changes nothing")
  func atomic() throws {
    let library = try TemporaryFolderLibrary()
    let state = try library.library.changeCount()
    let person = try MadeUp.person("new")
    let failure = MadeUp.failure { () throws(HostFailure) in
      try library.library.write { writer throws(HostFailure) in
        try writer.put(person, in: [FaceID(derivedFrom: GalleryName("a") ?? person.name)])
        throw HostFailure(.libraryRefusal, message: "on purpose")
      }
    }
    #expect(failure?.message == "on purpose")
    #expect(try Self.counts(library.library) == [2, 3, 4])
    #expect(try library.library.changeCount() == state)
    try library.library.write { _ throws(HostFailure) in }
    #expect(try library.library.changeCount() == state)
  }

  @Test("a face of one picture is added to a person once")
  func once() throws {
    let library = try TemporaryFolderLibrary().library
    let (face, person) = (try MadeUp.face(1), try MadeUp.id("p"))
    let isNew = try library.write { writer throws(HostFailure) in try writer.add(face, to: person) }
    #expect(!isNew)
    #expect(try Self.counts(library) == [2, 3, 4])
  }

  @Test("faces, persons and groups go with what is theirs alone")
  func removal() throws {
    let held = try TemporaryFolderLibrary()
    let library = held.library
    let number = try #require(try library.faces(of: try MadeUp.id("p")).first?.number)
    let ids = try ["a", "q", "r", "nobody"].map { try MadeUp.id($0) }
    let gone = try library.write { writer throws(HostFailure) in
      [try writer.remove(face: number), try writer.remove(face: 999), try writer.remove(group: ids[0])]
    }
    #expect(gone == [true, false, true])
    // q is in group b too.
    #expect(try Self.counts(library) == [1, 2, 2])
    #expect(try library.person(ids[1])?.groups.map(\.text) == ["b"])
    let left = try library.write { writer throws(HostFailure) in
      [try writer.remove(person: ids[2]), try writer.remove(person: ids[3]), try writer.remove(group: ids[3])]
    }
    #expect(left == [true, false, false])
    #expect(try Self.counts(library) == [1, 1, 1])
    try library.check()
  }

  @Test("a person moves between groups, and is never in none")
  func moving() throws {
    let held = try TemporaryFolderLibrary()
    let (p, a, b) = (try MadeUp.person("p"), try MadeUp.id("a"), try MadeUp.id("b"))
    try held.library.write { writer throws(HostFailure) in
      try writer.put(p, in: [b])
      try writer.remove(person: p.id, from: a)
    }
    #expect(try held.library.person(p.id)?.groups == [b])
    let failure = MadeUp.failure { () throws(HostFailure) in
      try held.library.write { writer throws(HostFailure) in try writer.remove(person: p.id, from: b) }
    }
    #expect(failure?.code == .libraryRefusal)
    #expect(try held.library.person(p.id)?.groups == [b])
  }

  @Test("a person is in at most a hundred groups")
  func groupBound() throws {
    let held = try TemporaryFolderLibrary()
    let groups = try (0...FaceLibrary.maximumGroupsPerPerson).map { try MadeUp.group("g\($0)") }
    let person = try MadeUp.person("x")
    try held.library.write { writer throws(HostFailure) in
      for group in groups { try writer.put(group) }
      try writer.put(person, in: groups.dropLast().map(\.id))
    }
    let failure = MadeUp.failure { () throws(HostFailure) in
      try held.library.write { writer throws(HostFailure) in try writer.put(person, in: [groups[100].id]) }
    }
    #expect(failure?.code == .libraryRefusal && failure?.message.contains("100") == true)
    #expect(try held.library.person(person.id)?.groups.count == 100)
  }

  @Test("what is not there is refused by name")
  func unknown() throws {
    let held = try TemporaryFolderLibrary()
    let (face, nobody, person) = (try MadeUp.face(9), try MadeUp.id("nobody"), try MadeUp.person("new"))
    func refusal(_ body: (FaceLibraryWriter) throws(HostFailure) -> Void) -> String? {
      MadeUp.failure { () throws(HostFailure) in try held.library.write(body) }?.message
    }
    #expect(refusal { writer throws(HostFailure) in try writer.add(face, to: nobody) } == "there is no person nobody")
    #expect(
      refusal { writer throws(HostFailure) in try writer.put(person, in: [nobody]) } == "there is no group nobody")
    #expect(refusal { writer throws(HostFailure) in try writer.put(person, in: []) }?.contains("needs a group") == true)
    #expect(try Self.counts(held.library) == [2, 3, 4])
  }

  @Test("ids are those of the API", arguments: ["a", "A-Z_09%@#&", String(repeating: "x", count: 64)])
  func ids(text: String) { #expect(FaceID(text)?.text == text) }

  @Test(
    "other ids are refused", arguments: ["", "a b", "é", "a/b", "a.b", "a\u{0}", String(repeating: "x", count: 65)])
  func wrongIDs(text: String) { #expect(FaceID(text) == nil) }

  @Test("names of any script have an id, the same each time", arguments: ["Ada Lovelace", "李小龍", "plain"])
  func derived(name: String) throws {
    let name = try MadeUp.name(name)
    #expect(FaceID(FaceID(derivedFrom: name).text) != nil)
    #expect(FaceID(derivedFrom: name) == FaceID(derivedFrom: name))
    #expect((FaceID(derivedFrom: name).text == name.text) == (name.text == "plain"))
  }
}

/// A filled library in a folder that is gone when the value is.
final class TemporaryFolderLibrary {
  let folder: TemporaryFolder
  let library: FaceLibrary

  init() throws {
    folder = try TemporaryFolder()
    library = try folder.library()
    try FaceLibraryTests.fill(library)
  }
}
