import Digests
import ModerationJudging

/// Looks the file's digests up in the rules' lists of known files, before anything is decoded. An MD5 is computed only
/// where a list has one.
struct KnownFile {
  /// What findings of this stage call themselves.
  static let descriptor = DetectorDescriptor(
    id: "known-files/1", scene: Scene(rawValue: "known-files"), covers: [], doesNotCover: [], bands: [:],
    basis: .operatorList)

  let rules: Ruleset

  /// - Parameter sha256: The file's SHA-256; nil where libcrypto refused.
  /// - Returns: Whether that decides: the file is excepted from moderation whatever it shows, or it is blocked and the
  ///   policy stops there.
  func run(_ bytes: [UInt8], sha256: String?, into ledger: inout SceneLedger) -> Bool {
    guard !rules.knownFiles.isEmpty else { return false }
    var digests = sha256.flatMap { FileDigest(sha256: $0.utf8) }.map { [$0] } ?? []
    if rules.knownFiles.contains(where: \.hasMD5), let md5 = MD5Digest(of: bytes.span.bytes) {
      digests += FileDigest(md5: md5.hexadecimal.utf8).map { [$0] } ?? []
    }
    var counted: [(list: KnownFiles, entry: KnownFiles.Entry)] = []
    for list in rules.knownFiles {
      for entry in digests.flatMap({ list.entries(of: $0) }) {
        let finding = Self.finding(entry, in: list)
        ledger.add([finding], from: Self.descriptor, frame: nil)
        // What an exception keeps from counting ends nothing, nor does what the policy's thresholds turn off.
        let meaning = rules.policy.meaning(of: finding, by: Self.descriptor)
        if rules.policy.exception(for: finding, of: Self.descriptor) == nil, meaning?.suggestion == entry.suggestion {
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
    case .block where rules.policy.stopsAtBlock: reason = "the file is on the list \(gravest.list.name)"
    case .review, .block: return false
    }
    for scene in rules.scenes { ledger.record(.notNeeded(reason: reason), for: scene) }
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
