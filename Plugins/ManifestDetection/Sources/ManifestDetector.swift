public import ModerationCore
public import Inference
public import PictureFeatures

/// A detector made of a YAML manifest and an ONNX classifier, or heads on features that others compute as well: a model
/// of one's own without a line of Swift.
///
/// The format is described in README.md, key by key. Everything is checked when the detector is made: the manifest's
/// keys, types and ranges, the model's SHA-256, and by inferences on two drawn pictures whether model and manifest fit.
/// After that it is a detector like any other: called from any thread, deterministic, one finding for each claim of the
/// manifest.
public struct ManifestDetector: Detector {
  public let descriptor: DetectorDescriptor
  public let inputWish: InputWish

  /// What looks.
  private enum Looking {
    case network(NetworkClassifier)
    case heads(HeadClassifier)
  }

  private let claims: [Manifest.Claim]
  private let looking: Looking

  /// Reads a manifest, reads and checks its model, compiles it and tries it; a network that its heads need is its own.
  ///
  /// - Parameters:
  ///   - manifestPath: The manifest. A model named by `model.file` or `model.head` lies in its folder or below.
  ///   - store: The folder of a model named by `model.store`.
  ///   - concurrency: How many frames may be looked at at a time.
  /// - Throws: `HostFailure`: `sourceUnreadable` when there is no such manifest, `invalidManifest` with file, line, key
  ///   and what is allowed, `modelMissing` and `modelAltered` for the model file, `runtimeUnavailable` when it does not
  ///   compile.
  public init(
    manifestPath: String, store: ModelStore, runtime: InferenceRuntime, concurrency: Int
  ) throws(HostFailure) {
    try self.init(manifestPath: manifestPath, store: store, runtime: runtime, concurrency: concurrency) {
      () throws(HostFailure) in
      try EfficientNetLite2(store: store, runtime: runtime, concurrency: concurrency)
    }
  }

  /// The same on a network that other detectors may hold as well: one made with `isShared: true` runs once for all of
  /// them, and each further category costs less than a millisecond a picture.
  ///
  /// - Parameter backbone: Gives the network; called only when the manifest is of heads on its features.
  public init(
    manifestPath: String, store: ModelStore, runtime: InferenceRuntime, concurrency: Int,
    sharing backbone: () throws(HostFailure) -> EfficientNetLite2
  ) throws(HostFailure) {
    let manifest = try Manifest(path: manifestPath)
    let bytes = try manifest.modelBytes(manifestPath: manifestPath, store)
    let name = "\(manifest.modelName) of \(manifestPath)"
    descriptor = manifest.descriptor
    inputWish = manifest.wish
    claims = manifest.claims
    switch manifest.kind {
    case .network(let section):
      let classifier = NetworkClassifier(
        section: section, classCount: manifest.classNames.count,
        session: try InferenceSession(onnx: bytes, name: name, runtime: runtime, concurrency: concurrency))
      try classifier.tryOut(manifestPath)
      looking = .network(classifier)
    case .head(let section):
      let heads = try section.heads(bytes, name: name)
      looking = .heads(HeadClassifier(backbone: try backbone(), heads: heads, scores: section.scores))
    }
  }

  /// What the detector of a manifest would be, known without its model.
  ///
  /// - Throws: `HostFailure` as the initialiser, for the manifest alone.
  public static func descriptor(manifestPath: String) throws(HostFailure) -> DetectorDescriptor {
    try Manifest(path: manifestPath).descriptor
  }

  public func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    switch looking {
    case .network(let classifier):
      let probabilities = try classifier.probabilities(pixels, of: frame)
      return claims.map { claim in
        let score = claim.classes.reduce(0) { $0 + probabilities[$1] }
        return Finding(label: claim.label, subLabel: claim.subLabel, score: min(score, 1))
      }
    case .heads(let classifier):
      let answers = try classifier.answers(pixels, of: frame)
      return claims.flatMap { claim in
        claim.classes.map { place in
          Finding(
            label: claim.label, subLabel: claim.subLabel, score: answers[place].score,
            details: ["logit": answers[place].logit])
        }
      }
    }
  }
}
