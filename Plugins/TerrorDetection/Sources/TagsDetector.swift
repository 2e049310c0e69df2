public import ModerationCore
public import Inference
public import PictureFeatures

/// What a picture shows, in the classes of ImageNet-1k, without judgement: no tag ever asks for a review.
public struct TagsDetector: Detector {
  /// The most tags of one view of a picture.
  public static let maximumTags = 10
  /// The least probability of a tag, 0…1.
  public static let leastProbability = 0.05

  /// Bands that no score reaches.
  private static let never = ScoreBands(reviewFrom: 2, as: .normal, blockAbove: 2, as: .normal)

  /// What the detector is, known without loading the model.
  public static let descriptor = DetectorDescriptor(
    id: "tags.efficientnet-lite2/1",
    scene: .tags,
    model: EfficientNetLite2.model,
    covers: [], doesNotCover: [],
    bands: [.normal: Self.never])

  public var descriptor: DetectorDescriptor { Self.descriptor }

  /// The same wish as the terror scene's, so that both are shown the same pixels.
  public static let wish = EfficientNetLite2.wish

  public var inputWish: InputWish { Self.wish }

  private let backbone: EfficientNetLite2
  private let classes: ImageNetClasses

  /// Reads, checks and compiles the model, for this detector alone.
  ///
  /// - Parameter concurrency: How many frames may be looked at at a time.
  /// - Throws: `HostFailure` when a file is missing, altered or refused by the runtime.
  public init(store: ModelStore, runtime: InferenceRuntime, concurrency: Int) throws(HostFailure) {
    let backbone = try EfficientNetLite2(store: store, runtime: runtime, concurrency: concurrency)
    try self.init(backbone: backbone, store: store)
  }

  /// Makes a detector on a network that another detector may hold as well.
  ///
  /// - Throws: `HostFailure` when a file is missing or altered.
  public init(backbone: EfficientNetLite2, store: ModelStore) throws(HostFailure) {
    self.backbone = backbone
    classes = try ImageNetClasses(store: store)
  }

  /// The likeliest classes, likeliest first; the score is the probability. None where no class is likely enough.
  public func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    let probabilities = Probabilities(logits: try backbone.answer(pixels, of: frame).logits)
    return probabilities.top(Self.maximumTags, from: Self.leastProbability).map { index in
      let entry = classes.entries[index]
      return Finding(
        label: .normal, score: min(1, probabilities.values[index]),
        details: ["tag": entry.name, "category": entry.category])
    }
  }
}
