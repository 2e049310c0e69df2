import ImageMatching
import InProcessDecoding
import Foundation
import ImageModeration
import Inference
import TestFixtures
import Testing

@testable import PoliticsDetection

@Suite("Face enrolment", .timeLimit(.minutes(20)))
struct FaceEnrolmentTests {
  static func reading(_ face: GalleryFace, side: Double = 60, norm: Float? = nil) throws -> FaceReading {
    let embedding = try #require(FaceEmbedding(direction: face.embedding.direction, norm: norm ?? 12))
    return FaceReading(
      box: PixelRectangle(x: 1, y: 2, width: side, height: side * 1.3), detectionScore: 0.9, embedding: embedding)
  }

  static func picture(_ seed: UInt64, _ faces: [FaceReading]) -> FaceReader.Picture {
    let digits = String(seed, radix: 16)
    return FaceReader.Picture(sha256: String(repeating: "0", count: 64 - digits.count) + digits, faces: faces)
  }

  static func reason(_ outcome: FaceEnrolment.Outcome) -> String? {
    guard case .refused(let reason) = outcome else { return nil }
    return reason
  }

  static func name(_ text: String) throws -> GalleryName { try #require(GalleryName(text)) }

  @Test("a face is added once; the gallery then holds it")
  func adds() throws {
    let folder = try TemporaryGallery()
    var enrolment = try FaceEnrolment(directory: folder.path + "/new")
    let (group, person) = (try Self.name("g"), try Self.name("李小龍"))
    let face = try Self.reading(TemporaryGallery.face(1))
    #expect(try enrolment.add(Self.picture(1, [face]), group: group, person: person) == .added(face))
    #expect(try enrolment.add(Self.picture(1, [face]), group: group, person: person) == .alreadyThere)
    var again = try FaceEnrolment(directory: folder.path + "/new")
    #expect(try again.add(Self.picture(1, [face]), group: group, person: person) == .alreadyThere)
    let gallery = try FaceGallery(directory: folder.path + "/new")
    #expect(try FaceGallery.persons(in: folder.path + "/new").map(\.name) == [person])
    #expect(gallery.faceCount == 1)
  }

  @Test("no face, several faces, small faces and poor faces are refused, and nothing is written")
  func refuses() throws {
    let folder = try TemporaryGallery()
    var enrolment = try FaceEnrolment(directory: folder.path)
    let (group, person) = (try Self.name("g"), try Self.name("p"))
    let face = try Self.reading(TemporaryGallery.face(1))
    let other = try Self.reading(TemporaryGallery.face(2), side: 41)
    let small = try Self.reading(TemporaryGallery.face(3), side: 39)
    let poor = try Self.reading(TemporaryGallery.face(4), norm: 9.5)
    for (faces, word) in [([], "no face"), ([face, other], "2 faces"), ([small], "pixels"), ([poor], "norm")] {
      let outcome = try enrolment.add(Self.picture(7, faces), group: group, person: person)
      #expect(Self.reason(outcome)?.contains(word) == true)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    let largest = try enrolment.add(Self.picture(7, [face, other]), group: group, person: person, takesLargest: true)
    #expect(largest == .added(face))
  }

  @Test("a face that is nearer to another person is refused unless it is meant")
  func likeAnother() throws {
    let folder = try TemporaryGallery()
    var enrolment = try FaceEnrolment(directory: folder.path)
    let (group, first, second) = (try Self.name("g"), try Self.name("first"), try Self.name("second"))
    let one = try TemporaryGallery.face(1)
    _ = try enrolment.add(Self.picture(1, [try Self.reading(one)]), group: group, person: first)
    // The same direction but for one number.
    var raw = one.embedding.direction
    raw[0] += 0.3
    let near = try #require(FaceEmbedding(raw: raw.map { $0 * 12 }))
    let face = FaceReading(
      box: PixelRectangle(x: 0, y: 0, width: 60, height: 80), detectionScore: 0.9, embedding: near)
    let outcome = try enrolment.add(Self.picture(2, [face]), group: group, person: second)
    #expect(Self.reason(outcome)?.contains("like g/first") == true)
    // The same person, and the same name in another group, may be alike.
    #expect(try enrolment.add(Self.picture(3, [face]), group: group, person: first) == .added(face))
    #expect(try enrolment.add(Self.picture(3, [face]), group: try Self.name("h"), person: first) == .added(face))
    // Even so the very same face cannot be two persons.
    let forced = try enrolment.add(
      Self.picture(2, [face]), group: group, person: second, evenIfLikeAnother: true)
    #expect(Self.reason(forced)?.contains("very same face") == true)
    raw[1] += 0.3
    let meant = FaceReading(
      box: face.box, detectionScore: 0.9, embedding: try #require(FaceEmbedding(raw: raw.map { $0 * 12 })))
    #expect(
      try enrolment.add(Self.picture(4, [meant]), group: group, person: second, evenIfLikeAnother: true)
        == .added(meant))
  }

  @Test("a broken gallery is not added to")
  func brokenGallery() throws {
    let folder = try TemporaryGallery()
    try folder.write("{", to: "g/p/x.json")
    #expect(throws: HostFailure.self) { _ = try FaceEnrolment(directory: folder.path) }
  }

  @Test("a reader sees the faces of files as moderation does, and says why it cannot")
  func reader() async throws {
    let faces = FaceReader(models: try FacePicture.models.get())
    let images = try ImageReader(isolation: .inProcess, limits: .unhurried)
    func read(_ name: String) async throws(ImageReader.Failure) -> [FaceReading] {
      try await images.read(.file(path: Fixture.path(name)), as: FaceReader.wish, sampling: .firstFrame) {
        pixels, frame throws(DetectorFailure) in
        try faces.faces(in: pixels, of: frame)
      }.frames.first ?? []
    }
    let portrait = try await read("images/photos-faces/hopper.png")
    let face = try #require(portrait.first)
    #expect(portrait.count == 1)
    let ours = try FaceViews.face(of: try FacePicture(fixture: "images/photos-faces/hopper.png"), faces.models)
    #expect(face.embedding.direction == ours.embedding.direction)
    #expect(try await read("images/photos-faces/chelsea.png").isEmpty)
    do throws(ImageReader.Failure) {
      _ = try await read("images/generated/hostile/h_text.jpg")
      Issue.record("a text was read")
    } catch {
      guard case .rejected(let rejection) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(rejection.code == .formatUnknown)
    }
  }
}
