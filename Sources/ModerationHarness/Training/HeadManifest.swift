/// The manifest of heads that were learned: what `--manifest` reads.
public struct HeadManifest: Sendable {
  /// The detector's identifier, with a revision.
  public let id: String
  /// The scene.
  public let scene: String
  /// The label of each category.
  public let labels: [String: String]
  /// Labels that are not published.
  public let ownLabels: [String]

  /// Says what stands in a manifest beside the heads.
  ///
  /// - Parameters:
  ///   - labels: For each category; `Custom` where none is named.
  ///   - ownLabels: Those of them that are not published, which a manifest declares.
  public init(id: String, scene: String, labels: [String: String], ownLabels: [String]) {
    (self.id, self.scene, self.labels, self.ownLabels) = (id, scene, labels, ownLabels)
  }

  /// The text.
  ///
  /// - Parameters:
  ///   - features: The name of the features.
  ///   - file: The name of the heads' file, beside the manifest.
  ///   - sha256: Of its bytes.
  ///   - scores: What the logits of a review and a block become.
  public func text(
    of trained: TrainedHeads, features: String, file: String, sha256: String, scores: (review: Double, block: Double)
  ) -> String {
    let categories = trained.heads.map(\.category)
    var lines = [
      "# Made by `moderate train`; what it finds and what not: report.md beside this file.",
      "# Every key: Plugins/ManifestDetection/README.md",
      "manifest: 1",
      "id: \(quoted(id))",
      "scene: \(quoted(scene))",
      "",
      "model:",
      "  features: \(features)",
      "  head: \(file)",
      "  sha256: \(sha256)",
      "  name: \(quoted(id))",
      "  licence: of whoever owns the pictures that it was trained on; features Apache-2.0",
      "",
      "output:",
      "  classes: [\(list(categories))]",
      "  # The logits that become the scores \(scores.review) and \(scores.block).",
      "  anchors:",
    ]
    lines += trained.heads.map { "    - [\($0.anchors.review), \($0.anchors.block)]" }
    lines.append("")
    if !ownLabels.isEmpty { lines.append("labels: [\(list(ownLabels))]") }
    lines += ["subLabels: [\(list(categories))]", "claims:"]
    for head in trained.heads {
      lines += [
        "  - classes: [\(quoted(head.category))]",
        "    label: \(quoted(labels[head.category] ?? "Custom"))",
        "    subLabel: \(quoted(head.category))",
        "    review: \(scores.review)",
        head.blocks
          ? "    block: \(scores.block)"
          : "    block: 1 # never: too few benign pictures were there to measure a rate of false blocks",
      ]
    }
    return (lines + ["", "covers: [\(list(categories))]", "doesNotCover: []", ""]).joined(separator: "\n")
  }

  private func list(_ names: [String]) -> String { names.map(quoted).joined(separator: ", ") }

  private func quoted(_ name: String) -> String { "\"\(name)\"" }
}
