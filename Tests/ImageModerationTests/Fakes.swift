import ImageModeration
import Synchronization

/// A detector that does what a test says.
struct FakeDetector: Detector {
  let descriptor: DetectorDescriptor
  let inputWish: InputWish
  let body: @Sendable (FrameDescription) throws(DetectorFailure) -> [Finding]

  init(
    _ id: String = "fake/1", scene: Scene = .porn, wish: InputWish = InputWish(fit: .longestSide(64)),
    covers: Set<SubLabel> = [.explicit], doesNotCover: Set<SubLabel> = [.minor],
    body: @escaping @Sendable (FrameDescription) throws(DetectorFailure) -> [Finding] = { _ in [] }
  ) {
    descriptor = DetectorDescriptor(
      id: id, scene: scene, covers: covers, doesNotCover: doesNotCover, bands: [.porn: Self.bands, .terror: Self.bands])
    inputWish = wish
    self.body = body
  }

  static let bands = ScoreBands(reviewFrom: 0.2, as: .sexy, blockAbove: 0.8, as: .porn)

  /// A detector that always claims porn with one score.
  static func scoring(_ score: Double, id: String = "fake/1", scene: Scene = .porn) -> FakeDetector {
    FakeDetector(id, scene: scene) { _ in [Finding(label: .porn, score: score)] }
  }

  func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] { try body(frame) }
}

/// A recogniser that reads what a test says.
struct FakeRecognizer: TextRecognizer {
  let id = "fake-recognizer/1"
  let notCovered: Set<SubLabel> = [.thaiText]
  var inputWish = InputWish(fit: .longestSide(64))
  let body: @Sendable (FrameDescription) throws(DetectorFailure) -> [RecognizedLine]

  func recognize(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> RecognizedText {
    RecognizedText(lines: try body(frame), notCovered: frame.frameIndex == 5 ? [.smallText] : [])
  }
}

/// A text detector that does what a test says.
struct FakeTextDetector: TextDetector {
  let descriptor = DetectorDescriptor(
    id: "fake-text/1", scene: .text, covers: [], doesNotCover: [], bands: [.ad: FakeDetector.bands])
  let body: @Sendable ([RecognizedLine]) throws(DetectorFailure) -> [Finding]

  func inspect(_ lines: [RecognizedLine]) throws(DetectorFailure) -> [Finding] { try body(lines) }
}

/// A decoder that gives grey frames of one size, whatever the bytes are, and counts its calls.
struct FakeDecoder: Decoder {
  var formats: Set<ImageFormat> = [.png, .gif]
  var size = PixelSize(width: 100, height: 80)
  var failure: DecodingFailure?
  /// After how many frames it ends as if that were all.
  var endsAfter = Int.max
  var warnings: [String] = []
  var beforeFrame: @Sendable (Int) -> Void = { _ in }

  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) {
    if let failure { throw failure }
    for index in request.frameIndices.prefix(endsAfter) {
      beforeFrame(index)
      let pixels = [UInt8](repeating: 128, count: size.width * size.height * 3)
      let frame = DecodedFrame(
        index: index, size: size, strideBytes: size.width * 3, originalSize: size, hasAlpha: false,
        warnings: warnings)
      guard deliver(pixels.span.bytes, frame) else { return }
    }
  }
}

/// A value that closures on other threads may change.
final class Box<Value: Sendable>: Sendable {
  private let storage: Mutex<Value>

  init(_ value: Value) { storage = Mutex(value) }

  var value: Value { storage.withLock { $0 } }

  func update(_ change: @Sendable (inout Value) -> Void) { storage.withLock { change(&$0) } }
}
