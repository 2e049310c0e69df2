import ModerationCore

/// What a descriptor must be like.
struct DescriptorRules {
  let descriptor: DetectorDescriptor

  /// The most characters of an identifier; the plugin interface takes no more.
  static let maximumIdentifierLength = 128

  /// What is wrong; empty when nothing is.
  var problems: [String] {
    identifierProblems + bandProblems + subLabelProblems + modelProblems + suppliedProblems
  }

  private var identifierProblems: [String] {
    let id = descriptor.id
    var problems: [String] = []
    let characters = id.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 32 && $0.value < 127 }
    if id.isEmpty || id.utf8.count > Self.maximumIdentifierLength || !characters {
      problems.append(
        "the id “\(id)” is not 1 to \(Self.maximumIdentifierLength) printable ASCII characters without spaces")
    }
    let parts = id.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count != 2 || parts.contains(where: \.isEmpty) {
      problems.append("the id “\(id)” has no revision: write it as name/1 and count up when its answers change")
    }
    if descriptor.scene.rawValue.isEmpty { problems.append("the scene has no name") }
    return problems
  }

  private var bandProblems: [String] {
    if descriptor.bands.isEmpty { return ["bands is empty: no finding could ever count; give each label its bands"] }
    var problems: [String] = []
    for (label, bands) in descriptor.bands.sorted(by: { $0.key < $1.key }) {
      if label.rawValue.isEmpty { problems.append("a label in bands has no name") }
      // Evidence without judgement is claimed as Normal, with bands that no score reaches.
      if label == .normal, bands.reviewFrom <= 1 {
        problems.append("bands judges the label Normal, which means that nothing was found; claim what was found")
      }
      if label == .normal { continue }
      problems += Self.problems(of: bands, named: "\(label)")
    }
    for (subLabel, bands) in descriptor.subLabelBands.sorted(by: { $0.key < $1.key }) {
      problems += Self.problems(of: bands, named: "\(subLabel)")
      if !SubLabelRules(descriptor).allows(subLabel) {
        problems.append("subLabelBands has \(subLabel), which covers does not name")
      }
    }
    return problems
  }

  /// `ScoreBands` keeps its own thresholds in order. Infinity says that nothing is judged, which is allowed.
  private static func problems(of bands: ScoreBands, named name: String) -> [String] {
    guard bands.reviewFrom > 1, bands.reviewFrom.isFinite else { return [] }
    return ["the bands of \(name) begin at \(bands.reviewFrom), which no score reaches: scores are 0…1, not percent"]
  }

  private var subLabelProblems: [String] {
    let both = descriptor.covers.intersection(descriptor.doesNotCover).sorted()
    return both.isEmpty ? [] : ["covers and doesNotCover both name \(both.map(\.rawValue).joined(separator: ", "))"]
  }

  private var modelProblems: [String] {
    guard let model = descriptor.model else { return [] }
    var problems = model.name.isEmpty ? ["the model has no name"] : []
    if model.sha256.utf8.count != 64 || !model.sha256.allSatisfy({ "0123456789abcdef".contains($0) }) {
      problems.append("the model's SHA-256 is not 64 lower-case hexadecimal digits: “\(model.sha256)”")
    }
    return problems
  }

  private var suppliedProblems: [String] {
    descriptor.supplied.filter { $0.value < 0 }.keys.sorted().map { "supplied has a negative count of \($0)" }
  }
}

/// Which sublabels a detector may claim.
struct SubLabelRules {
  private let allowed: Set<SubLabel>

  init(_ descriptor: DetectorDescriptor) {
    // Who covers body parts says which.
    let kinds = descriptor.covers.contains(.bodyParts) ? SubLabel.bodyPartKinds : []
    allowed = descriptor.covers.union(kinds)
  }

  func allows(_ subLabel: SubLabel) -> Bool { allowed.contains(subLabel) }
}
