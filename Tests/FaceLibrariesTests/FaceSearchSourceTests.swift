import Foundation
import ImageMatching
import ModerationCore
import Testing

@testable import FaceLibraries

@Suite("A search of another store", .timeLimit(.minutes(20)))
struct FaceSearchSourceTests {
  static let id = String(repeating: "5a", count: 16)

  /// Persons p0 … p9 in one group, person n with 1 + n % 3 faces, number 10 n and those behind it.
  static func search(
    state: Int64, cache: String, missing: Int = 0
  ) throws -> FaceSearch {
    let persons = try (0..<10).map {
      FaceSearch.CountedPerson(person: try MadeUp.person("p\($0)"), groups: [0], faceCount: 1 + $0 % 3)
    }
    let faces = try (0..<10).reversed().flatMap { person in
      try (0..<(1 + person % 3)).map { (try MadeUp.embedding(UInt64(person * 10 + $0)), person) }
    }
    let source = try #require(FaceSearch.Source(id: id, state: state))
    return try FaceSearch(source, groups: [try MadeUp.group("g")], persons: persons, cache: cache) {
      add throws(HostFailure) in
      for (face, person) in faces.dropLast(missing) { try add(face, person) }
    }
  }

  @Test("the face is named that is the nearest, and a person's directions are those that came")
  func faces() throws {
    let folder = try TemporaryFolder()
    let search = try Self.search(state: 1, cache: folder.cache)
    for (person, face) in [(0, 0), (2, 0), (2, 2), (7, 1)] {
      let asked = try MadeUp.embedding(UInt64(person * 10 + face))
      let match = try #require(try search.nearest(to: asked, count: 1, in: search.scope(of: [0])).first)
      #expect(match.person.id.text == "p\(person)" && match.faceIndex == face)
      let all = try (0..<(1 + person % 3)).map { try MadeUp.embedding(UInt64(person * 10 + $0)).direction }
      #expect(try search.directions(of: match) == all)
    }
  }

  @Test("who is passed over takes nobody's place")
  func passingOver() throws {
    let folder = try TemporaryFolder()
    let search = try Self.search(state: 1, cache: folder.cache)
    let asked = try MadeUp.embedding(20)
    let all = try search.nearest(to: asked, count: 10, in: search.scope(of: [0])).map(\.person.id.text)
    #expect(all.count == 10 && all.first == "p2")
    let others = try search.nearest(to: asked, count: 4, in: search.scope(of: [0])) {
      $0.elementsEqual("p2".utf8) || $0.elementsEqual(all[2].utf8)
    }
    #expect(others.map(\.person.id.text) == [all[1], all[3], all[4], all[5]])
  }

  @Test("what was made of a state is opened for that state alone")
  func states() throws {
    let folder = try TemporaryFolder()
    _ = try Self.search(state: 4, cache: folder.cache)
    let made = try FaceSearch.made(of: try #require(.init(id: Self.id, state: 4)), cache: folder.cache)
    #expect(made?.faceCount == 19 && made?.personCount == 10)
    #expect(try FaceSearch.made(of: try #require(.init(id: Self.id, state: 5)), cache: folder.cache) == nil)
    let other = try #require(FaceSearch.Source(id: String(repeating: "0", count: 32), state: 4))
    #expect(try FaceSearch.made(of: other, cache: folder.cache) == nil)
  }

  @Test("another number of faces than was said is refused")
  func counts() throws {
    let folder = try TemporaryFolder()
    let failure = #expect(throws: HostFailure.self) {
      try Self.search(state: 1, cache: folder.cache, missing: 1)
    }
    #expect(failure?.code == .invalidLibrary)
  }

  @Test(
    "an id that may lead elsewhere is refused",
    arguments: ["", "../../../../../../../../etc/passwd", String(repeating: "A", count: 32)])
  func ids(text: String) { #expect(FaceSearch.Source(id: text, state: 1) == nil) }

  @Test("an embedding comes back bit by bit from its bytes")
  func bytes() throws {
    let embedding = try MadeUp.embedding(3)
    let bytes = EmbeddingBytes.bytes(embedding)
    #expect(bytes.count == EmbeddingBytes.byteCount)
    #expect(bytes.withUnsafeBytes { EmbeddingBytes.embedding($0, norm: Double(embedding.norm)) } == embedding)
    #expect(bytes.dropLast().withUnsafeBytes { EmbeddingBytes.embedding($0, norm: 1) } == nil)
  }
}
