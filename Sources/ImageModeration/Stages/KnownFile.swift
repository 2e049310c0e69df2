/// Looks the file's SHA-256 up in the rules' lists of known files, before anything is decoded.
struct KnownFile {
  /// What findings of this stage call themselves.
  static let descriptor = DetectorDescriptor(
    id: "known-files/1", scene: Scene(rawValue: "known-files"), covers: [], doesNotCover: [], bands: [:],
    basis: .operatorList)

  let rules: Ruleset

  /// - Returns: Whether that decides: the file is excepted from moderation, or it is blocked and the policy stops there.
  func run(_ sha256: String?, into ledger: inout SceneLedger) -> Bool {
    guard let sha256 else { return false }
    // The gravest word counts: an exception never outweighs a ban.
    let hits = rules.knownFiles.filter { $0.contains(sha256) }.sorted { $0.suggestion > $1.suggestion }
    guard let gravest = hits.first else { return false }
    for list in hits {
      ledger.add(
        [
          Finding(
            label: list.label, score: 1, keywords: [sha256], list: list.name,
            suggestion: list.suggestion)
        ], from: Self.descriptor, frame: nil)
    }
    let reason: String
    switch gravest.suggestion {
    case .pass: reason = "the file is an exception of the list \(gravest.name)"
    case .block where rules.policy.stopsAtBlock: reason = "the file is on the list \(gravest.name)"
    case .review, .block: return false
    }
    for scene in rules.scenes { ledger.record(.notNeeded(reason: reason), for: scene) }
    return true
  }
}
