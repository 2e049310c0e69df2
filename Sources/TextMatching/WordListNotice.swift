/// Something in a word list that was read, but hardly as its author meant it.
public struct WordListNotice: Hashable, Sendable, CustomStringConvertible {
  /// What was noticed.
  public enum Kind: Hashable, Sendable {
    /// The entry equals an earlier one after normalisation, parts in any order; the earlier one is in force.
    case duplicateEntry(ofLine: Int)
    /// The entry equals an earlier one but for its label or suggestion; the earlier one is in force.
    case contradictoryEntry(ofLine: Int)
    /// A directive below the first entry, where it is a comment.
    case directiveBelowEntries
    /// A label that this library does not know; said once for each.
    case unknownLabel(String)
  }

  /// What was noticed.
  public let kind: Kind
  /// The line, counted from 1.
  public let line: Int
  /// The byte of the line, counted from 1; nil where the whole line is meant.
  public let column: Int?

  /// `line: sentence`.
  public var description: String { "\(line): \(sentence)" }

  /// What was noticed, in one sentence.
  public var sentence: String {
    switch kind {
    case .duplicateEntry(let first): "duplicate of line \(first), which is in force"
    case .contradictoryEntry(let first):
      "contradicts line \(first), which is in force: the same words with another label or suggestion"
    case .directiveBelowEntries: "a directive below the first entry is a comment"
    case .unknownLabel(let label): "\(label) is not a standard label"
    }
  }
}
