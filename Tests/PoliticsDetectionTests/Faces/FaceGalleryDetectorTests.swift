import Foundation
import ImageMatching
import ImageModeration
import TestFixtures
import Testing

@testable import PoliticsDetection

@Suite("Face gallery detector", .timeLimit(.minutes(20)))
struct FaceGalleryDetectorTests {
  static let portraits = ["astronaut", "hopper"]

  static func portrait(_ name: String) throws -> FacePicture {
    try FacePicture(fixture: "images/photos-faces/\(name).png")
  }

  /// A detector that knows the committed portraits, or some of them.
  static func detector(knowing names: [String] = portraits) throws -> FaceGalleryDetector {
    let models = try FacePicture.models.get()
    let persons = try names.map { name in
      FaceGallery.Person(
        group: try #require(GalleryName("portraits")), name: try #require(GalleryName(name)),
        faces: [try FaceViews.face(of: try portrait(name), models)])
    }
    return FaceGalleryDetector(models: models, gallery: try FaceGallery(persons: persons))
  }

  static func inspect(
    _ detector: FaceGalleryDetector, _ picture: FacePicture, deadline: ContinuousClock.Instant? = nil
  ) throws(DetectorFailure) -> [Finding] {
    try detector.inspect(picture.bytes.span.bytes, of: picture.description(deadline: deadline))
  }

  static func failure(_ body: () throws(DetectorFailure) -> [Finding]) -> DetectorFailure? {
    do throws(DetectorFailure) {
      _ = try body()
      return nil
    } catch {
      return error
    }
  }

  @Test("the person of the gallery is found, with box, names, scores and facts", arguments: portraits)
  func match(name: String) throws {
    let detector = try Self.detector()
    let findings = try Self.inspect(detector, try Self.portrait(name))
    let finding = try #require(findings.first)
    #expect(findings.count == 1)
    #expect(finding.label == .polity)
    #expect(finding.subLabel == .galleryFace)
    #expect(finding.score > 0.99)
    #expect(finding.candidates.first?.name == name)
    #expect(finding.candidates.first?.group == "portraits")
    #expect(finding.candidates.first?.score == finding.score)
    #expect(finding.details["cosine"] == "1.0")
    #expect(
      Set(finding.details.keys)
        == ["cosine", "falseAcceptRate", "featureNorm", "detectionScore", "facesInPicture"])
    let box = try #require(finding.locations.first?.box)
    #expect(box.isValid && box.width > 20)
    #expect(detector.descriptor.bands[.polity]?.meaning(of: finding.score).suggestion == .block)
    #expect(detector.descriptor.supplied == ["persons": 2, "faces": 2])
    #expect(detector.descriptor.covers.isDisjoint(with: detector.descriptor.doesNotCover))
    #expect(detector.descriptor.covers.union(detector.descriptor.doesNotCover) == Set(SubLabel.politicsScene))
  }

  @Test("a stranger is one low finding that names nobody")
  func stranger() throws {
    let findings = try Self.inspect(try Self.detector(knowing: ["hopper"]), try Self.portrait("astronaut"))
    #expect(findings.count == 1)
    #expect(findings.allSatisfy { $0.candidates.isEmpty && $0.score < FaceScore.reviewFrom })
  }

  @Test("no face, no finding", arguments: [(1, 1), (1, 700), (1600, 2), (640, 640)])
  func noFace(width: Int, height: Int) throws {
    let grey = FacePicture(width: width, height: height, grey: 128)
    #expect(try Self.inspect(try Self.detector(), grey).isEmpty)
  }

  @Test("a cat is nobody")
  func cat() throws {
    let cat = try FacePicture(fixture: "images/photos-faces/chelsea.png")
    #expect(try Self.inspect(try Self.detector(), cat).isEmpty)
  }

  @Test("equal pixels give equal findings, from several threads and with padding between rows")
  func deterministic() async throws {
    let detector = try Self.detector()
    let picture = try Self.portrait("hopper").repeated(columns: 3, rows: 2)
    let first = try Self.inspect(detector, picture)
    #expect(first.count == 6)
    try await withThrowingTaskGroup(of: [Finding].self) { group in
      for _ in 0..<4 { group.addTask { try Self.inspect(detector, picture) } }
      for try await findings in group { #expect(findings == first) }
    }
    let rowBytes = picture.width * 3
    let padded = (0..<picture.height).flatMap { row in
      picture.bytes[(row * rowBytes)..<((row + 1) * rowBytes)] + [UInt8](repeating: 255, count: 31)
    }
    let fromPadded = try detector.inspect(
      padded.span.bytes, of: picture.description(strideBytes: rowBytes + 31))
    #expect(fromPadded == first)
  }

  @Test("more faces than are compared: those compared are kept, and the scene has a gap")
  func crowd() throws {
    let detector = try Self.detector()
    // 200 faces of 53 pixels, 22 of them where they are looked for.
    let crowd = try Self.portrait("hopper").cut(left: 25, top: 10, width: 78, height: 78).repeated(
      columns: 20, rows: 10)
    #expect(crowd.size == PixelSize(width: 1560, height: 780))
    let failure = try #require(Self.failure { () throws(DetectorFailure) in try Self.inspect(detector, crowd) })
    #expect(failure.code == .tooMuchToLookAt)
    #expect(failure.message.contains("64 of "))
    #expect(failure.findings.count <= FaceGalleryDetector.maximumFaceCount)
    #expect(failure.findings.contains { $0.candidates.first?.name == "hopper" })
    print("crowd: \(failure.message), \(failure.findings.count) findings")
  }

  @Test("a passed deadline is a failure that keeps what was seen")
  func deadline() throws {
    let detector = try Self.detector()
    let portrait = try Self.portrait("hopper")
    let failure = try #require(
      Self.failure { () throws(DetectorFailure) in try Self.inspect(detector, portrait, deadline: .now) })
    #expect(failure.code == .deadline)
    #expect(failure.findings.isEmpty)
    #expect(try Self.inspect(detector, portrait, deadline: .now + .seconds(3600)).count == 1)
  }

  @Test("pixels that are not as asked for are an error, never an empty answer")
  func unexpectedInput() throws {
    let detector = try Self.detector()
    let bytes = [UInt8](repeating: 9, count: 64 * 64 * 3)
    func description(
      _ width: Int, _ height: Int, stride: Int, order: InputWish.ChannelOrder = .rgb
    ) -> FrameDescription {
      FrameDescription(
        size: PixelSize(width: width, height: height), strideBytes: stride, channelOrder: order, frameIndex: 0,
        originalSize: PixelSize(width: 64, height: 64),
        originalRegion: PixelRectangle(x: 0, y: 0, width: 64, height: 64))
    }
    let wrong = [
      description(64, 64, stride: 192, order: .bgr), description(64, 65, stride: 192), description(65, 64, stride: 192),
      description(0, 64, stride: 192), description(64, 0, stride: 192), description(-1, -1, stride: 192),
      description(64, 64, stride: 0), description(64, 64, stride: -192), description(64, 64, stride: .max),
      description(64, 64, stride: .min), description(.max, .max, stride: .max), description(1601, 1, stride: 4803),
    ]
    for frame in wrong {
      let failure = Self.failure { () throws(DetectorFailure) in try detector.inspect(bytes.span.bytes, of: frame) }
      #expect(failure?.code == .unexpectedInput, "\(frame.size) \(frame.strideBytes)")
    }
    #expect(try detector.inspect(bytes.span.bytes, of: description(64, 64, stride: 192)).isEmpty)
  }

  @Test("points without extent, and such as are no numbers, give no alignment")
  func degeneratePoints() {
    let point = FoundFace.Point(x: 5, y: 5)
    #expect(FaceAlignment([FoundFace.Point](repeating: point, count: 5)) == nil)
    #expect(FaceAlignment([]) == nil)
    #expect(FaceAlignment([FoundFace.Point](repeating: FoundFace.Point(x: .nan, y: 1), count: 5)) == nil)
    let far = (0..<5).map { FoundFace.Point(x: Double($0) * 1e300, y: 1e300) }
    #expect(FaceAlignment(far) == nil)
  }

  @Test("points far outside the picture are black, and nothing is read there")
  func pointsOutside() throws {
    let alignment = try #require(FaceAlignment(FaceAlignment.template.map { .init(x: $0.x - 1e6, y: $0.y + 1e9) }))
    let white = FacePicture(width: 50, height: 50, grey: 255)
    #expect(try white.lend { alignment.planes(of: $0) }.allSatisfy { $0 == 0 })
  }

  @Test("the template itself is not turned, moved or scaled")
  func identity() throws {
    let alignment = try #require(FaceAlignment(FaceAlignment.template))
    var picture = FacePicture(width: FaceAlignment.side, height: FaceAlignment.side)
    picture.bytes = (0..<picture.bytes.count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    let planes = try picture.lend { alignment.planes(of: $0) }
    let plane = FaceAlignment.side * FaceAlignment.side
    for channel in 0..<3 {
      #expect((0..<plane).allSatisfy { planes[channel * plane + $0] == Float(picture.bytes[$0 * 3 + channel]) })
    }
  }
}
