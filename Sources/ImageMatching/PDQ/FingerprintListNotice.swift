/// Something in a list of known pictures that is not wrong and hardly meant, with its line.
public struct FingerprintListNotice: Hashable, Sendable, CustomStringConvertible {
  /// What was noticed.
  public enum Kind: Hashable, Sendable {
    /// Entries that match nothing, because pictures without structure share their hashes; the line is the first one's.
    case flat(count: Int)
    /// An entry that another entry of the same hash overrules.
    case contradiction(countsLine: Int)
    /// So many of the hashes without a kind cannot be PDQ hashes: 128 ones, or hardly fewer.
    case unlikelyHashes(count: Int, of: Int)
    /// A label that nobody published.
    case unknownLabel(String)
    /// A directive below the first entry, where it is a comment.
    case directiveBelowEntries
  }

  /// What was noticed.
  public let kind: Kind
  /// The line, counted from 1.
  public let line: Int

  /// `line 3: …`.
  public var description: String { "line \(line): \(sentence)" }

  /// What was noticed and what to do, without the line.
  public var sentence: String {
    switch kind {
    case .flat(let count):
      """
      \(count == 1 ? "the entry is" : "\(count) entries, from here on, are") flat and will match nothing: a plain colour, \
      a gradient or a quality below \(PDQFingerprint.leastQuality); list the file by its sha256 instead
      """
    case .contradiction(let line): "line \(line) says something graver of the same picture, which counts"
    case .unlikelyHashes(let count, let total):
      "\(count) of \(total) hashes are hardly PDQ; digests are written with their kind before them, as in sha256:…"
    case .unknownLabel(let label): "\(label) is a label of your own"
    case .directiveBelowEntries: "a directive below the first entry is a comment"
    }
  }
}
