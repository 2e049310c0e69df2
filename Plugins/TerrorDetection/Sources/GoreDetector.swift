public import Inference
import PictureFeatures
public import ModerationCore
public import SafetyClassification

/// Blood and mutilation, as far as image-safety-classifier-s sees them: one score a view.
///
/// No gory picture is kept or sought here, so that nothing is known of how much it finds; its false alarms are known:
/// MODEL_CARD.md of SafetyClassification.
public struct GoreDetector: Detector {
  /// What the detector is, known without loading the model.
  public static let descriptor = DetectorDescriptor(
    id: "terror.gore/1",
    scene: .terror,
    model: ImageSafetyClassifier.model,
    covers: [.gore],
    doesNotCover: [],
    bands: [
      .terror: ScoreBands(
        reviewFrom: QuantileScore.review, as: .terror, blockAbove: QuantileScore.block, as: .terror)
    ])

  public var descriptor: DetectorDescriptor { Self.descriptor.calculating(in: classifier.precision) }

  /// The same wish as the porn scene's, so that both are shown the same pixels.
  public static let wish = ImageSafetyClassifier.wish

  /// The same, and ordinary pictures also in nine parts.
  public static let thoroughWish = ImageSafetyClassifier.thoroughWish

  public private(set) var inputWish: InputWish

  private let classifier: ImageSafetyClassifier

  /// Makes a detector on a network that another detector may hold as well.
  public init(classifier: ImageSafetyClassifier, thorough: Bool = false) {
    self.classifier = classifier
    inputWish = thorough ? Self.thoroughWish : Self.wish
  }

  /// Reads, checks and compiles the model, for this detector alone.
  ///
  /// - Throws: `HostFailure` when the model is missing, altered or refused by the runtime.
  public init(
    store: ModelStore, runtime: InferenceRuntime, concurrency: Int, thorough: Bool = false
  ) throws(HostFailure) {
    self.init(
      classifier: try ImageSafetyClassifier(store: store, runtime: runtime, concurrency: concurrency),
      thorough: thorough)
  }

  /// The same detector on the same models, which also looks at parts of ordinary pictures, or does not.
  public func thoroughly(_ isThorough: Bool) -> Self {
    var copy = self
    copy.inputWish = isThorough ? Self.thoroughWish : Self.wish
    return copy
  }

  public func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    let probability = try classifier.answer(pixels, of: frame).gore
    return [
      Finding(
        label: .terror, subLabel: .gore, score: Self.score(probability),
        details: ["probability": probability.rounded3])
    ]
  }

  /// The probability from which a person looks: 0.09 % of benign photographs reach it.
  static let reviewProbability = 0.5
  /// The probability above which is blocked. 0.93 is the highest that a harmless picture reached, coarse
  /// coloured noise.
  static let blockProbability = 0.95

  /// The score of a probability, on the scale of the scene: straight lines through the documented bounds.
  static func score(_ probability: Double) -> Double {
    let (review, block) = (QuantileScore.review, QuantileScore.block)
    if probability < reviewProbability { return review * probability / reviewProbability }
    if probability > blockProbability {
      return block + (1 - block) * (probability - blockProbability) / (1 - blockProbability)
    }
    return review + (block - review) * (probability - reviewProbability) / (blockProbability - reviewProbability)
  }
}
