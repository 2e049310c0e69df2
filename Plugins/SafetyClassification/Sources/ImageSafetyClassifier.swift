public import Inference
public import ModerationCore
import Synchronization

/// image-safety-classifier-s: how much a picture looks like gore, like pornography, and like neither.
///
/// One network behind two scenes: `PornDetector` and `GoreDetector` may hold the same object. Made with
/// `isShared: true` it remembers its last few answers, so that pixels that both are shown are run through the network
/// once. Figures and known biases: MODEL_CARD.md. Safe to use from any thread.
public final class ImageSafetyClassifier: Sendable {
  /// The model file, pinned.
  public static let modelFile = ModelStore.File(
    path: "safety/image-safety-classifier-s.onnx",
    sha256: "fef443ed68ae25ed693b6fef9e456071692ed3963cff4168acb39c3de6f017e7")

  /// The model's identity in results.
  public static let model = DetectorDescriptor.Model(name: "image-safety-classifier-s", sha256: modelFile.sha256)

  /// The longest side of a view, in pixels: enough for 4.5 pixels a pixel of the network, and for as many as open_nsfw
  /// takes, which may be shown the same view.
  public static let longestSide = 1024

  /// Every picture whole; long ones and contact sheets also part by part.
  public static let wish = makeWish(tiling: .sceneParts)

  /// As `wish`, and every other picture also in nine parts: ten passes instead of one.
  public static let thoroughWish = makeWish(tiling: .thoroughSceneParts)

  private static func makeWish(tiling: Tiling) -> InputWish {
    InputWish(fit: .longestSide(longestSide), filter: .bilinear, channelOrder: .rgb, oversampling: 1, tiling: tiling)
  }

  /// What the network says of one view: three numbers that are 1 in sum.
  public struct Answer: Hashable, Sendable {
    /// Gore, mutilation and the like ("not safe for life").
    public let gore: Double
    /// Pornography and the like ("not safe for work").
    public let porn: Double
    /// Neither.
    public let safe: Double
  }

  /// The arithmetic.
  public let precision: InferenceSession.Precision

  private let session: InferenceSession
  private let memo: AnswerMemo<Answer>?
  private let runs = Atomic<Int>(0)

  /// Reads, checks and compiles the model.
  ///
  /// - Parameters:
  ///   - concurrency: How many frames may be looked at at a time.
  ///   - isShared: Whether several detectors will hold this object. Answers are then remembered by the SHA-256 of their
  ///     pixels.
  ///   - precision: The arithmetic; how far scores move in bf16 says MODEL_CARD.md.
  /// - Throws: `HostFailure` when the model is missing, altered or refused by the runtime.
  public init(
    store: ModelStore, runtime: InferenceRuntime, concurrency: Int, isShared: Bool = false,
    precision: InferenceSession.Precision = .fp32
  ) throws(HostFailure) {
    self.precision = precision
    session = try InferenceSession(
      Self.modelFile, of: store, runtime: runtime, concurrency: concurrency, precision: precision)
    memo = isShared ? AnswerMemo(concurrency: concurrency) : nil
  }

  /// How many views have gone through the network.
  package var runCount: Int { runs.load(ordering: .relaxed) }

  /// What the network says of a view that was made by one of the wishes.
  ///
  /// - Throws: `unexpectedInput` for other pixels than asked for, `inferenceFailed`.
  public func answer(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> Answer {
    try PictureRows.check(pixels, of: frame, longestSide: Self.longestSide)
    guard let memo else { return try run(pixels, of: frame) }
    return try memo.answer(for: pixels, of: frame) { () throws(DetectorFailure) in try run(pixels, of: frame) }
  }

  private func run(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> Answer {
    runs.add(1, ordering: .relaxed)
    let square = pixels.withUnsafeBytes {
      BlurPadding.padded(
        PictureRows($0, width: frame.size.width, height: frame.size.height, strideBytes: frame.strideBytes))
    }
    let (bytes, side) = (square.bytes, BlurPadding.side)
    let plane = side * side
    let input = [Float](unsafeUninitializedCapacity: plane * 3) { planes, count in
      for index in 0..<plane {
        for channel in 0..<3 { planes[channel * plane + index] = Float(bytes[index * 3 + channel]) }
      }
      count = plane * 3
    }
    let output = try session.run(input, shape: [1, 3, Int64(side), Int64(side)], outputCount: 3)
    return Answer(
      gore: Self.probability(output[0]), porn: Self.probability(output[1]), safe: Self.probability(output[2]))
  }

  /// A softmax may exceed 1 by rounding.
  private static func probability(_ value: Float) -> Double { min(max(Double(value), 0), 1) }
}
