public import Inference
public import ModerationCore
import PixelConversion
public import SafetyClassification

/// Pornography: one score a view, decided from image-safety-classifier-s and, in doubt, open_nsfw.
///
/// The first looks at every view, because it sees what open_nsfw does not; open_nsfw is run only where it can change
/// the answer, on about one benign photograph in fifty. How one score is made of two: `PornDecision`. Figures and known
/// biases: MODEL_CARD.md.
public struct PornDetector: Detector {
  /// What the detector is in fp32, known without loading the models.
  public static let descriptor = DetectorDescriptor(
    id: "porn.two-models/1",
    scene: .porn,
    model: ImageSafetyClassifier.model,
    covers: [.explicit, .suggestive],
    doesNotCover: [.bodyParts, .drawnNudity, .minor],
    bands: [.porn: ScoreBands(reviewFrom: 0.2, as: .sexy, .suggestive, blockAbove: 0.8, as: .porn, .explicit)])

  public var descriptor: DetectorDescriptor { Self.descriptor.calculating(in: first.precision) }

  /// Every picture whole; long ones and contact sheets also part by part.
  public static let wish = ImageSafetyClassifier.wish

  /// As `wish`, and every other picture also in nine parts: ten passes instead of one.
  public static let thoroughWish = ImageSafetyClassifier.thoroughWish

  public private(set) var inputWish: InputWish

  /// What open_nsfw wants of a view that was made by this detector's wish.
  private static let secondWish: InputWish = {
    var wish = OpenNSFWDetector.wish
    wish.tiling = nil
    return wish
  }()

  private let first: ImageSafetyClassifier
  private let second: OpenNSFWDetector

  /// Makes a detector on a network that another detector may hold as well.
  ///
  /// open_nsfw is read and checked now, and given to the runtime when it is first asked.
  ///
  /// - Parameters:
  ///   - concurrency: How many frames may be looked at at a time.
  ///   - thorough: Whether ordinary pictures are also looked at in parts. `inputWish` is then `thoroughWish`.
  ///   - precision: The arithmetic of open_nsfw.
  /// - Throws: `HostFailure` when a model is missing, altered or refused by the runtime.
  public init(
    classifier: ImageSafetyClassifier, store: ModelStore, runtime: InferenceRuntime, concurrency: Int,
    thorough: Bool = false, precision: InferenceSession.Precision = .fp32
  ) throws(HostFailure) {
    inputWish = thorough ? Self.thoroughWish : Self.wish
    first = classifier
    second = try OpenNSFWDetector(
      store: store, runtime: runtime, concurrency: concurrency, precision: precision, loading: .whenUsed)
  }

  /// Reads, checks and compiles both models, for this detector alone.
  ///
  /// - Throws: `HostFailure` when a model is missing, altered or refused by the runtime.
  public init(
    store: ModelStore, runtime: InferenceRuntime, concurrency: Int, thorough: Bool = false,
    precision: InferenceSession.Precision = .fp32
  ) throws(HostFailure) {
    try self.init(
      classifier: try ImageSafetyClassifier(store: store, runtime: runtime, concurrency: concurrency), store: store,
      runtime: runtime, concurrency: concurrency, thorough: thorough, precision: precision)
  }

  /// The same detector on the same models, which also looks at parts of ordinary pictures, or does not.
  public func thoroughly(_ isThorough: Bool) -> Self {
    var copy = self
    copy.inputWish = isThorough ? Self.thoroughWish : Self.wish
    return copy
  }

  public func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    let porn = try first.answer(pixels, of: frame).porn
    var details = ["imageSafetyClassifier": porn.rounded3]
    var opinion: Double?
    if porn >= PornDecision.doubtFrom {
      let score = try secondScore(pixels, of: frame)
      opinion = score
      details["openNSFW"] = score.rounded3
      details["openNSFWModel"] = second.descriptor.model?.name
      details["openNSFWSHA256"] = second.descriptor.model?.sha256
    }
    return [Finding(label: .porn, score: PornDecision(first: porn, second: opinion).score, details: details)]
  }

  /// What open_nsfw says of the view.
  private func secondScore(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> Double {
    let view = DecodedFrame(
      index: frame.frameIndex, size: frame.size, strideBytes: frame.strideBytes, originalSize: frame.size,
      hasAlpha: false)
    let answer: Result<[Finding], DetectorFailure>
    do {
      answer = try PixelConverter().convert(pixels, of: view, to: Self.secondWish) { converted, description in
        Result { () throws(DetectorFailure) in try second.inspect(converted, of: description) }
      }
    } catch {
      throw DetectorFailure(.inferenceFailed, message: "the view cannot be made for open_nsfw: \(error.message)")
    }
    guard let score = try answer.get().first?.score else {
      throw DetectorFailure(.inferenceFailed, message: "open_nsfw gave no score")
    }
    return score
  }
}

extension Double {
  /// With three digits, for details.
  fileprivate var rounded3: String { "\((self * 1000).rounded() / 1000)" }
}
