/// Looks the file's SHA-256 up in the rules' lists of known files, before anything is decoded.
struct KnownFile {
  /// What findings of this stage call themselves.
  static let descriptor = DetectorDescriptor(
    id: "known-files/1", scene: Scene(rawValue: "known-files"), covers: [], doesNotCover: [], bands: [:],
    basis: .operatorList)

  let rules: Ruleset

  /// - Returns: Whether that decides: the file is excepted from moderation, or it is blocked and the policy stops
  ///   there.
  func run(_ sha256: String?, into ledger: inout SceneLedger) -> Bool {
    guard let sha256 else { return false }
    var counted: [KnownFiles] = []
    for list in rules.knownFiles where list.contains(sha256) {
      let finding = Finding(
        label: list.label, score: 1, keywords: [sha256], list: list.name, suggestion: list.suggestion)
      ledger.add([finding], from: Self.descriptor, frame: nil)
      // What an exception keeps from counting ends nothing, nor does what the policy's thresholds turn off.
      let meaning = rules.policy.meaning(of: finding, by: Self.descriptor)
      if rules.policy.exception(for: finding, of: Self.descriptor) == nil, meaning?.suggestion == list.suggestion {
        counted.append(list)
      }
    }
    // The gravest word counts: a list of files to pass never outweighs one of files to block.
    guard let gravest = counted.max(by: { $0.suggestion < $1.suggestion }) else { return false }
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
