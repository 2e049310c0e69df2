import InProcessDecoding
@testable import ImageDrawing
import ImageDecoding
import TestFixtures
import Testing

@testable import ImageModeration

@Suite("Annotation", .timeLimit(.minutes(20)))
struct AnnotationTests {
  static let still = "images/photos-faces/hopper.jpg"
  /// Five frames.
  static let animation = "images/generated/animated/a_disp_None.gif"

  static func evidence(
    _ scene: Scene, score: Double, at boxes: [(frame: Int, box: PixelRectangle)] = [], frame: Int? = 0,
    suppressedBy: String? = nil
  ) -> Verdict.Evidence {
    let finding = Finding(
      label: .porn, score: score, locations: boxes.map { .init(frameIndex: $0.frame, box: $0.box) },
      keywords: ["加微信"])
    return Verdict.Evidence(
      scene: scene, detector: "fake/1", model: nil, basis: .rule, finding: finding, frameIndex: frame,
      meaning: FakeDetector.bands.meaning(of: score), suppressedBy: suppressedBy)
  }

  static func annotations(_ evidence: [Verdict.Evidence], frame: Int = 0) -> FrameAnnotations {
    let verdict = Verdict(
      suggestion: .block, label: .porn, subLabel: nil, score: 1, reason: "because", scenes: [], evidence: evidence)
    return FrameAnnotations(verdict: verdict, image: ImageFacts(byteCount: 1), frameIndex: frame)
  }

  /// Half the original's size.
  static let frame = FrameDescription(
    size: PixelSize(width: 100, height: 50), strideBytes: 300, channelOrder: .rgb, frameIndex: 0,
    originalSize: PixelSize(width: 200, height: 100),
    originalRegion: PixelRectangle(x: 0, y: 0, width: 200, height: 100))

  static let box = PixelRectangle(x: 20, y: 10, width: 40, height: 30)
  static let half = PixelRectangle(x: 10, y: 5, width: 20, height: 15)

  @Test("boxes are mapped to the drawn pixels and captions say label, score and words")
  func mapping() {
    let drawn = Self.annotations([Self.evidence(.text, score: 0.5, at: [(0, Self.box), (3, Self.box)], frame: nil)])
      .annotations(in: Self.frame)
    #expect(
      drawn == [
        Annotation(caption: "BLOCK: because", severity: .block),
        Annotation(box: Self.half, caption: "Sexy 0.50 “加微信”", severity: .review),
      ])
  }

  @Test("only frames with something to review or block are shown, else the first")
  func frames() {
    let evidence = [
      Self.evidence(.porn, score: 0.9, frame: 10), Self.evidence(.porn, score: 0.1, frame: 5),
      Self.evidence(.text, score: 0.3, at: [(15, Self.box)], frame: nil),
      Self.evidence(.porn, score: 0.9, frame: 20, suppressedBy: "list"),
    ]
    #expect(Self.annotations(evidence).verdict.framesToShow == [10, 15])
    #expect(Self.annotations([]).verdict.framesToShow == [0])
  }

  @Test("porn is blurred whole without a box and inside its boxes with one; nothing else is")
  func blur() {
    let whole = Self.evidence(.porn, score: 0.3)
    let part = Self.evidence(.porn, score: 0.9, at: [(0, Self.box)])
    func blur(_ evidence: Verdict.Evidence..., frame: Int = 0) -> PictureAnnotator.Blur {
      Self.annotations(evidence, frame: frame).blur(in: Self.frame)
    }
    #expect(blur(part) == .boxes([Self.half]))
    #expect(blur(part, whole) == .everything)
    #expect(blur(whole, frame: 5) == .nothing)
    #expect(blur(Self.evidence(.porn, score: 0.1)) == .nothing)
    #expect(blur(Self.evidence(.terror, score: 0.9)) == .nothing)
    #expect(blur(Self.evidence(.porn, score: 0.9, suppressedBy: "list")) == .nothing)
  }

  @Test(
    "a picture is reduced by its pixels, so that a banner keeps its height",
    arguments: [
      (PixelSize(width: 4000, height: 3000), 1847), (PixelSize(width: 9999, height: 60), 9999),
      (PixelSize(width: 60, height: 60), 60), (PixelSize(width: 100_000, height: 2), 16_000),
    ])
  func wish(size: PixelSize, side: Int) {
    #expect(Annotator.wish(for: size).fit == .longestSide(side))
  }

  static func failure(_ body: () async throws(HostFailure) -> Void) async -> HostFailure? {
    do {
      try await body()
      return nil
    } catch {
      return error
    }
  }

  static func moderator(_ body: @escaping @Sendable (FrameDescription) -> [Finding]) throws -> Moderator {
    try Moderator(
      detectors: DetectorSet(detectors: [FakeDetector { body($0) }]), isolation: .inProcess, limits: .unhurried,
      policy: Policy(sampling: FrameSampling(interval: 1, maximumFrames: 5)))
  }

  @Test("an animation gives a picture per frame found, from the bytes that were judged and no others")
  func animation() async throws {
    let moderator = try Self.moderator { [Finding(label: .porn, score: $0.frameIndex == 3 ? 0.9 : 0.1)] }
    let bytes = try Fixture.bytes(Self.animation)
    let annotated = try await moderator.moderate(.bytes(bytes, .local), annotating: AnnotationStyle())
    let pictures = try annotated.pictures.get()
    #expect(pictures.map(\.frameIndex) == [3])
    #expect(pictures.allSatisfy { $0.jpeg.starts(with: [0xFF, 0xD8, 0xFF]) })
    #expect(try await moderator.annotate(bytes, with: annotated.result) == pictures)
    let failure = await Self.failure { () async throws(HostFailure) in
      _ = try await moderator.annotate(bytes + [0], with: annotated.result)
    }
    #expect(failure?.code == .sourceUnreadable)
  }

  @Test("the answer is the same with pictures as without")
  func sameAnswer() async throws {
    let moderator = try Self.moderator { _ in [Finding(label: .porn, score: 0.5)] }
    for source in [ImageSource.file(path: Fixture.path(Self.still)), .bytes([1, 2, 3], .local)] {
      let plain = try await moderator.moderate(source)
      let annotated = try await moderator.moderate(source, annotating: AnnotationStyle(blursExplicit: false))
      #expect(annotated.result.outcome == plain.outcome)
      #expect(annotated.result.image == plain.image)
      #expect(try annotated.pictures.get().count == (plain.suggestion == nil ? 0 : 1))
    }
  }
}
