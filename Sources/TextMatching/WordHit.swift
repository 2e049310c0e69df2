public import ModerationCore

/// An entry of a list that an image's text hits, with the places of every part.
public struct WordHit: Hashable, Sendable {
  /// A stretch of one line.
  public struct Place: Hashable, Sendable {
    /// The line, as an index into the lines that were searched.
    public let line: Int
    /// The stretch of the line as it was read, in UTF-8 bytes; whole characters of what was folded together.
    public let utf8Range: Range<Int>

    /// Makes a place.
    public init(line: Int, utf8Range: Range<Int>) {
      self.line = line
      self.utf8Range = utf8Range
    }
  }

  /// An entry that exempts what is found inside its place.
  public struct Exemption: Hashable, Sendable {
    /// The list's place among the matcher's lists.
    public let listIndex: Int
    /// The list's name.
    public let listName: String
    /// The exemption.
    public let entry: WordList.Entry
  }

  /// The list's place among the matcher's lists.
  public let listIndex: Int
  /// The list's name.
  public let listName: String
  /// The entry, with the suggestion of its list where that has one.
  public let entry: WordList.Entry
  /// For each part of the entry, where it was found, in reading order: at least one place, at most
  /// `WordMatcher.maximumPlacesPerPart`; of a hit that counts, only places outside exemptions.
  public let parts: [[Place]]
  /// The plainest way of reading the text in which every part was found.
  public let reading: WordReading
  /// Whether some part was only found across the ends of dictionary words (毛片 in 羊毛片材): evidence, and no more.
  public let cutsWords: Bool
  /// What exempts the hit, so that it does not count: all places of one part stand inside exemptions, at first of this
  /// one. nil for a hit that counts.
  public let exemption: Exemption?

  /// What the hit suggests if it counts: nothing where it cuts words, and no more than a person where only the sound is
  /// the entry's.
  public var suggestion: Suggestion {
    Self.suggestion(entry.suggestion, reading: reading, cutsWords: cutsWords)
  }

  static func suggestion(_ suggestion: Suggestion, reading: WordReading, cutsWords: Bool) -> Suggestion {
    if cutsWords { return .pass }
    return reading == .samePinyin && suggestion == .block ? .review : suggestion
  }

  /// The lines that any part was found in, ascending, each once.
  public var lines: [Int] { Set(parts.joined().map(\.line)).sorted() }
}
