import FaceLibraries
import Foundation
import ImageMatching
import ModerationCore
import TestFixtures

/// A library whose person number N has one face, which follows from N.
struct MadeUpLibrary {
  static let model = DetectorDescriptor.Model(name: "made up", sha256: String(repeating: "0", count: 64))

  let library: FaceLibrary
  private let cache: String
  private let group = FaceGroup(id: FaceID(derivedFrom: Self.name("group")), name: Self.name("group"))

  init(_ folder: String) throws(HostFailure) {
    library = try FaceLibrary(path: folder + "/faces.sqlite", for: .making, model: Self.model)
    cache = folder + "/cache"
  }

  /// Goes on from what is there.
  func fill(to total: Int, batch: Int) throws(HostFailure) {
    try library.write { writer throws(HostFailure) in try writer.put(group) }
    var done = try library.counts().persons
    while done < total {
      let end = min(done + batch, total)
      try library.write { writer throws(HostFailure) in
        for number in done..<end {
          let id = FaceID(derivedFrom: Self.name("p\(number)"))
          try writer.put(FacePerson(id: id, name: Self.name("Person \(number)")), in: [group.id])
          try writer.add(Self.face(number), to: id)
        }
      }
      done = end
      // At once, and not when a buffer is full: who reads it takes it for a promise.
      FileHandle.standardOutput.write(Data("\(done)\n".utf8))
    }
  }

  /// Sees that all that was reported is there, whole batches of it, and found by a search.
  func verify(reported: Int, batch: Int) throws(HostFailure) -> String {
    func wrong(_ what: String) -> HostFailure { HostFailure(.invalidLibrary, message: what) }
    try library.check()
    let counts = try library.counts()
    guard counts.persons >= reported else {
      throw wrong("\(counts.persons) persons are there, \(reported) were reported")
    }
    guard counts.persons == counts.faces else { throw wrong("\(counts.persons) persons have \(counts.faces) faces") }
    guard counts.persons % batch == 0 else { throw wrong("\(counts.persons) persons are no whole batches of \(batch)") }
    let search = try FaceSearch(library, cache: cache)
    guard search.faceCount == counts.faces else { throw wrong("\(search.faceCount) faces are searched") }
    // From the first to the last, and not more than takes a second.
    for number in stride(from: 0, to: counts.persons, by: max(1, counts.persons / 50)) + [counts.persons - 1]
    where number >= 0 {
      let match = try search.nearest(to: Self.face(number).embedding, count: 1, in: search.scope(of: [0])).first
      guard match?.person.name.text == "Person \(number)", match?.cosine ?? 0 > 0.9999 else {
        throw wrong("person \(number) is not found: \(match.map { "\($0)" } ?? "nobody")")
      }
      let faces = try library.faces(of: FaceID(derivedFrom: Self.name("p\(number)")))
      guard faces.map(\.face) == [Self.face(number)] else { throw wrong("person \(number) has other faces") }
    }
    return "\(counts.persons) persons, \(counts.faces) faces, whole"
  }

  static func name(_ text: String) -> GalleryName {
    guard let name = GalleryName(text) else { LibraryFiller.fail("\(text) is no name") }
    return name
  }

  static func face(_ number: Int) -> GalleryFace {
    var random = SplitMix(seed: UInt64(number))
    let digits = String(number, radix: 16)
    guard
      let embedding = FaceEmbedding(
        raw: (0..<FaceEmbedding.count).map { _ in Float.random(in: -1...1, using: &random) })
    else { LibraryFiller.fail("made-up numbers are no embedding") }
    return GalleryFace(
      sourceSHA256: String(repeating: "0", count: 64 - digits.count) + digits,
      box: PixelRectangle(x: 1, y: 2, width: 30, height: 40), embedding: embedding)
  }
}

private func + (left: StrideTo<Int>, right: [Int]) -> [Int] { Array(left) + right }
