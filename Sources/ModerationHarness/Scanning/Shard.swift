import Digests

/// One of several equal parts of the files, as `--shard 3/16` takes it.
///
/// A file belongs to the part whose number less one is the remainder of a hash by the count of parts. The hash is the
/// first eight bytes of the SHA-256 of the file's path below the folder that was walked, read as one number, the
/// highest byte first: equal on every machine, whatever the folder is called there.
package struct Shard: Hashable, Sendable, CustomStringConvertible {
  /// The most parts: 65,536.
  package static let maximumCount = 65_536

  /// Which part, from 1.
  package let number: Int
  /// How many parts there are.
  package let count: Int

  /// Reads `3/16`; nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]), (1...Self.maximumCount) ~= count,
      (1...count) ~= number
    else { return nil }
    (self.number, self.count) = (number, count)
  }

  package var description: String { "\(number)/\(count)" }

  /// Whether a path belongs to this part.
  package func holds(_ path: ArraySlice<UInt8>) -> Bool {
    // Without a digest no part may miss a file: every part takes it.
    guard count > 1, let words = SHA256Digest.words(of: Array(path).span.bytes) else { return true }
    return words[0] % UInt64(count) == UInt64(number - 1)
  }
}
