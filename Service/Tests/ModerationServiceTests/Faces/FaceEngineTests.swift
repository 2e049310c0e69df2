import Foundation
import ImageMatching
import ImageModeration
import PoliticsDetection
import Testing

@testable import ModerationService

/// Pictures with the models: limits on both sides of each boundary, and where faces are found.
@Suite("Faces in pictures", .serialized, .timeLimit(.minutes(20)))
struct FaceEngineTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../Fixtures/images/photos-faces")

  private static func file(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }

  private static func faces(
    _ bytes: [UInt8], _ selection: FaceSelection = FaceSelection(maximumCount: 5), origin: ImageOrigin? = nil
  ) async throws -> FaceSightings {
    let origin = origin ?? .inline(base64Length: (bytes.count + 2) / 3 * 4)
    // No deadline that a busy machine could miss.
    return try await TestEngine.shared.value.faces.faces(
      in: bytes, from: origin, selection, until: .now + .seconds(3_600))
  }

  /// The code that refuses a picture; nil where it is looked at.
  private static func code(_ bytes: [UInt8], origin: ImageOrigin? = nil) async throws -> String? {
    do {
      _ = try await faces(bytes, origin: origin)
      return nil
    } catch let failure as ServiceFailure {
      return TencentCodes.iai.code(of: failure)
    }
  }

  /// A JPEG whose header says other sides: its first frame header (SOF0) is written over.
  private static func jpeg(_ width: Int, _ height: Int) throws -> [UInt8] {
    var bytes = try file("hopper.jpg")
    let place = try #require(bytes.indices.dropLast(9).first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
    (bytes[place + 5], bytes[place + 6]) = (UInt8(height >> 8), UInt8(height & 0xFF))
    (bytes[place + 7], bytes[place + 8]) = (UInt8(width >> 8), UInt8(width & 0xFF))
    return bytes
  }

  private static let failed = "FailedOperation."

  static let sides: [(Int, Int, String?)] = [
    (64, 64, nil), (63, 64, failed + "ImageResolutionTooSmall"), (64, 63, failed + "ImageResolutionTooSmall"),
    (2000, 64, nil), (2001, 64, failed + "ImageResolutionExceed"), (64, 2001, failed + "ImageResolutionExceed"),
  ]

  @Test("of PNG have sides of 64 to 2000", arguments: sides)
  func png(width: Int, height: Int, code: String?) async throws {
    #expect(try await Self.code(TestPicture.png(width, height)) == code)
  }

  @Test("of JPEG have sides of up to 4000", arguments: [(2001, 64), (4000, 64), (64, 4000)])
  func jpeg(width: Int, height: Int) async throws {
    // The pixels are not those of the header; what matters is that the sides are not the reason.
    #expect(try await Self.code(Self.jpeg(width, height)) != Self.failed + "ImageResolutionExceed")
    #expect(
      try await Self.code(Self.jpeg(width == 64 ? 64 : 4001, width == 64 ? 4001 : 64))
        == Self.failed + "ImageResolutionExceed")
  }

  @Test("of other formats are refused", arguments: ["hopper.gif", "hopper.webp", "hopper.tif"])
  func formats(name: String) async throws {
    #expect(try await Self.code(Self.file(name)) == Self.failed + "ImageDecodeFailed")
  }

  @Test("have at most 5 MB of base64, or the bytes that would make it")
  func bytes() async throws {
    let picture = try Self.file("hopper.png")
    #expect(try await Self.code(picture, origin: .inline(base64Length: 5_242_880)) == nil)
    #expect(
      try await Self.code(picture, origin: .inline(base64Length: 5_242_884)) == Self.failed + "ImageSizeExceed")
    let most = TestPicture.png(64, 64, byteCount: 3_932_160)
    #expect(try await Self.code(most, origin: .fetched) == nil)
    #expect(
      try await Self.code(TestPicture.png(64, 64, byteCount: 3_932_161), origin: .fetched)
        == Self.failed + "ImageSizeExceed")
  }

  @Test("that are cut short or no pictures are not decoded")
  func broken() async throws {
    let picture = try Self.file("hopper.png")
    #expect(try await Self.code(Array(picture.prefix(picture.count / 2))) == Self.failed + "ImageDecodeFailed")
    #expect(try await Self.code(Array("no picture at all".utf8)) == Self.failed + "ImageDecodeFailed")
    #expect(try await Self.code([]) == Self.failed + "ImageDecodeFailed")
  }

  @Test("are found in every format, with points that lie as in a face", arguments: ["jpg", "png", "bmp"])
  func found(format: String) async throws {
    let found = try await Self.faces(Self.file("hopper.\(format)"))
    #expect(found.size == PixelSize(width: 128, height: 128))
    let face = try #require(found.faces.first)
    #expect(found.foundCount == 1)
    let marks = face.landmarks
    #expect(marks.leftEye.x < marks.noseTip.x && marks.noseTip.x < marks.rightEye.x)
    #expect(marks.leftEye.y < marks.noseTip.y && marks.noseTip.y < marks.leftMouthCorner.y)
    #expect(try #require(FaceQuality(face)).norm > 9)
    #expect((1...99).contains(try #require(face.brightness)))
  }

  @Test("of a picture that EXIF turns by 180° lie where the upright picture has them")
  func orientation() async throws {
    let upright = try #require(try await Self.faces(Self.file("hopper.jpg")).faces.first)
    var turned = try Self.file("hopper.jpg")
    // TIFF, big-endian, one entry: the tag 0x0112, a short, 3.
    let tiff: [UInt8] = [
      0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 3, 0, 0, 0, 0, 0, 0,
    ]
    let content = Array("Exif".utf8) + [0, 0] + tiff
    turned.insert(contentsOf: [0xFF, 0xE1, 0, UInt8(content.count + 2)] + content, at: 2)
    let face = try #require(try await Self.faces(turned).faces.first)
    // A face that stands on its head is found a few pixels elsewhere.
    #expect(abs((128 - face.box.x - face.box.width) - upright.box.x) < 6)
    #expect(abs((128 - face.box.y - face.box.height) - upright.box.y) < 6)
    #expect(face.landmarks.leftEye.y > face.landmarks.leftMouthCorner.y)
  }

  @Test("are as many as were asked for, and embedded as many")
  func selection() async throws {
    let picture = try Self.file("astronaut.png")
    let none = try await Self.faces(picture, FaceSelection(maximumCount: 5, embeddedCount: 0))
    #expect(none.faces.map(\.embedding) == [nil])
    let small = try await Self.faces(picture, FaceSelection(maximumCount: 5, minimumSidePixels: 400))
    #expect(small.faces.isEmpty)
    #expect(small.foundCount == 1)
    #expect(try await Self.faces(Self.file("chelsea.png")).foundCount == 0)
  }

  @Test("are not looked for when the time is up")
  func late() async throws {
    let engine = try await TestEngine.shared.value.faces
    do {
      _ = try await engine.faces(
        in: Self.file("hopper.jpg"), from: .local, FaceSelection(maximumCount: 1), until: .now - .seconds(1))
      Issue.record("faces were found after the deadline")
    } catch let failure as ServiceFailure {
      #expect(TencentCodes.iai.code(of: failure) == "FailedOperation.RequestTimeout")
    }
  }

  @Test("of one person are nearer than those of two")
  func scores() async throws {
    func embedding(_ name: String) async throws -> FaceSighting {
      try #require(try await Self.faces(Self.file(name)).faces.first)
    }
    let (one, same, other) = (
      try await embedding("hopper.jpg"), try await embedding("hopper.bmp"), try await embedding("astronaut.png")
    )
    let first = try #require(one.embedding)
    let near = first.cosine(to: try #require(same.embedding))
    let far = first.cosine(to: try #require(other.embedding))
    #expect(FaceMatchScore.score(cosine: Double(near), faceCount: 1) > 60)
    #expect(FaceMatchScore.score(cosine: Double(far), faceCount: 1) < 40)
  }
}
