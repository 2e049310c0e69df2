import Digests
import ModerationJudging

/// Computes the file's digests and looks them up in the rules' lists of known files, before anything is decoded. An MD5
/// is computed only where a list has one.
struct KnownFile {
  /// What findings of this stage call themselves.
  static let descriptor = KnownFileRule.descriptor

  let rules: Ruleset

  /// - Parameter sha256: The file's SHA-256; nil where libcrypto refused.
  /// - Returns: Whether that decides, as `KnownFileRule` says.
  func run(_ bytes: [UInt8], sha256: String?, into ledger: inout SceneLedger) -> Bool {
    guard !rules.knownFiles.isEmpty else { return false }
    var digests = sha256.flatMap { FileDigest(sha256: $0.utf8) }.map { [$0] } ?? []
    var missing = digests.isEmpty ? ["SHA-256"] : []
    if rules.knownFiles.contains(where: \.hasMD5) {
      let md5 = MD5Digest(of: bytes.span.bytes).flatMap { FileDigest(md5: $0.hexadecimal.utf8) }
      digests += md5.map { [$0] } ?? []
      if md5 == nil { missing.append("MD5") }
    }
    let isDecided = KnownFileRule(rules.knownFiles, scenes: rules.scenes).run(digests, into: &ledger)
    guard !missing.isEmpty else { return isDecided }
    // A policy of the machine may forbid MD5. What a list has by it may be graver than what was found, and somebody has
    // to know.
    let failure = DetectorFailure(
      .digestUnavailable, message: "this machine computes no \(missing.joined(separator: " and no ")) of the file")
    for scene in rules.scenes { ledger.record(.failed(failure), for: scene) }
    return false
  }
}
