import InProcessDecoding
import Foundation
import ImageModeration
import Inference
import TestFixtures
import Testing

@testable import PornDetection

@Suite(
  "NudeNet detector", .timeLimit(.minutes(20)),
  .enabled(if: hasNudeNet, "NudeNet is not here: ./run setup --with nudenet"))
struct NudeNetDetectorTests {
  static func frame(_ width: Int, _ height: Int, order: InputWish.ChannelOrder = .rgb, strideBytes: Int? = nil)
    -> FrameDescription
  {
    FrameDescription(
      size: PixelSize(width: width, height: height), strideBytes: strideBytes ?? width * 3, channelOrder: order,
      frameIndex: 0, originalSize: PixelSize(width: width, height: height),
      originalRegion: PixelRectangle(x: 0, y: 0, width: Double(width), height: Double(height)))
  }

  @Test("pixels of another size or order, or too few bytes, are an error, never an empty answer")
  func unexpectedInput() throws {
    let detector = try NudeNetParityTests.makeDetector()
    for (frame, count) in [
      (Self.frame(321, 100), 321 * 300), (Self.frame(100, 100, order: .bgr), 30_000), (Self.frame(100, 100), 29_999),
      (Self.frame(0, 100), 30_000), (Self.frame(100, 100, strideBytes: 299), 30_000), (Self.frame(-3, 4), 30_000),
      (Self.frame(320, 320), 0), (Self.frame(100, 100, strideBytes: .max), 30_000),
    ] {
      let pixels = [UInt8](repeating: 128, count: count)
      do {
        _ = try detector.inspect(pixels.span.bytes, of: frame)
        Issue.record("no error for \(frame.size)")
      } catch {
        #expect(error.code == .unexpectedInput)
      }
    }
  }

  @Test("the smallest and the thinnest frames are looked at", arguments: [(1, 1), (320, 16), (16, 320), (1, 320)])
  func smallest(width: Int, height: Int) throws {
    let pixels = [UInt8](repeating: 128, count: width * height * 3)
    let findings = try NudeNetParityTests.makeDetector().inspect(pixels.span.bytes, of: Self.frame(width, height))
    for location in findings.flatMap(\.locations) {
      #expect(location.box.x + location.box.width <= Double(width) + 1e-9)
      #expect(location.box.y + location.box.height <= Double(height) + 1e-9)
    }
  }

  @Test("padding between rows changes nothing; equal pixels give equal findings from several threads")
  func deterministic() async throws {
    let detector = try NudeNetParityTests.makeDetector()
    let tight = (0..<(90 * 70 * 3)).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    var padded: [UInt8] = []
    for row in 0..<70 { padded += tight[(row * 270)..<(row * 270 + 270)] + [UInt8](repeating: 255, count: 30) }
    let input = try NudeNetInput(tight.span.bytes, of: Self.frame(90, 70))
    let fromPadded = try NudeNetInput(padded.span.bytes, of: Self.frame(90, 70, strideBytes: 300))
    #expect(input.elements == fromPadded.elements)
    let first = try detector.boxes(in: tight.span.bytes, of: Self.frame(90, 70))
    try await withThrowingTaskGroup(of: [NudeNetBox].self) { group in
      for _ in 0..<4 { group.addTask { try detector.boxes(in: tight.span.bytes, of: Self.frame(90, 70)) } }
      for try await boxes in group { #expect(boxes == first) }
    }
  }

  @Test(
    "through the pipeline: covered parts and faces pass, as evidence or not at all; what is not looked for is named")
  func pipeline() async throws {
    let moderator = try Moderator(
      detectors: DetectorSet(detectors: [try NudeNetParityTests.makeDetector()]), isolation: .inProcess,
      limits: .unhurried)
    let picture = try Fixture.bytes("images/photos-large/astronaut-turned-960x1280.jpg")
    let result = try await moderator.moderate(.bytes(picture, .local))
    guard case .verdict(let verdict) = result.outcome else {
      Issue.record("\(result.outcome)")
      return
    }
    #expect(verdict.suggestion == .pass)
    #expect(verdict.scenes.map(\.notCovered) == [[.drawnNudity, .minor]])
    let covered = try #require(verdict.evidence.first)
    #expect(covered.finding.subLabel == .coveredBreast)
    #expect(covered.finding.details == ["class": "FEMALE_BREAST_COVERED"])
    let box = try #require(covered.finding.locations.first).box
    // The reference has it at 147…213 × 183…271 of 240×320 pixels.
    #expect(abs(box.x - 588) < 40 && abs(box.y - 732) < 40)
    #expect(verdict.evidence.allSatisfy { $0.finding.details["class"]?.hasPrefix("FACE") == false })
  }

  @Test("a policy's bands for a sublabel decide")
  func policy() async throws {
    let strict = ScoreBands(reviewFrom: 0.1, as: .sexy, blockAbove: 0.2, as: .sexy)
    let policy = Policy(sampling: .standard, subLabelBands: ["porn.nudenet-320n/1": [.coveredBreast: strict]])
    let moderator = try Moderator(
      detectors: DetectorSet(detectors: [try NudeNetParityTests.makeDetector()]), isolation: .inProcess,
      limits: .unhurried,
      policy: policy)
    let picture = try Fixture.bytes("images/photos-large/astronaut-turned-960x1280.jpg")
    #expect(try await moderator.moderate(.bytes(picture, .local)).suggestion == .block)
  }

  @Test(
    "the file pinned in the source is the one that the lock file names, in a set that is fetched only when asked for")
  func lock() throws {
    let data = try Data(contentsOf: Fixture.folder.deletingLastPathComponent().appending(path: "Models/models.lock"))
    let lock = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let set = try #require((lock["sets"] as? [String: Any])?["nudenet"] as? [String: Any])
    #expect(set["optIn"] as? Bool == true)
    let text = String(decoding: data, as: UTF8.self)
    #expect(text.contains("\"install\": \"\(NudeNetDetector.modelFile.path)\""))
    #expect(text.contains(NudeNetDetector.modelFile.sha256))
  }
}
