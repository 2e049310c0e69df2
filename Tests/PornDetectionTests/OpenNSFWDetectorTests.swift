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

  @Test("the file pinned in the source is the one that the lock file names")
  func lock() throws {
    let lock = try String(
      contentsOf: Fixture.folder.deletingLastPathComponent().appending(path: "Models/models.lock"), encoding: .utf8)
    #expect(lock.contains("\"install\": \"\(OpenNSFWDetector.modelFile.path)\""))
    #expect(lock.contains(OpenNSFWDetector.modelFile.sha256))
  }
}
