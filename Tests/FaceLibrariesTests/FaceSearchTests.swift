import ImageMatching
import ModerationCore
import TestFixtures
import Testing

@testable import FaceLibraries

@Suite("Face search", .timeLimit(.minutes(20)))
struct FaceSearchTests {
  /// What kind of faces there are: the answer must not depend on luck.
  enum Crowd: String, CaseIterable, CustomTestStringConvertible {
    case strangers
    /// Many are nearly as near as the nearest.
    case lookalikes
    /// All are the very same.
    case twins
    /// One number is all that they have.
    case spikes

    var testDescription: String { rawValue }

    func embedding(_ seed: UInt64) throws -> FaceEmbedding {
      switch self {
      case .strangers: return try MadeUp.embedding(seed)
      case .lookalikes: return try MadeUp.embedding(seed, near: try MadeUp.embedding(7), by: 0.02)
      case .twins: return try MadeUp.embedding(7)
      case .spikes:
        var raw = [Float](repeating: 0, count: FaceEmbedding.count)
        raw[Int(seed % 128)] = seed % 2 == 0 ? 1 : -1
        raw[Int(seed / 128 % 128)] += 1e-4
        return try #require(FaceEmbedding(raw: raw))
      }
    }
  }

  static func persons(_ crowd: Crowd, count: Int) throws -> [FaceSearch.Person] {
    var random = SplitMix(seed: 99)
    return try (0..<count).map { number in
      let groups = Set((0..<Int.random(in: 1...2, using: &random)).map { _ in Int.random(in: 0..<5, using: &random) })
      let faces = try (0..<(number % 3)).map { try crowd.embedding(UInt64(number * 3 + $0)) }
      return FaceSearch.Person(person: try MadeUp.person("p\(number)"), groups: groups.sorted(), faces: faces)
    }
  }

  static let groups = ["a", "b", "c", "d", "e"]

  /// Comparing with every face, as anybody would write it.
  static func nearest(
    _ face: FaceEmbedding, _ persons: [FaceSearch.Person], _ chosen: Set<Int>, count: Int
  ) -> [Float] {
    persons.filter { !chosen.isDisjoint(with: $0.groups) }
      .compactMap { $0.faces.map { $0.cosine(to: face) }.max() }
      .sorted(by: >).prefix(count).map(\.self)
  }

  @Test(
    "the nearest persons are those of comparing with every face, whatever the processor can",
    arguments: Crowd.allCases, [0, 1, 2] as [Int32])
  func exact(crowd: Crowd, kernel: Int32) throws {
    let persons = try Self.persons(crowd, count: 2_000)
    let made = try FaceSearch(groups: try Self.groups.map { try MadeUp.group($0) }, persons: persons)
    let search = try FaceSearch(made.content, kernel: kernel)
    #expect(search.faceCount == persons.reduce(0) { $0 + $1.faces.count } && search.personCount == 2_000)
    for (query, chosen) in [(1, [0, 1, 2, 3, 4]), (2, [1]), (3, [0, 4]), (40_000, [2, 3])] as [(UInt64, Set<Int>)] {
      let face = try crowd.embedding(query)
      for count in [1, 5, 100] {
        let matches = try search.nearest(to: face, count: count, in: search.scope(of: chosen))
        #expect(matches.map(\.cosine) == Self.nearest(face, persons, chosen, count: count))
        #expect(Set(matches.map(\.person.id)).count == matches.count)
        for match in matches {
          let person = try #require(persons.first { $0.person == match.person })
          #expect(Set(match.groups) == chosen.intersection(person.groups))
          #expect(person.faces.map { $0.cosine(to: face) }.max() == match.cosine)
        }
      }
    }
  }

  @Test("of equally near persons the earlier group comes first, and there the earlier person")
  func ties() throws {
    let face = try MadeUp.embedding(1)
    let persons = try [("x", 2), ("y", 0), ("z", 2), ("w", 1)].map { id, group in
      FaceSearch.Person(person: try MadeUp.person(id), groups: [group], faces: [face])
    }
    let search = try FaceSearch(groups: try Self.groups.map { try MadeUp.group($0) }, persons: persons)
    let all = search.scope(of: 0..<5)
    #expect(try search.nearest(to: face, count: 4, in: all).map(\.person.id.text) == ["y", "w", "x", "z"])
    #expect(try search.nearest(to: face, count: 3, in: all).map(\.person.id.text) == ["y", "w", "x"])
    #expect(try search.nearest(to: face, count: 0, in: all).isEmpty)
    #expect(try search.nearest(to: face, count: -1, in: all).isEmpty)
  }

  @Test("nobody is found where nobody is")
  func nobody() throws {
    let face = try MadeUp.embedding(1)
    let empty = try FaceSearch(groups: [], persons: [])
    #expect(try empty.nearest(to: face, count: 5, in: empty.scope(of: [0, 1, -1])).isEmpty)
    let faceless = try FaceSearch(
      groups: [try MadeUp.group("a")],
      persons: [FaceSearch.Person(person: try MadeUp.person("p"), groups: [0], faces: [])])
    #expect(try faceless.nearest(to: face, count: 5, in: faceless.scope(of: [0])).isEmpty)
    #expect(faceless.scope(of: [0]).personCount == 1)
  }

  @Test("the counts of a scope are those of its groups, each person once")
  func scope() throws {
    let persons = try Self.persons(.strangers, count: 500)
    let search = try FaceSearch(groups: try Self.groups.map { try MadeUp.group($0) }, persons: persons)
    for chosen in [[], [0], [1, 3], [0, 1, 2, 3, 4]] as [Set<Int>] {
      let scope = search.scope(of: chosen)
      let members = persons.filter { !chosen.isDisjoint(with: $0.groups) }
      #expect(scope.personCount == members.count)
      #expect(scope.faceCount == members.reduce(0) { $0 + $1.faces.count })
    }
  }
}
