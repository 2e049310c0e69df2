package import ModerationCore

/// Looks a file's digests up in lists of known files, and says what follows for the scenes.
package struct KnownFileRule {
  /// What findings of this rule call themselves.
  package static let descriptor = DetectorDescriptor(
    id: "known-files/1", scene: Scene(rawValue: "known-files"), covers: [], doesNotCover: [], bands: [:],
    basis: .operatorList)

  private let lists: [KnownFiles]
  private let scenes: [Scene]

  /// - Parameter scenes: The scenes that need not be looked at once the file is decided about.
  package init(_ lists: [KnownFiles], scenes: [Scene]) {
    self.lists = lists
    self.scenes = scenes
  }

  /// Records what the lists say of a file.
  ///
  /// - Parameter digests: The file's digests that are known.
  /// - Returns: Whether that decides: the file is excepted from moderation whatever it shows, or it is blocked and the
  ///   policy stops there.
  package func run(_ digests: [FileDigest], into ledger: inout SceneLedger) -> Bool {
    var counted: [(list: KnownFiles, entry: KnownFiles.Entry)] = []
    for list in lists {
      for entry in digests.flatMap({ list.entries(of: $0) }) {
        let finding = Self.finding(entry, in: list)
        ledger.add([finding], from: Self.descriptor, frame: nil)
        // What an exception keeps from counting ends nothing, nor does what the policy's thresholds turn off.
        let meaning = ledger.policy.meaning(of: finding, by: Self.descriptor)
        if ledger.policy.exception(for: finding, of: Self.descriptor) == nil, meaning?.suggestion == entry.suggestion {
          counted.append((list, entry))
        }
      }
    }
    // The gravest word counts: a list of files to pass never outweighs one of files to block.
    guard let gravest = counted.max(by: { $0.entry.suggestion < $1.entry.suggestion }) else { return false }
    let reason: String
    switch gravest.entry.suggestion {
    case .pass:
      // What allows one label says nothing of the others.
      guard let whole = counted.first(where: { $0.entry.label == nil }) else { return false }
      reason = "the file is an exception of the list \(whole.list.name)"
    case .block where ledger.policy.stopsAtBlock: reason = "the file is on the list \(gravest.list.name)"
    case .review, .block: return false
    }
    for scene in scenes { ledger.record(.notNeeded(reason: reason), for: scene) }
    return true
  }

  private static func finding(_ entry: KnownFiles.Entry, in list: KnownFiles) -> Finding {
    let isAllowed = entry.suggestion == .pass
    return Finding(
      label: entry.label ?? .custom, score: 1,
      keywords: [entry.name.isEmpty ? entry.digest.hexadecimal : entry.name], list: list.name,
      suggestion: entry.suggestion,
      allowance: isAllowed ? Allowance(labels: entry.label.map { [$0] }, reach: .image) : nil,
      // The list's own words never stand in for what was seen.
      details: entry.metadata.merging([entry.digest.kind: entry.digest.hexadecimal]) { $1 })
  }
}
