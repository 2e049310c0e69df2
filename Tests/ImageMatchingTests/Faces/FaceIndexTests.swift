import TestFixtures
import Testing

@testable import ImageMatching

@Suite("Face index", .timeLimit(.minutes(20)))
struct FaceIndexTests {
  static func face(_ random: inout SplitMix) throws -> FaceEmbedding {
    let raw = (0..<FaceEmbedding.count).map { _ in Float.random(in: -1...1, using: &random) }
    return try #require(FaceEmbedding(raw: raw))
  }

  static func faces(_ count: Int, seed: UInt64) throws -> [FaceEmbedding] {
    var random = SplitMix(seed: seed)
    return try (0..<count).map { _ in try face(&random) }
  }

  @Test("finds the same persons as comparing one by one", arguments: [1, 3, 40])
  func exact(count: Int) throws {
    var random = SplitMix(seed: 7)
    let persons = try (0..<30).map { person in try (0..<(person % 4)).map { _ in try Self.face(&random) } }
    let index = FaceIndex(persons: persons)
    #expect(index.personCount == 30)
    #expect(index.faceCount == persons.joined().count)
    for probe in try Self.faces(20, seed: 8) {
      let expected = persons.enumerated().compactMap { person, faces in
        faces.map { $0.cosine(to: probe) }.max().map { FaceIndex.Match(person: person, cosine: $0) }
      }.sorted { ($1.cosine, $0.person) < ($0.cosine, $1.person) }
      #expect(index.nearest(to: probe, count: count) == Array(expected.prefix(count)))
    }
  }

  @Test("a cosine is the sum of products in double precision, to within 0.00001")
  func cosine() throws {
    let faces = try Self.faces(50, seed: 9)
    for (left, right) in zip(faces, faces.dropFirst()) {
      let sum = zip(left.direction, right.direction).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      #expect(abs(Double(left.cosine(to: right)) - sum) < 1e-5)
      #expect(abs(left.cosine(to: left) - 1) < 1e-5)
    }
  }

  @Test("persons who are equally near come in the order given")
  func ties() throws {
    let faces = try Self.faces(2, seed: 1)
    let (same, other) = (faces[0], faces[1])
    let index = FaceIndex(persons: [[other], [same], [other, same], [same]])
    #expect(index.nearest(to: same, count: 3).map(\.person) == [1, 2, 3])
    #expect(index.nearest(to: same, count: 2).map(\.person) == [1, 2])
  }

  @Test("nobody is found where nobody is")
  func empty() throws {
    let face = try Self.faces(1, seed: 2)[0]
    #expect(FaceIndex(persons: []).nearest(to: face, count: 5).isEmpty)
    #expect(FaceIndex(persons: [[], []]).nearest(to: face, count: 5).isEmpty)
    #expect(FaceIndex(persons: [[face]]).nearest(to: face, count: 0).isEmpty)
  }

  @Test("what is no direction is no embedding")
  func invalid() {
    #expect(FaceEmbedding(raw: []) == nil)
    #expect(FaceEmbedding(raw: [Float](repeating: 0, count: 128)) == nil)
    #expect(FaceEmbedding(raw: [Float](repeating: 1, count: 127)) == nil)
    #expect(FaceEmbedding(raw: [Float](repeating: .nan, count: 128)) == nil)
    #expect(FaceEmbedding(raw: [Float](repeating: .infinity, count: 128)) == nil)
    #expect(FaceEmbedding(raw: [Float](repeating: .greatestFiniteMagnitude, count: 128)) == nil)
    #expect(FaceEmbedding(direction: [Float](repeating: 1, count: 128), norm: 12) == nil)
    let unit = [1] + [Float](repeating: 0, count: 127)
    #expect(FaceEmbedding(direction: unit, norm: 12)?.norm == 12)
    #expect(FaceEmbedding(direction: unit, norm: .nan) == nil)
    #expect(FaceEmbedding(direction: unit, norm: 0) == nil)
  }
}
