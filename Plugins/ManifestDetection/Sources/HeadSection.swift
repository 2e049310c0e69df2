import Documents
import ModerationCore
import PictureFeatures

/// What a manifest says of heads on features that other detectors compute as well.
///
/// The features are those of EfficientNet-lite2, which the terror scene and the tags look with. A head is a linear
/// layer with one logit; the file holds those of all classes one after another, each as 1,280 weights and a bias of
/// four little-endian bytes.
struct HeadSection {
  /// The name of the features that there are.
  static let featuresName = "efficientnet-lite2"
  /// What else lies below `model` of such a manifest.
  static let keys = ["features", "head", "sha256", "name", "licence"]
  /// The most heads of a manifest: 256, 1.3 MB.
  static let maximumHeadCount = 256

  /// What the logit of each class means.
  let scores: [QuantileScore]

  init(_ root: YAMLNode, _ output: YAMLNode, classNames: [String]) throws(DocumentProblem) {
    if let unused = root.optional("input") {
      throw unused.invalid("goes with model.store and model.file only; features have an input of their own")
    }
    try output.allow(["classes", "anchors"])
    guard classNames.count <= Self.maximumHeadCount else {
      throw try output.required("classes").invalid(
        "names \(classNames.count) classes; \(Self.maximumHeadCount) are allowed with model.features")
    }
    let anchors = try output.required("anchors")
    let pairs = try anchors.elements()
    guard pairs.count == classNames.count else {
      throw anchors.invalid("has \(pairs.count) elements; output.classes has \(classNames.count)")
    }
    var scores: [QuantileScore] = []
    for pair in pairs {
      let logits = try pair.numbers(2, in: -1e6...1e6)
      guard let score = QuantileScore(onePercent: logits[0], onePerMille: logits[1]) else {
        throw pair.invalid("must be two logits, the first below the second")
      }
      scores.append(score)
    }
    self.scores = scores
  }

  /// The heads in a file's bytes, in the order of the classes.
  ///
  /// - Throws: `modelAltered` when there are more or fewer of them than classes, or a weight is no number.
  func heads(_ bytes: [UInt8], name: String) throws(HostFailure) -> [LinearHead] {
    let headBytes = (EfficientNetLite2.featureCount + 1) * 4
    guard bytes.count == scores.count * headBytes else {
      throw HostFailure(
        .modelAltered,
        message: """
          the heads \(name) have \(bytes.count) bytes; \(scores.count) classes of \(EfficientNetLite2.featureCount) \
          weights and a bias take \(scores.count * headBytes)
          """)
    }
    var heads: [LinearHead] = []
    for index in scores.indices {
      heads.append(
        try LinearHead(
          Array(bytes[(index * headBytes)..<((index + 1) * headBytes)]), featureCount: EfficientNetLite2.featureCount,
          name: "the head \(index + 1) of \(name)"))
    }
    return heads
  }
}
