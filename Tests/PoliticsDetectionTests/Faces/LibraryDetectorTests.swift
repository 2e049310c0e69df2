import FaceLibraries
import Foundation
import ImageMatching
import ImageModeration
import TestFixtures
import Testing

@testable import PoliticsDetection

/// What groups of a library make of the faces that are found.
@Suite("Face libraries in detection", .timeLimit(.minutes(20)))
struct LibraryDetectorTests {
  /// Someone in a library: a portrait, or made up.
  struct Enrolled {
    let group: String
    let person: String
    let face: GalleryFace
    var color: FaceGroup.Color = .black
    var scenes: FaceGroup.Scenes = .politics
  }

  static func library(_ folder: TemporaryGallery, _ enrolled: [Enrolled]) throws -> FaceLibrary {
    let library = try FaceLibrary(path: folder.path + "/faces.sqlite", for: .making, model: FaceModels.embedder)
    let rows = try enrolled.map { one in
      let (group, person) = (try #require(GalleryName(one.group)), try #require(GalleryName(one.person)))
      return (
        FaceGroup(id: FaceID(derivedFrom: group), name: group, color: one.color, scenes: one.scenes),
        FacePerson(id: FaceID(derivedFrom: person), name: person), one.face
      )
    }
    try library.write { writer throws(HostFailure) in
      for (group, person, face) in rows {
        try writer.put(group)
        try writer.put(person, in: [group.id])
        try writer.add(face, to: person.id)
      }
    }
    return library
  }

  static func face(_ name: String) throws -> GalleryFace {
    try FaceViews.face(of: try FaceGalleryDetectorTests.portrait(name), try FacePicture.models.get())
  }

  /// The same face, further away: its direction turned towards a made-up one.
  static func further(_ face: GalleryFace, _ seed: UInt64, by part: Float) throws -> GalleryFace {
    let other = try TemporaryGallery.face(seed)
    let raw = zip(face.embedding.direction, other.embedding.direction).map { $0 + part * $1 }
    return GalleryFace(
      sourceSHA256: other.sourceSHA256, box: face.box, embedding: try #require(FaceEmbedding(raw: raw)))
  }

  static func findings(_ enrolled: [Enrolled], groups: [String]? = nil, allowing: Set<String> = []) throws -> [Finding]
  {
    let folder = try TemporaryGallery()
    var gallery = try FaceGallery(library: try library(folder, enrolled), cache: nil)
    if let groups { gallery = try gallery.selecting(groups: groups, allowing: allowing) }
    let detector = FaceGalleryDetector(models: try FacePicture.models.get(), gallery: gallery)
    return try FaceGalleryDetectorTests.inspect(detector, try FaceGalleryDetectorTests.portrait("hopper"))
  }

  @Test("a black group's person blocks, and the finding says how often nobody would be as near")
  func black() throws {
    let findings = try Self.findings([Enrolled(group: "g", person: "p", face: Self.face("hopper"))])
    let finding = try #require(findings.first)
    #expect(finding.label == .polity && finding.score > 0.99 && finding.allowedBy == nil)
    #expect(finding.candidates.first?.name == "p" && finding.candidates.first?.group == "g")
    #expect(finding.details["falseAcceptRate"].flatMap(Double.init).map { $0 > 0 && $0 < 1e-9 } == true)
  }

  @Test("a white person who is at least as near keeps the finding from counting", arguments: [0, 0.5] as [Float])
  func white(blackIsFurtherBy part: Float) throws {
    let face = try Self.face("hopper")
    let findings = try Self.findings([
      Enrolled(group: "wanted", person: "a", face: try Self.further(face, 1, by: part)),
      Enrolled(group: "staff", person: "b", face: face, color: .white),
    ])
    #expect(findings.map(\.allowedBy) == ["staff: b"])
    #expect(findings.first?.candidates.map(\.name) == ["a"])
  }

  @Test("a white person who is less near, or no match, changes nothing", arguments: [0.2, 8] as [Float])
  func furtherWhite(part: Float) throws {
    let face = try Self.face("hopper")
    let findings = try Self.findings([
      Enrolled(group: "wanted", person: "a", face: face),
      Enrolled(group: "staff", person: "b", face: try Self.further(face, 1, by: part), color: .white),
    ])
    #expect(findings.count == 1 && findings.allSatisfy { $0.allowedBy == nil && $0.score > 0.99 })
  }

  @Test("a white group lets through in its own scenes alone")
  func scenes() throws {
    let face = try Self.face("hopper")
    let findings = try Self.findings([
      Enrolled(group: "wanted", person: "a", face: face, scenes: .both),
      Enrolled(group: "staff", person: "b", face: try Self.further(face, 1, by: 0), color: .white, scenes: .terror),
    ])
    #expect(findings.first { $0.label == .polity }?.allowedBy == nil)
    #expect(findings.first { $0.label == .terror }?.allowedBy == "staff: b")
  }

  @Test("white groups alone find nobody")
  func whiteAlone() throws {
    #expect(try Self.findings([Enrolled(group: "g", person: "p", face: Self.face("hopper"), color: .white)]).isEmpty)
  }

  @Test("a terror group's person is claimed as Terror, one of both scenes as both")
  func terror() throws {
    let face = try Self.face("hopper")
    let terror = try Self.findings([Enrolled(group: "g", person: "p", face: face, scenes: .terror)])
    #expect(terror.map(\.label) == [.terror] && terror.first?.subLabel == .galleryFace)
    let both = try Self.findings([Enrolled(group: "g", person: "p", face: face, scenes: .both)])
    #expect(both.map(\.label) == [.polity, .terror])
    for label in [Label.polity, .terror] {
      #expect(FaceGalleryDetector.descriptor.bands[label]?.meaning(of: 0.99).suggestion == .block)
    }
  }

  @Test("groups that are not selected are not compared; those allowed are white")
  func selecting() throws {
    let face = try Self.face("hopper")
    let enrolled = [
      Enrolled(group: "one", person: "a", face: face),
      Enrolled(group: "two", person: "b", face: try Self.further(face, 1, by: 0.5)),
    ]
    #expect(try Self.findings(enrolled, groups: ["two"]).first?.candidates.map(\.name) == ["b"])
    #expect(try Self.findings(enrolled, groups: ["one", "two"], allowing: ["one"]).map(\.allowedBy) == ["one: a"])
    #expect(throws: HostFailure.self) { try Self.findings(enrolled, groups: ["three"]) }
  }

  @Test("a library is another version when it changes, and when other groups are selected")
  func versions() throws {
    let folder = try TemporaryGallery()
    let face = try TemporaryGallery.face(1)
    let library = try Self.library(
      folder, [Enrolled(group: "a", person: "p", face: face), Enrolled(group: "b", person: "q", face: face)])
    let gallery = try FaceGallery(library: library, cache: nil)
    let part = try gallery.selecting(groups: ["a"])
    let white = try gallery.selecting(groups: ["a"], allowing: ["a"])
    let person = FaceID(derivedFrom: try #require(GalleryName("q")))
    _ = try library.write { writer throws(HostFailure) in try writer.remove(person: person) }
    let later = try FaceGallery(library: library, cache: nil)
    #expect(Set([gallery, part, white, later].map(\.identity.version)).count == 4)
    #expect(try FaceGallery(library: library, cache: nil).identity == later.identity)
  }

  @Test("a folder goes into a library and out again with the same faces")
  func transfer() throws {
    let (folder, out, place) = (try TemporaryGallery(), try TemporaryGallery(), try TemporaryGallery())
    for (seed, group, person) in [(1, "g", "p"), (2, "g", "李小龍"), (3, "剧组", "p")] as [(UInt64, String, String)] {
      try folder.add(TemporaryGallery.face(seed), group, person)
    }
    let library = try Self.library(place, [])
    let persons = try FaceGallery.persons(in: folder.path)
    #expect(try FaceTransfer.add(folder: folder.path, to: library) == 3)
    #expect(try FaceTransfer.add(folder: folder.path, to: library) == 0)
    // p of both groups is one person.
    #expect(try library.counts().persons == 2)
    #expect(try FaceTransfer.export(library, to: out.path) == 5)
    let again = try FaceGallery.persons(in: out.path)
    #expect(Set(again.flatMap(\.faces)) == Set(persons.flatMap(\.faces)))
    #expect(try FaceGallery(persons: again).groups == ["g", "剧组"])
  }

  @Test("what a folder refuses a library refuses, too")
  func enrolment() throws {
    let folder = try TemporaryGallery()
    let library = try Self.library(folder, [])
    var enrolment = try LibraryEnrolment(library, cache: nil)
    let (g, p, q) = (try #require(GalleryName("g")), try #require(GalleryName("p")), try #require(GalleryName("q")))
    func entry(_ seed: UInt64, _ faces: [FaceReading], _ person: GalleryName) -> LibraryEnrolment.Entry {
      LibraryEnrolment.Entry(
        picture: FaceEnrolmentTests.picture(seed, faces), group: FaceGroup(id: FaceID(derivedFrom: g), name: g),
        person: FacePerson(id: FaceID(derivedFrom: person), name: person))
    }
    let face = try FaceEnrolmentTests.reading(try TemporaryGallery.face(1))
    let small = try FaceEnrolmentTests.reading(try TemporaryGallery.face(3), side: 39)
    let poor = try FaceEnrolmentTests.reading(try TemporaryGallery.face(4), norm: 9.5)
    let outcomes = try enrolment.add(
      [entry(1, [], p), entry(2, [face, small], p), entry(3, [small], p), entry(4, [poor], p), entry(5, [face], p)])
    for (outcome, word) in zip(outcomes, ["no face", "2 faces", "pixels", "norm"]) {
      #expect(FaceEnrolmentTests.reason(outcome)?.contains(word) == true)
    }
    #expect(outcomes.last == .added(face))
    #expect(try enrolment.add([entry(5, [face], p)]) == [.alreadyThere])
    // Of this run and of an earlier one.
    let near = try FaceEnrolmentTests.reading(try Self.further(try TemporaryGallery.face(1), 9, by: 0.3))
    var later = try LibraryEnrolment(library, cache: nil)
    for reason in [try enrolment.add([entry(6, [near], q)]), try later.add([entry(6, [near], q)])]
      .compactMap({ $0.first.flatMap(FaceEnrolmentTests.reason) })
    { #expect(reason.contains("like g/p")) }
    let same = try later.add([entry(7, [face], q)], evenIfLikeAnother: true)
    #expect(same.first.flatMap(FaceEnrolmentTests.reason)?.contains("very same face") == true)
    #expect(try later.add([entry(8, [near], q)], evenIfLikeAnother: true) == [.added(near)])
    #expect(try library.counts().faces == 2)
    #expect(try library.persons(named: q).count == 1)
  }
}
