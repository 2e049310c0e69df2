import FaceLibraries
import Foundation
import ImageMatching
import ModerationCore
import ModerationJudging
import Policies
import PoliticsDetection
import Testing

@Suite("A library of faces in a policy folder", .timeLimit(.minutes(20)))
struct LibraryOfPolicyTests {
  static let policy = "lists: {faces: [wanted, {group: g2, suggestion: PASS}]}\n"

  /// Two groups of one person each, and the names of the policy's groups: one by name, one by id.
  static func library(in folder: ScratchFolder) throws -> FaceLibrary {
    let library = try FaceLibrary(path: folder.path + "/faces.sqlite", for: .making, model: FaceModels.embedder)
    for (index, id, name) in [(0, "g1", "wanted"), (1, "g2", "staff"), (2, "g3", "others")] {
      try add(index, to: FaceGroup(id: try #require(FaceID(id)), name: try #require(GalleryName(name))), library)
    }
    return library
  }

  static func add(_ index: Int, to group: FaceGroup, _ library: FaceLibrary) throws {
    let raw = (0..<FaceEmbedding.count).map { $0 == index ? Float(12) : 0 }
    let face = GalleryFace(
      sourceSHA256: String(repeating: "\(index)", count: 64), box: PixelRectangle(x: 1, y: 2, width: 3, height: 4),
      embedding: try #require(FaceEmbedding(raw: raw)))
    let person = FacePerson(id: try #require(FaceID("p\(index)")), name: try #require(GalleryName("Person \(index)")))
    try library.write { writer throws(HostFailure) in
      try writer.put(group)
      try writer.put(person, in: [group.id])
      try writer.add(face, to: person.id)
    }
  }

  @Test("groups are named by name or id, PASS makes one white, and others are not compared")
  func groups() throws {
    let folder = try ScratchFolder(["chat.yaml": Self.policy])
    _ = try Self.library(in: folder)
    let gallery = try #require(try folder.read().policy(named: "chat").gallery)
    #expect(gallery.groups == ["wanted", "staff"])
    #expect(gallery.faceCount == 2 && gallery.faceCount(of: .politics) == 1)
    #expect(gallery.faceCount(of: .allowedInPolitics) == 1 && gallery.faceCount(of: .allowedAsTerror) == 0)
    #expect(try folder.read().policy(named: "chat").policy.groupSuggestions == ["staff": .pass])
  }

  @Test("a policy that has a white group ask or block has its persons looked for", arguments: ["REVIEW", "BLOCK"])
  func held(suggestion: String) throws {
    let folder = try ScratchFolder([
      "chat.yaml": "lists: {faces: [wanted, {group: friends, suggestion: \(suggestion)}]}\n",
      "mild.yaml": "lists: {faces: [wanted, friends]}\n",
    ])
    let library = try Self.library(in: folder)
    let white = FaceGroup(id: try #require(FaceID("g4")), name: try #require(GalleryName("friends")), color: .white)
    try Self.add(5, to: white, library)
    let gallery = try #require(try folder.read().policy(named: "chat").gallery)
    #expect(gallery.faceCount(of: .politics) == 2 && gallery.faceCount(of: .allowedInPolitics) == 0)
    let mild = try #require(try folder.read().policy(named: "mild").gallery)
    #expect(mild.faceCount(of: .politics) == 1 && mild.faceCount(of: .allowedInPolitics) == 1)
  }

  @Test("a library that did not change is taken over; one that did is read again, and is another version")
  func reuse() throws {
    let folder = try ScratchFolder(["chat.yaml": Self.policy])
    let library = try Self.library(in: folder)
    let first = try folder.read()
    let second = try folder.read(reusing: first)
    #expect(first.readListCount == 1 && second.readListCount == 0)
    let gallery = try #require(try first.policy(named: "chat").gallery)
    #expect(try second.policy(named: "chat").gallery?.sharesFaces(with: gallery) == true)
    let group = FaceGroup(id: try #require(FaceID("g1")), name: try #require(GalleryName("wanted")))
    try Self.add(4, to: group, library)
    let third = try folder.read(reusing: second)
    #expect(third.readListCount == 1)
    #expect(try third.policy(named: "chat").version != second.policy(named: "chat").version)
    #expect(try third.policy(named: "chat").gallery?.faceCount == 3)
  }

  @Test("reading leaves the folder as it is, so that who watches it is not woken by readers")
  func quiet() throws {
    let folder = try ScratchFolder(["chat.yaml": Self.policy])
    _ = try Self.library(in: folder)
    _ = try folder.read()
    func state() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/\(name)")
        return
          "\(name) \(attributes[.size] ?? 0) \(attributes[.modificationDate] ?? 0) \(attributes[.systemFileNumber] ?? 0)"
      }
    }
    let before = try state()
    _ = try folder.read()
    #expect(try state() == before)
  }

  @Test("a library beside a folder, a file that is no library, and an unknown group are problems that say so")
  func problems() throws {
    func problem(_ prepare: (ScratchFolder) throws -> Void) throws -> String {
      let folder = try ScratchFolder(["chat.yaml": Self.policy])
      try prepare(folder)
      return try #require(throws: PolicyProblems.self) { try folder.read() }.description
    }
    let both = try problem { folder in
      _ = try Self.library(in: folder)
      try folder.write("", to: "faces/.keep")
    }
    #expect(both.contains("chat.yaml:1") && both.contains("both faces and faces.sqlite"))
    #expect(try problem { try $0.write("words", to: "faces.sqlite") }.contains("is not a face library"))
    let unknown = try problem { folder in
      let group = FaceGroup(id: try #require(FaceID("g1")), name: try #require(GalleryName("Wanted")))
      let library = try FaceLibrary(path: folder.path + "/faces.sqlite", for: .making, model: FaceModels.embedder)
      try Self.add(1, to: group, library)
    }
    #expect(unknown.contains("no group \"wanted\"") && unknown.contains("\"Wanted\""))
  }
}
