import Documents

/// What a manifest says of a network of its own: the sections `input` and `output`, classes apart.
struct NetworkSection {
  /// The order of a tensor's axes.
  enum Layout { case nchw, nhwc }

  /// What is done to the model's output.
  enum Activation { case none, softmax, sigmoid }

  /// What pixels become: (pixel ÷ divisor − mean) ÷ deviation, for each channel in the order of the pixels.
  struct Normalization {
    let divisor: Float
    let mean: [Float]
    let deviation: [Float]
  }

  let input: InputSection
  let outputName: String?
  let activation: Activation

  init(_ root: YAMLNode, _ output: YAMLNode) throws(DocumentProblem) {
    input = try InputSection(try root.required("input"))
    try output.allow(["name", "activation", "classes"])
    outputName = try output.optional("name")?.text()
    activation = try output.required("activation").choice([
      ("none", .none), ("softmax", .softmax), ("sigmoid", .sigmoid),
    ])
  }

  /// What is wrong where a model's output is a distribution already, and the manifest would make one of it again; nil
  /// where nothing is.
  ///
  /// A softmax of a softmax is never what was meant: it leaves all classes within a factor of e of each other, so no
  /// score comes near a threshold, and nothing else would say so. Logits that are all non-negative with a sum of 1, on
  /// two pictures, do not happen by chance. Numbers between 0 and 1 with another sum may be logits, and pass.
  ///
  /// - Parameter outputs: The model's outputs for different pictures, before any activation.
  func repeatedActivation(_ outputs: [[Float]]) -> String? {
    guard activation != .none, !outputs.isEmpty, outputs.allSatisfy(Self.isDistribution) else { return nil }
    return """
      the model gives probabilities already: its outputs are non-negative and their sum is 1; a \(activation) of them \
      would be wrong: write activation: none
      """
  }

  /// Whether numbers of two classes or more are shares of one whole.
  private static func isDistribution(_ output: [Float]) -> Bool {
    output.count > 1 && output.allSatisfy { $0 >= 0 }
      && abs(output.reduce(0) { $0 + Double($1) } - 1) <= distributionSlack
  }

  /// By how much the sum of shares may miss 1: 0.001.
  private static let distributionSlack = 0.001
}
