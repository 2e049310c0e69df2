import ModerationCore

/// What was seen in the parts of frames that are shown part by part, so that one thing in two parts is evidence once.
struct SeenParts {
  /// The most findings of one kind in one frame that a further one is compared with. A picture shows fewer, and what is
  /// not recognised as the same is evidence twice, which changes no verdict.
  static let maximumComparedCount = 128
  /// The most places of a finding that is compared at all. Most have one.
  static let maximumComparedPlaceCount = 16

  /// What two findings share that may be of the same thing.
  private struct Kind: Hashable {
    let detector: String
    let frameIndex: Int
    let rendition: Rendition
    let label: Label
    let subLabel: SubLabel?
    let text: String?
    /// What does not count never stands for what does, nor one list's entry for another's.
    let isSuppressed: Bool
    let suggestion: Suggestion?
    let list: String?
    let keywords: [String]
    /// A policy may bound what a group's match suggests.
    let group: String?
  }

  private var seen: [Kind: [Finding]] = [:]

  /// The most findings that one further finding is compared with.
  var longestComparison: Int { seen.values.map(\.count).max() ?? 0 }

  /// Whether the same was seen before in another part of the frame, no less surely: parts overlap.
  func hold(_ item: Verdict.Evidence) -> Bool {
    guard !seen.isEmpty, let kind = Self.kind(of: item), let others = seen[kind] else { return false }
    return others.contains { other in
      other.score >= item.finding.score && other.locations.count == item.finding.locations.count
        && zip(other.locations, item.finding.locations).allSatisfy { $0.box.coversMost(of: $1.box) }
    }
  }

  /// Takes over what was seen in one part, after all of that part was looked up.
  mutating func add(_ items: [Verdict.Evidence]) {
    for item in items {
      guard let kind = Self.kind(of: item) else { continue }
      if seen[kind, default: []].count < Self.maximumComparedCount { seen[kind, default: []].append(item.finding) }
    }
  }

  private static func kind(of item: Verdict.Evidence) -> Kind? {
    guard let frameIndex = item.frameIndex,
      (1...maximumComparedPlaceCount).contains(item.finding.locations.count)
    else { return nil }
    let finding = item.finding
    return Kind(
      detector: item.detector, frameIndex: frameIndex, rendition: item.rendition, label: finding.label,
      subLabel: finding.subLabel,
      text: finding.text, isSuppressed: item.suppressedBy != nil, suggestion: finding.suggestion,
      list: finding.list, keywords: finding.keywords, group: finding.candidates.first?.group)
  }
}
