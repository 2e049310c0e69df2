import Glibc

/// A pattern of paths, as `--include` and `--exclude` take it.
///
/// The parts between slashes are matched one by one with POSIX `fnmatch` (`*`, `?`, `[…]`, `\` before a character that
/// is meant): upper and lower case are told apart, and `*` matches names that begin with a dot, too. A part `**`
/// stands for any number of folders, none included. A pattern without a slash is about a name, wherever it lies; one
/// with a slash is about the whole path below the folder that was walked. Names are bytes.
package struct FilePattern: Hashable, Sendable {
  /// The most bytes of a pattern: 4,096, as many as a path may have.
  package static let maximumByteCount = 4096

  /// The pattern as it was given.
  package let text: String
  private let parts: [[CChar]]

  /// Reads a pattern; nil for an empty one, one that is too long, and one that begins or ends with a slash.
  package init?(_ text: String) {
    guard !text.isEmpty, text.utf8.count <= Self.maximumByteCount, !text.utf8.contains(0) else { return nil }
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard !parts.contains(where: \.isEmpty) else { return nil }
    self.text = text
    self.parts = parts.map { $0.map { CChar(bitPattern: $0) } + [0] }
  }

  /// Whether a path matches.
  package func matches(_ path: ArraySlice<UInt8>) -> Bool {
    let names = path.split(separator: UInt8(ascii: "/")).map { $0.map { CChar(bitPattern: $0) } + [0] }
    if parts.count == 1, !Self.isAnyDepth(parts[0]) { return names.last.map { Self.match(parts[0], $0) } ?? false }
    return matches(names)
  }

  /// Row by row, so that many `**` cost no more than parts times names.
  private func matches(_ names: [[CChar]]) -> Bool {
    // Which beginnings of the path the parts so far match, by how many names they have.
    var reached = [Bool](repeating: false, count: names.count + 1)
    reached[0] = true
    for part in parts {
      var next = [Bool](repeating: false, count: names.count + 1)
      if Self.isAnyDepth(part) {
        var isReached = false
        for index in reached.indices {
          isReached = isReached || reached[index]
          next[index] = isReached
        }
      } else {
        for index in names.indices where reached[index] { next[index + 1] = Self.match(part, names[index]) }
      }
      reached = next
    }
    return reached[names.count]
  }

  private static func isAnyDepth(_ part: [CChar]) -> Bool {
    part.count == 3 && part[0] == CChar(bitPattern: UInt8(ascii: "*")) && part[1] == part[0]
  }

  private static func match(_ part: [CChar], _ name: [CChar]) -> Bool { fnmatch(part, name, 0) == 0 }
}
