import ImageDecoding
import ModerationJudging
import TestFixtures
import Testing

@testable import ImageModeration

/// What a viewer sees is what is judged: the pipeline's part of it.
@Suite("What a viewer sees", .timeLimit(.minutes(20)))
struct SeenTests {
  /// Moderates an animation of thirty frames with a decoder that answers as told.
  static func verdict(
    _ decoder: FakeDecoder, _ detector: FakeDetector = .scoring(0.1), policy: Policy = .standard
  ) async throws -> (Verdict, ImageFacts) {
    let result = try await PipelineTests.moderate(
      DetectorSet(detectors: [detector]), "generated/animated/a_webp.webp", decoder: decoder, limits: .lifted,
      policy: policy)
    return (try PipelineTests.verdict(result), result.image)
  }

  @Test("what a reader did not show is a gap that has its name, and stands in the facts")
  func unseen() async throws {
    var decoder = FakeDecoder()
    decoder.report = DecodingReport(unseen: [Unseen(.construct, "the SVG element foreignObject")], holds: [.thumbnail])
    let (verdict, facts) = try await Self.verdict(decoder)
    #expect(verdict.suggestion == .review)
    #expect(verdict.label == nil)
    #expect(verdict.reason.contains("not shown: the SVG element foreignObject"))
    #expect(facts.unseen == [Unseen(.construct, "the SVG element foreignObject")])
    #expect(facts.holds == [.thumbnail])
    let (blocked, _) = try await Self.verdict(decoder, policy: Policy(sampling: .standard, gapSuggestion: .block))
    #expect(blocked.suggestion == .block)
  }

  @Test("what a file holds beside its pictures is no gap")
  func holds() async throws {
    var decoder = FakeDecoder()
    decoder.report = DecodingReport(unseen: [], holds: Set(AuxiliaryPart.allCases))
    #expect(try await Self.verdict(decoder).0.suggestion == .pass)
  }

  @Test("each rendition of a frame is judged, and evidence says in which it was seen")
  func renditions() async throws {
    var decoder = FakeDecoder()
    decoder.renditions = [.standard, .onBlack]
    let detector = FakeDetector { frame in
      [Finding(label: .porn, score: frame.rendition == .onBlack && frame.frameIndex == 29 ? 0.9 : 0.1)]
    }
    let (verdict, facts) = try await Self.verdict(decoder, detector)
    #expect(verdict.suggestion == .block)
    #expect(verdict.evidence.first?.rendition == .onBlack)
    #expect(facts.sampledFrames == [0, 5, 10, 15, 20, 25, 29])
    #expect(facts.renditions == [.onBlack])
    #expect(verdict.evidence.count == 14)
  }

  @Test("the policy decides whether transparent pictures are asked for on black, too", arguments: [false, true])
  func onBlack(looksOnBlack: Bool) async throws {
    struct Listening: Decoder {
      let asked: Box<Bool?>
      let formats = FakeDecoder().formats
      func decode(
        _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
      ) throws(DecodingFailure) -> DecodingReport {
        asked.update { $0 = request.showsOnBlack }
        return try FakeDecoder().decode(bytes, request, deliver: deliver)
      }
    }
    let asked = Box<Bool?>(nil)
    _ = try await PipelineTests.moderate(
      DetectorSet(detectors: [FakeDetector.scoring(0.1)]), decoder: Listening(asked: asked),
      policy: Policy(sampling: .standard, looksOnBlack: looksOnBlack))
    #expect(asked.value == looksOnBlack)
    #expect(Policy.standard.looksOnBlack)
  }

  @Test("equal frames are judged once and count as looked at")
  func equalFrames() async throws {
    var decoder = FakeDecoder()
    decoder.color = { index, _ in index < 20 ? 10 : 20 }
    let (verdict, facts) = try await Self.verdict(decoder)
    #expect(verdict.evidence.map(\.frameIndex) == [0, 20])
    #expect(facts.sampledFrames == [0, 5, 10, 15, 20, 25, 29])
  }

  @Test("frames that the sampling leaves out are told, and are a gap where the policy says so")
  func coverage() async throws {
    let (verdict, _) = try await Self.verdict(FakeDecoder())
    #expect(verdict.suggestion == .pass)
    #expect(verdict.reason.hasSuffix("7 of 30 frames looked at"))
    let strict = Policy(sampling: .standard, takesUnsampledFramesForGap: true)
    let (gap, _) = try await Self.verdict(FakeDecoder(), policy: strict)
    #expect(gap.suggestion == .review)
    let status = SceneStatus.notEvaluated(reason: "7 of 30 frames looked at", code: "unsampledFrames")
    #expect(gap.scenes.map(\.status) == [status])
    let all = Policy(sampling: .spread(32), takesUnsampledFramesForGap: true)
    #expect(try await Self.verdict(FakeDecoder(), policy: all).0.suggestion == .pass)
  }

  @Test("a further picture that does not decode is a gap, and the others are judged")
  func undecoded() async throws {
    var decoder = FakeDecoder()
    decoder.report.add(undecoded: 15)
    let (verdict, facts) = try await Self.verdict(decoder)
    #expect(verdict.suggestion == .review)
    #expect(facts.unseen.map(\.kind) == [.picture])
    #expect(facts.sampledFrames == [0, 5, 10, 20, 25, 29])
  }

  @Test("text that the file states in characters is judged as text that was read")
  func statedText() async throws {
    var decoder = FakeDecoder()
    decoder.report = DecodingReport(unseen: [], texts: ["hidden words"])
    let seen = Box<[String]>([])
    let detector = FakeTextDetector { lines in
      seen.update { $0 += lines.map(\.text) }
      return []
    }
    let set = DetectorSet(textRecognizers: [FakeRecognizer { _ in [] }], textDetectors: [detector])
    let result = try await PipelineTests.moderate(
      set, "generated/animated/a_webp.webp", decoder: decoder, limits: .lifted)
    #expect(seen.value.contains("hidden words"))
    #expect(result.text.last?.text == "hidden words")
  }
}

@Suite("Frames that show the same", .timeLimit(.minutes(20)))
struct ShownFramesTests {
  static func picture(_ side: Int, _ color: (Int, Int) -> UInt8) -> ([UInt8], DecodedFrame) {
    let size = PixelSize(width: side, height: side)
    let pixels = (0..<(side * side)).flatMap { place in
      [UInt8](repeating: color(place % side * 256 / side, place / side * 256 / side), count: 3)
    }
    return (pixels, DecodedFrame(index: 0, size: size, strideBytes: side * 3, originalSize: size, hasAlpha: false))
  }

  static func areNew(_ pictures: [([UInt8], DecodedFrame)], _ comparison: ShownFrames.Comparison) -> [Bool] {
    var shown = ShownFrames(comparison)
    return pictures.map { pixels, frame in shown.isNew(pixels.span.bytes, frame) }
  }

  @Test("the same picture in other sizes is alike, one with letters in a corner is not")
  func alike() {
    let ramp: (Int, Int) -> UInt8 = { x, y in UInt8((x + y) / 2) }
    let lettered: (Int, Int) -> UInt8 = { x, y in x > 200 && y > 232 && x % 8 < 4 ? 0 : ramp(x, y) }
    let pictures = [
      Self.picture(256, ramp), Self.picture(64, ramp), Self.picture(16, ramp), Self.picture(128, lettered),
    ]
    #expect(Self.areNew(pictures, .alike) == [true, false, false, true])
    #expect(Self.areNew(pictures, .equal) == [true, true, true, true])
  }

  @Test("one other byte makes a frame of an animation a new one")
  func equal() {
    let (first, frame) = Self.picture(40) { _, _ in 7 }
    var other = first
    other[100] = 8
    #expect(Self.areNew([(first, frame), (first, frame), (other, frame)], .equal) == [true, false, true])
    #expect(Self.areNew([(first, frame), (first, frame), (other, frame)], .alike) == [true, false, false])
  }
}
