import Foundation
import ImageMatching
import ImageModeration
import TestFixtures
import Testing

@testable import PoliticsDetection

/// A folder that is gone when the value is.
final class TemporaryGallery {
  let url = FileManager.default.temporaryDirectory.appending(path: "PoliticsDetectionTests-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(at: url) }

  var path: String { url.path }

  func write(_ text: String, to name: String) throws {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func add(_ face: GalleryFace, _ group: String, _ person: String) throws {
    try FaceGallery.write(
      face, group: try #require(GalleryName(group)), person: try #require(GalleryName(person)), to: path)
  }

  /// Why the gallery does not load; nil when it does.
  func refusal() -> HostFailure? {
    do throws(HostFailure) {
      _ = try FaceGallery(directory: path)
      return nil
    } catch {
      return error
    }
  }

  /// A face that nobody has.
  static func face(_ seed: UInt64) throws -> GalleryFace {
    var random = SplitMix(seed: seed)
    let raw = (0..<FaceEmbedding.count).map { _ in Float.random(in: -1...1, using: &random) }
    let digits = String(seed, radix: 16)
    return GalleryFace(
      sourceSHA256: String(repeating: "0", count: 64 - digits.count) + digits,
      box: PixelRectangle(x: 1, y: 2, width: 30, height: 40), embedding: try #require(FaceEmbedding(raw: raw)))
  }
}

@Suite("Face gallery", .timeLimit(.minutes(20)))
struct FaceGalleryTests {
  @Test("what was written is read: groups, persons with names of any script, faces")
  func roundTrip() throws {
    let folder = try TemporaryGallery()
    let names = [("艺人", "李小龍"), ("艺人", "Zoë"), ("Office holders", "Ada L.")]
    for (index, (group, person)) in names.enumerated() {
      try folder.add(TemporaryGallery.face(UInt64(index)), group, person)
    }
    try folder.add(TemporaryGallery.face(9), "艺人", "Zoë")
    try folder.write("left alone", to: ".hidden/notes")
    try folder.write("left alone", to: "艺人/Zoë/.notes")
    let gallery = try FaceGallery(directory: folder.path)
    let persons = try FaceGallery.persons(in: folder.path)
    #expect(persons.map(\.name.text) == ["Ada L.", "Zoë", "李小龍"])
    #expect(gallery.faceCount == 4)
    let written = try TemporaryGallery.face(9)
    #expect(persons[1].faces.contains { $0.sourceSHA256 == written.sourceSHA256 && $0.box == written.box })
    let match = try #require(try gallery.nearest(to: written.embedding, count: 1).first)
    #expect(match.person.name.text == "Zoë")
    #expect(match.cosine > 0.9999)
    let file = folder.path + "/艺人/Zoë/\(written.sourceSHA256).json"
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(mode.map { $0 & ~0o644 } == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/艺人/Zoë").count == 3)
  }

  @Test("an empty gallery, and a missing one, are errors")
  func empty() throws {
    let folder = try TemporaryGallery()
    #expect(folder.refusal()?.code == .invalidGallery)
    #expect(folder.refusal()?.message.contains("is empty") == true)
    try folder.write("", to: "group/.keep")
    #expect(folder.refusal()?.message.contains("is empty") == true)
    try folder.write("", to: "group/person/.keep")
    #expect(folder.refusal()?.message.contains("group/person holds no face") == true)
    do throws(HostFailure) {
      _ = try FaceGallery(directory: folder.path + "/nothing")
      Issue.record("a missing folder was loaded")
    } catch {
      #expect(error.code == .sourceUnreadable)
    }
  }

  /// What a file may hold instead of a face, and a word of the answer.
  static let broken: [(String, String)] = [
    ("", "is not a face file"), ("{", "is not a face file"), ("[]", "is not a face file"),
    ("null", "is not a face file"), (String(repeating: "[", count: 10_000), "is not a face file"),
    ("\u{0}\u{FFFD}", "is not a face file"),
    (valid(format: 2), "version 2"), (valid(format: -1), "version -1"),
    (valid(model: String(repeating: "0", count: 64)), "another model"),
    (valid(digest: "no digest"), "SHA-256 of its picture"),
    (valid(digest: "../../etc/passwd"), "SHA-256 of its picture"),
    (valid(embedding: "[1,0]"), "no embedding"), (valid(embedding: "[]"), "no embedding"),
    (valid(embedding: "[\((0..<128).map { _ in "0" }.joined(separator: ","))]"), "no embedding"),
    (valid(embedding: "[\((0..<128).map { _ in "1" }.joined(separator: ","))]"), "no embedding"),
    (valid(embedding: "[\((0..<128).map { _ in "1e999" }.joined(separator: ","))]"), "is not a face file"),
    (valid(norm: "0"), "no embedding"), (valid(norm: "-3"), "no embedding"), (valid(width: "-1"), "box"),
    (valid() + String(repeating: " ", count: GalleryFace.maximumFileBytes), "at most"),
  ]

  static func valid(
    format: Int = 1, model: String = FaceModels.embedder.sha256,
    digest: String = String(repeating: "a", count: 64), embedding: String? = nil, norm: String = "12",
    width: String = "3"
  ) -> String {
    let unit = "[1\(String(repeating: ",0", count: 127))]"
    return """
      {"format":\(format),"model":{"name":"m","sha256":"\(model)"},"sourceSHA256":"\(digest)",\
      "box":{"x":1,"y":2,"width":\(width),"height":4},"norm":\(norm),"embedding":\(embedding ?? unit)}
      """
  }

  @Test("a broken file is an error that names it", arguments: broken)
  func brokenFile(text: String, word: String) throws {
    let folder = try TemporaryGallery()
    try folder.add(TemporaryGallery.face(1), "group", "sound")
    #expect(folder.refusal() == nil)
    try folder.write(text, to: "group/person/face.json")
    let refusal = try #require(folder.refusal())
    #expect(refusal.code == .invalidGallery)
    #expect(refusal.message.contains("group/person/face.json"))
    #expect(refusal.message.contains(word))
  }

  @Test("the same text, unbroken, is a face")
  func soundFile() throws {
    let folder = try TemporaryGallery()
    try folder.write(Self.valid(), to: "group/person/face.json")
    #expect(folder.refusal() == nil)
  }

  @Test("a photograph, a file where a folder belongs and links are errors that name them")
  func foreign() throws {
    for (name, isLink) in [
      ("g/p/photo.jpg", false), ("g/file", false), ("file", false), ("g/p/l.json", true), ("g/l", true),
    ] {
      let folder = try TemporaryGallery()
      try folder.add(TemporaryGallery.face(1), "g", "p")
      if isLink {
        let target = name.hasSuffix(".json") ? "/etc/hostname" : "/etc"
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/" + name, withDestinationPath: target)
      } else {
        try folder.write("x", to: name)
      }
      let refusal = try #require(folder.refusal(), "\(name) was taken")
      #expect(refusal.code == .invalidGallery)
      #expect(refusal.message.contains(name))
    }
  }

  @Test("a pipe in a gallery is refused and not waited for")
  func pipe() throws {
    let folder = try TemporaryGallery()
    try folder.add(TemporaryGallery.face(1), "g", "p")
    #expect(mkfifo(folder.path + "/g/p/pipe.json", 0o600) == 0)
    #expect(folder.refusal()?.code == .invalidGallery)
  }

  @Test("nothing is written through a link")
  func linkInTheWay() throws {
    let (folder, outside) = (try TemporaryGallery(), try TemporaryGallery())
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/g", withDestinationPath: outside.path)
    #expect(throws: HostFailure.self) { try folder.add(TemporaryGallery.face(1), "g", "p") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: outside.path).isEmpty)
  }

  @Test("one face under two names is an error, under one name in two groups it is not")
  func duplicates() throws {
    let folder = try TemporaryGallery()
    try folder.add(TemporaryGallery.face(1), "a", "person")
    try folder.add(TemporaryGallery.face(1), "b", "person")
    #expect(folder.refusal() == nil)
    try folder.add(TemporaryGallery.face(1), "a", "other")
    #expect(folder.refusal()?.message.contains("the very same face") == true)
  }

  @Test("one name spelt with composed and decomposed accents is one person twice")
  func spellings() throws {
    let folder = try TemporaryGallery()
    try folder.add(TemporaryGallery.face(1), "g", "Zo\u{EB}")
    try folder.add(TemporaryGallery.face(2), "g", "Zoe\u{308}")
    #expect(folder.refusal()?.message.contains("twice") == true)
  }

  @Test("equally near persons come by group and name")
  func ties() throws {
    let face = try TemporaryGallery.face(1)
    let persons = try [("b", "x"), ("a", "x"), ("c", "x")].map { group, name in
      FaceGallery.Person(
        group: try #require(GalleryName(group)), name: try #require(GalleryName(name)), faces: [face])
    }
    let gallery = try FaceGallery(persons: persons)
    #expect(try gallery.nearest(to: face.embedding, count: 3).map(\.person.group.text) == ["a", "b", "c"])
  }

  @Test("more faces of one person than the bound are refused")
  func bound() throws {
    let face = try TemporaryGallery.face(1)
    let person = FaceGallery.Person(
      group: try #require(GalleryName("g")), name: try #require(GalleryName("p")),
      faces: [GalleryFace](repeating: face, count: FaceGallery.maximumFacesPerPerson + 1))
    #expect(throws: HostFailure.self) { try FaceGallery(persons: [person]) }
  }

  @Test("some groups of a gallery are a gallery of their own")
  func selecting() throws {
    let persons = try [("Artists", "A"), ("Artists", "B"), ("Office", "A"), ("剧组", "C")].enumerated().map {
      FaceGallery.Person(
        group: try #require(GalleryName($0.element.0)), name: try #require(GalleryName($0.element.1)),
        faces: [try TemporaryGallery.face(UInt64($0.offset))])
    }
    let gallery = try FaceGallery(persons: persons)
    #expect(gallery.groups == ["Artists", "Office", "剧组"])
    let part = try gallery.selecting(groups: ["剧组", "Office", "剧组"])
    #expect(part.groups == ["Office", "剧组"] && part.faceCount == 2)
    #expect(part.identity.name == gallery.identity.name && part.identity.version != gallery.identity.version)
    #expect(try gallery.selecting(groups: ["Office"]).identity != part.identity)
    #expect(
      try part.nearest(to: persons[0].faces[0].embedding, count: 4).allSatisfy { $0.person.group.text != "Artists" })
  }

  @Test(
    "a group that is not there is refused, with the nearest one",
    arguments: [
      ("Artist", "Artists"), ("artists", "Artists"), ("Offices", "Office"), ("剧", "剧组"), ("", "剧组"),
      (String(repeating: "x", count: 100_000), "剧组"),
    ])
  func selectingUnknown(name: String, nearest: String) throws {
    let persons = try ["Artists", "Office", "剧组"].enumerated().map {
      FaceGallery.Person(
        group: try #require(GalleryName($0.element)), name: try #require(GalleryName("A")),
        faces: [try TemporaryGallery.face(UInt64($0.offset))])
    }
    let gallery = try FaceGallery(persons: persons)
    #expect {
      _ = try gallery.selecting(groups: ["Office", name])
    } throws: { error in
      let failure = error as? HostFailure
      return failure?.code == .invalidGallery && failure?.message.contains("\"\(nearest)\"") == true
        && (failure?.message.count ?? 0) < 400
    }
    #expect(throws: HostFailure.self) { try gallery.selecting(groups: []) }
  }
}
