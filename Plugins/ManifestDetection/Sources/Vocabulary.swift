import Documents
package import ModerationCore

/// The labels and sublabels that a manifest may use: the published ones, and those that it declares itself.
///
/// An unknown label would be a finding that no policy and no client knows, most likely for a slip of the pen; one that
/// is declared under `labels` is meant.
package struct Vocabulary {
  /// The labels that a manifest need not declare.
  package static let published: [Label] = [.porn, .sexy, .terror, .polity, .ad, .abuse, .illegal, .custom]
  private static let publishedSubLabels: [SubLabel] =
    SubLabel.pornScene + SubLabel.terrorScene + SubLabel.politicsScene + [
      .phoneNumber, .webAddress, .mailAddress, .messengerAccount, .englishAbuse, .otherAbuse,
    ] + SubLabel.unreadKinds.sorted()

  private let labels: [Label]
  private let subLabels: [SubLabel]

  init(_ root: YAMLNode) throws(DocumentProblem) {
    labels = Self.published + (try Self.declared(root, "labels").map { Label(rawValue: $0) })
    subLabels = Self.publishedSubLabels + (try Self.declared(root, "subLabels").map { SubLabel(rawValue: $0) })
  }

  private static func declared(_ root: YAMLNode, _ key: String) throws(DocumentProblem) -> [String] {
    guard let list = root.optional(key) else { return [] }
    for element in try list.elements() {
      guard try element.name(extra: "._-") != Label.normal.rawValue else {
        throw element.invalid("may not be Normal, which means that nothing was found")
      }
    }
    return try list.texts()
  }

  func label(_ node: YAMLNode) throws(DocumentProblem) -> Label {
    let label = Label(rawValue: try node.text())
    guard labels.contains(label) else {
      throw node.invalid("must be one of \(labels.map(\.rawValue)), or be declared under labels")
    }
    return label
  }

  func subLabel(_ node: YAMLNode) throws(DocumentProblem) -> SubLabel {
    let subLabel = SubLabel(rawValue: try node.text())
    guard subLabels.contains(subLabel) else {
      throw node.invalid("must be one of \(subLabels.map(\.rawValue)), or be declared under subLabels")
    }
    return subLabel
  }

  /// The sublabels of a list that must be there and may be empty.
  func subLabels(_ root: YAMLNode, _ key: String) throws(DocumentProblem) -> Set<SubLabel> {
    let list = try root.required(key)
    _ = try list.texts()
    var result: Set<SubLabel> = []
    for element in try list.elements() { result.insert(try subLabel(element)) }
    return result
  }

  /// What a band says: the claim's own label and sublabel, or others.
  func meaning(
    _ claim: YAMLNode, _ key: String, _ covers: Set<SubLabel>, default own: (label: Label, subLabel: SubLabel?)
  ) throws(DocumentProblem) -> (label: Label, subLabel: SubLabel?) {
    guard let node = claim.optional(key) else { return own }
    try node.allow(["label", "subLabel"])
    let label = try label(node.required("label"))
    guard let finer = node.optional("subLabel") else { return (label, nil) }
    let subLabel = try subLabel(finer)
    guard covers.contains(subLabel) else { throw finer.invalid("is \(subLabel), which covers does not name") }
    return (label, subLabel)
  }
}
