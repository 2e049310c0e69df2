package import ModerationCore
import Synchronization

/// A detector that does what a test says.
package struct FakeDetector: Detector {
  package let descriptor: DetectorDescriptor
  package let inputWish: InputWish
  package let body: @Sendable (FrameDescription) throws(DetectorFailure) -> [Finding]

  package init(
    _ id: String = "fake/1", scene: Scene = .porn, wish: InputWish = InputWish(fit: .longestSide(64)),
    covers: Set<SubLabel> = [.explicit], doesNotCover: Set<SubLabel> = [.minor],
    body: @escaping @Sendable (FrameDescription) throws(DetectorFailure) -> [Finding] = { _ in [] }
  ) {
    descriptor = DetectorDescriptor(
      id: id, scene: scene, covers: covers, doesNotCover: doesNotCover, bands: [.porn: Self.bands, .terror: Self.bands])
    inputWish = wish
    self.body = body
  }

  package static let bands = ScoreBands(reviewFrom: 0.2, as: .sexy, blockAbove: 0.8, as: .porn)

  /// A detector that always claims porn with one score.
  package static func scoring(_ score: Double, id: String = "fake/1", scene: Scene = .porn) -> FakeDetector {
    FakeDetector(id, scene: scene) { _ in [Finding(label: .porn, score: score)] }
  }

  package func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    try body(frame)
  }
}

/// A recogniser that reads what a test says.
package struct FakeRecognizer: TextRecognizer {
  package let id = "fake-recognizer/1"
  package let notCovered: Set<SubLabel> = [.thaiText]
  package var inputWish: InputWish
  package let body: @Sendable (FrameDescription) throws(DetectorFailure) -> [RecognizedLine]

  package init(
    inputWish: InputWish = InputWish(fit: .longestSide(64)),
    body: @escaping @Sendable (FrameDescription) throws(DetectorFailure) -> [RecognizedLine]
  ) {
    self.inputWish = inputWish
    self.body = body
  }

  package func recognize(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> RecognizedText {
    RecognizedText(lines: try body(frame), notCovered: frame.frameIndex == 5 ? [.smallText] : [])
  }
}

/// A text detector that does what a test says.
package struct FakeTextDetector: TextDetector {
  package let descriptor = DetectorDescriptor(
    id: "fake-text/1", scene: .text, covers: [], doesNotCover: [], bands: [.ad: FakeDetector.bands])
  package let body: @Sendable ([RecognizedLine]) throws(DetectorFailure) -> [Finding]

  package init(body: @escaping @Sendable ([RecognizedLine]) throws(DetectorFailure) -> [Finding]) { self.body = body }

  package func inspect(_ lines: [RecognizedLine], of text: TextDescription) throws(DetectorFailure) -> [Finding] {
    try body(lines)
  }
}

/// A decoder that gives grey frames of one size, whatever the bytes are, and counts its calls.
package struct FakeDecoder: Decoder {
  package var formats: Set<ImageFormat>
  package var size: PixelSize
  package var failure: DecodingFailure?
  /// After how many frames it ends as if that were all.
  package var endsAfter: Int
  package var warnings: [String]
  /// In which ways each frame is shown.
  package var renditions: [Rendition] = [.standard]
  package var report = DecodingReport.allShown
  /// The colour of a frame, so that frames differ.
  package var color: @Sendable (Int, Rendition) -> UInt8 = { index, rendition in
    UInt8(truncatingIfNeeded: 128 + index * 3 + (Rendition.allCases.firstIndex(of: rendition) ?? 0))
  }
  package var beforeFrame: @Sendable (Int) -> Void

  package init(
    formats: Set<ImageFormat> = [.png, .gif], size: PixelSize = PixelSize(width: 100, height: 80),
    failure: DecodingFailure? = nil, endsAfter: Int = .max, warnings: [String] = [],
    beforeFrame: @escaping @Sendable (Int) -> Void = { _ in }
  ) {
    self.formats = formats
    self.size = size
    self.failure = failure
    self.endsAfter = endsAfter
    self.warnings = warnings
    self.beforeFrame = beforeFrame
  }

  package func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    if let failure { throw failure }
    for index in request.frameIndices.prefix(endsAfter) where !report.undecoded.contains(index) {
      beforeFrame(index)
      for rendition in renditions {
        let pixels = [UInt8](repeating: color(index, rendition), count: size.width * size.height * 3)
        let frame = DecodedFrame(
          index: index, size: size, strideBytes: size.width * 3, originalSize: size, hasAlpha: false,
          rendition: rendition, isLastRendition: rendition == renditions.last, warnings: warnings)
        guard deliver(pixels.span.bytes, frame) else { return report }
      }
    }
    return report
  }
}

/// A value that closures on other threads may change.
package final class Box<Value: Sendable>: Sendable {
  private let storage: Mutex<Value>

  package init(_ value: Value) { storage = Mutex(value) }

  package var value: Value { storage.withLock { $0 } }

  package func update(_ change: @Sendable (inout Value) -> Void) { storage.withLock { change(&$0) } }
}
