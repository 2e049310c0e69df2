import Documents
import ModerationCore

extension Manifest {
  /// The version of the format that is read.
  static let formatVersion = 1
  /// The most bytes of an identifier, a scene, a label or a sublabel: 128.
  static let maximumNameByteCount = 128

  /// Reads a manifest's root.
  init(_ root: YAMLNode) throws(DocumentProblem) {
    try root.allow([
      "manifest", "id", "scene", "model", "input", "output", "claims", "covers", "doesNotCover", "labels", "subLabels",
    ])
    _ = try root.required("manifest").integer(in: Self.formatVersion...Self.formatVersion)
    id = try root.required("id").name(extra: "._-/")
    scene = Scene(rawValue: try root.required("scene").name(extra: ".-", lowerCase: true))

    let model = try root.required("model")
    let isHead = model.optional("features") != nil || model.optional("head") != nil
    try model.allow(isHead ? HeadSection.keys : ["store", "file", "features", "head", "sha256", "name", "licence"])
    modelPlace = isHead ? try Self.head(model) : try Self.place(model)
    modelSHA256 = try model.required("sha256").sha256()
    modelName = try model.required("name").text()
    // Asked for so that nobody passes on a model without having looked.
    _ = try model.required("licence").text()

    let output = try root.required("output")
    let classes = try output.required("classes")
    classNames = try classes.texts()
    guard !classNames.isEmpty else { throw classes.invalid("names no class") }
    kind =
      isHead
      ? .head(try HeadSection(root, output, classNames: classNames)) : .network(try NetworkSection(root, output))
    if case .network(let network) = kind, network.activation == .softmax, classNames.count == 1 {
      throw classes.invalid("names one class; after a softmax that is always 1: name all, or write activation: sigmoid")
    }

    let vocabulary = try Vocabulary(root)
    covers = try vocabulary.subLabels(root, "covers")
    doesNotCover = try vocabulary.subLabels(root, "doesNotCover")
    if let both = covers.intersection(doesNotCover).sorted().first {
      throw try root.required("doesNotCover").invalid("names \(both), which covers names too")
    }
    claims = try Self.claims(
      try root.required("claims"), classNames: classNames, kind: kind, vocabulary: vocabulary,
      covers: covers)
  }

  private static func place(_ model: YAMLNode) throws(DocumentProblem) -> ModelPlace {
    switch (model.optional("store"), model.optional("file")) {
    case (let store?, nil): return .store(try store.pathBelow())
    case (nil, let file?): return .file(try file.pathBelow())
    default: throw model.invalid("must have one of the keys store, file and features")
    }
  }

  /// The file of heads on features that are known.
  private static func head(_ model: YAMLNode) throws(DocumentProblem) -> ModelPlace {
    try model.required("features").choice([(HeadSection.featuresName, ())])
    return .file(try model.required("head").pathBelow())
  }

  private static func claims(
    _ list: YAMLNode, classNames: [String], kind: Kind, vocabulary: Vocabulary, covers: Set<SubLabel>
  ) throws(DocumentProblem) -> [Claim] {
    var result: [Claim] = []
    for node in try list.elements() {
      try node.allow(["classes", "label", "subLabel", "review", "block", "reviewAs", "blockAs"])
      let label = try vocabulary.label(node.required("label"))
      let subLabel: SubLabel? = if let own = node.optional("subLabel") { try vocabulary.subLabel(own) } else { nil }
      if let subLabel, !covers.contains(subLabel) {
        throw node.invalid("claims \(subLabel), which covers does not name")
      }
      guard !result.contains(where: { $0.subLabel == subLabel && (subLabel != nil || $0.label == label) }) else {
        throw node.invalid("claims \(subLabel?.rawValue ?? label.rawValue), which an earlier one claims")
      }
      let review = try node.required("review").number(in: 0...1)
      let block = try node.required("block").number(in: review...1)
      let asReview = try vocabulary.meaning(node, "reviewAs", covers, default: (label, subLabel))
      let asBlock = try vocabulary.meaning(node, "blockAs", covers, default: (label, subLabel))
      result.append(
        Claim(
          label: label, subLabel: subLabel,
          bands: ScoreBands(
            reviewFrom: review, as: asReview.label, asReview.subLabel, blockAbove: block, as: asBlock.label,
            asBlock.subLabel),
          classes: try places(try node.required("classes"), in: classNames, kind)))
    }
    guard !result.isEmpty else { throw list.invalid("claims nothing") }
    return result
  }

  private static func places(
    _ node: YAMLNode, in classNames: [String], _ kind: Kind
  ) throws(DocumentProblem) -> [Int] {
    let names = try node.texts()
    var places: [Int] = []
    for name in names {
      guard let place = classNames.firstIndex(of: name) else {
        throw node.invalid("names \(name.debugDescription), which output.classes does not")
      }
      places.append(place)
    }
    guard !places.isEmpty else { throw node.invalid("names no class") }
    guard places.count > 1 else { return places }
    switch kind {
    case .head:
      throw node.invalid("names \(places.count) classes; heads have a score each, which are not added up")
    case .network(let network) where network.activation == .sigmoid:
      throw node.invalid(
        "names \(places.count) classes; after a sigmoid they are not shares of one whole, and are not added up")
    case .network: return places
    }
  }
}

extension YAMLNode {
  /// A short name of ASCII letters, digits and some signs.
  func name(extra: String, lowerCase: Bool = false) throws(DocumentProblem) -> String {
    let text = try text()
    let letters = lowerCase ? "abcdefghijklmnopqrstuvwxyz" : "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    let allowed = Set((letters + "0123456789" + extra).utf8)
    guard text.utf8.count <= Manifest.maximumNameByteCount, text.utf8.allSatisfy({ allowed.contains($0) }) else {
      throw invalid(
        "must be at most \(Manifest.maximumNameByteCount) \(lowerCase ? "lower-case " : "")letters, digits and \(extra)"
      )
    }
    return text
  }

  /// A SHA-256 in lower-case hexadecimal digits.
  func sha256() throws(DocumentProblem) -> String {
    let text = try text()
    guard text.utf8.count == 64, text.utf8.allSatisfy({ Set("0123456789abcdef".utf8).contains($0) }) else {
      throw invalid("must be 64 lower-case hexadecimal digits")
    }
    return text
  }

  /// A path that leads down only: relative, and without an empty part, `.` or `..`.
  func pathBelow() throws(DocumentProblem) -> String {
    let text = try text()
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
      throw invalid("must be a relative path without . and ..")
    }
    return text
  }
}
