import Foundation
import ImageModeration
import Inference
import TestFixtures
import Testing

@testable import PornDetection

@Suite("open_nsfw detector", .timeLimit(.minutes(20)))
struct OpenNSFWDetectorTests {
  static func frame(side: Int = 224, strideBytes: Int = 672) -> FrameDescription {
    FrameDescription(
      size: PixelSize(width: side, height: side), strideBytes: strideBytes, channelOrder: .bgr, frameIndex: 0,
      originalSize: PixelSize(width: side, height: side),
      originalRegion: PixelRectangle(x: 0, y: 0, width: Double(side), height: Double(side)))
  }

  static let pixels = (0..<(224 * 672)).map { UInt8(truncatingIfNeeded: $0 &* 31) }

  @Test("equal pixels give equal findings, also from several threads at a time")
  func deterministic() async throws {
    let detector = try OpenNSFWParityTests.makeDetector()
    let first = try detector.inspect(Self.pixels.span.bytes, of: Self.frame())
    #expect(first.count == 1)
    #expect((0...1).contains(first[0].score))
    try await withThrowingTaskGroup(of: [Finding].self) { group in
      for _ in 0..<6 {
        group.addTask { try detector.inspect(Self.pixels.span.bytes, of: Self.frame()) }
      }
      for try await findings in group { #expect(findings == first) }
    }
  }

  @Test("padding between rows changes nothing")
  func paddedStride() throws {
    let detector = try OpenNSFWParityTests.makeDetector()
    var padded: [UInt8] = []
    for row in 0..<224 { padded += Self.pixels[(row * 672)..<(row * 672 + 672)] + [UInt8](repeating: 255, count: 32) }
    let fromPadded = try detector.inspect(padded.span.bytes, of: Self.frame(strideBytes: 704))
    let fromTight = try detector.inspect(Self.pixels.span.bytes, of: Self.frame())
    #expect(fromPadded == fromTight)
  }

  @Test("pixels of another size or too few bytes are an error, never an empty answer")
  func unexpectedInput() throws {
    let detector = try OpenNSFWParityTests.makeDetector()
    for (count, side) in [(224 * 672, 64), (100, 224), (0, 224)] {
      let pixels = [UInt8](repeating: 0, count: count)
      do {
        _ = try detector.inspect(pixels.span.bytes, of: Self.frame(side: side))
        Issue.record("no error for \(side) pixels and \(count) bytes")
      } catch {
        #expect(error.code == .unexpectedInput)
      }
    }
  }

  @Test("the other channel order is an error")
  func wrongOrder() throws {
    let red = FrameDescription(
      size: PixelSize(width: 224, height: 224), strideBytes: 672, channelOrder: .rgb, frameIndex: 0,
      originalSize: PixelSize(width: 224, height: 224),
      originalRegion: PixelRectangle(x: 0, y: 0, width: 224, height: 224))
    let detector = try OpenNSFWParityTests.makeDetector()
    #expect { try detector.inspect(Self.pixels.span.bytes, of: red) } throws: {
      ($0 as? DetectorFailure)?.code == .unexpectedInput
    }
  }

  @Test("both wishes are valid, see the same whole picture, and differ in the grid alone")
  func wishes() throws {
    #expect(OpenNSFWDetector.wish.isValid && OpenNSFWDetector.thoroughWish.isValid)
    var plain = OpenNSFWDetector.thoroughWish
    plain.tiling?.grid = nil
    #expect(plain == OpenNSFWDetector.wish)
    #expect(OpenNSFWDetector.wish.tiles(of: PixelSize(width: 1600, height: 1200)).count == 1)
    #expect(OpenNSFWDetector.thoroughWish.tiles(of: PixelSize(width: 1600, height: 1200)).count == 9)
    #expect(OpenNSFWDetector.wish.tiles(of: PixelSize(width: 1080, height: 2340)).count == 3)
    let store = try ModelStore()
    let runtime = try InferenceRuntime(store)
    let thorough = try OpenNSFWDetector(store: store, runtime: runtime, concurrency: 1, thorough: true)
    #expect(thorough.inputWish == OpenNSFWDetector.thoroughWish)
  }

  @Test("bf16 stays within 0.02 of fp32, and the result says which; a CPU that cannot says so at load")
  func bf16() throws {
    let store = try ModelStore()
    let runtime = try InferenceRuntime(store)
    let full = try OpenNSFWDetector(store: store, runtime: runtime, concurrency: 1)
    let half: OpenNSFWDetector
    do {
      half = try OpenNSFWDetector(store: store, runtime: runtime, concurrency: 1, precision: .bf16)
    } catch {
      #expect(error.code == .runtimeUnavailable)
      return
    }
    #expect(full.descriptor.model?.name != half.descriptor.model?.name)
    let first = try full.inspect(Self.pixels.span.bytes, of: Self.frame())
    let second = try half.inspect(Self.pixels.span.bytes, of: Self.frame())
    #expect(abs(first[0].score - second[0].score) < 0.02)
  }

  @Test("the file pinned in the source is the one that the lock file names")
  func lock() throws {
    let lock = try String(
      contentsOf: Fixture.folder.deletingLastPathComponent().appending(path: "Models/models.lock"), encoding: .utf8)
    #expect(lock.contains("\"install\": \"\(OpenNSFWDetector.modelFile.path)\""))
    #expect(lock.contains(OpenNSFWDetector.modelFile.sha256))
  }
}
