import Foundation
import ImageModeration
import Inference
import TestFixtures
import Testing

@testable import SafetyClassification

@Suite("image-safety-classifier-s", .timeLimit(.minutes(20)))
struct ImageSafetyClassifierTests {
  @Test("padding between rows changes nothing")
  func paddedStride() throws {
    let classifier = try ImageSafetyClassifierParityTests.makeClassifier()
    let pixels = ImageSafetyClassifierParityTests.drawn(60, 50)
    var padded: [UInt8] = []
    for row in 0..<50 { padded += pixels[(row * 180)..<(row * 180 + 180)] + [UInt8](repeating: 255, count: 12) }
    let tight = try classifier.answer(pixels.span.bytes, of: ImageSafetyClassifierParityTests.frame(60, 50))
    let loose = try classifier.answer(
      padded.span.bytes, of: ImageSafetyClassifierParityTests.frame(60, 50, strideBytes: 192))
    #expect(tight == loose)
    #expect(abs(tight.gore + tight.porn + tight.safe - 1) < 1e-5)
  }

  @Test("the same pixels asked for twice run once where the network is shared, and other sizes of the same bytes run")
  func shared() throws {
    let classifier = try ImageSafetyClassifierParityTests.makeClassifier(isShared: true)
    let pixels = ImageSafetyClassifierParityTests.drawn(60, 50)
    let wide = try classifier.answer(pixels.span.bytes, of: ImageSafetyClassifierParityTests.frame(60, 50))
    #expect(try classifier.answer(pixels.span.bytes, of: ImageSafetyClassifierParityTests.frame(60, 50)) == wide)
    #expect(classifier.runCount == 1)
    let tall = try classifier.answer(pixels.span.bytes, of: ImageSafetyClassifierParityTests.frame(50, 60))
    #expect(classifier.runCount == 2)
    #expect(tall != wide)
  }

  @Test(
    "pixels that were not wished for are an error, never an answer",
    arguments: [(0, 10, 30, 300), (10, 0, 30, 300), (1025, 1, 3075, 3075), (10, 10, 29, 300), (10, 10, 30, 299)])
  func unexpected(width: Int, height: Int, strideBytes: Int, byteCount: Int) throws {
    let classifier = try ImageSafetyClassifierParityTests.makeClassifier()
    let pixels = [UInt8](repeating: 0, count: byteCount)
    #expect {
      try classifier.answer(
        pixels.span.bytes, of: ImageSafetyClassifierParityTests.frame(width, height, strideBytes: strideBytes))
    } throws: {
      ($0 as? DetectorFailure)?.code == .unexpectedInput
    }
  }

  @Test("without its model there is an error that names the file")
  func missing() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "models-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder.appending(path: "runtime"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let runtime = try InferenceRuntime(try ModelStore())
    let empty = try ModelStore(directory: folder.path)
    #expect {
      try ImageSafetyClassifier(store: empty, runtime: runtime, concurrency: 1)
    } throws: {
      let failure = $0 as? HostFailure
      return failure?.code == .modelMissing && failure?.message.contains("image-safety-classifier-s") == true
    }
  }

  @Test("both wishes are valid and differ in the grid alone; long pictures are shown in parts")
  func wishes() {
    #expect(ImageSafetyClassifier.wish.isValid && ImageSafetyClassifier.thoroughWish.isValid)
    var plain = ImageSafetyClassifier.thoroughWish
    plain.tiling?.grid = nil
    #expect(plain == ImageSafetyClassifier.wish)
    #expect(ImageSafetyClassifier.wish.tiles(of: PixelSize(width: 1080, height: 2340)).count == 3)
  }

  @Test("the file pinned in the source is the one that the lock file names")
  func lock() throws {
    let lock = try String(
      contentsOf: Fixture.folder.deletingLastPathComponent().appending(path: "Models/models.lock"), encoding: .utf8)
    #expect(lock.contains("\"install\": \"\(ImageSafetyClassifier.modelFile.path)\""))
    #expect(lock.contains(ImageSafetyClassifier.modelFile.sha256))
  }
}
