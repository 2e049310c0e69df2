import Foundation

/// The words by which records are found: what the index is given and what a search asks it for, cut the same way.
///
/// Runs of letters and digits are words, found by how they begin. Runs of Han, kana and Hangul have no blanks: each two
/// neighbours are a word, and the last character of a run alone, so that a text of two characters, of one and of many is
/// found wherever it stands. Widths, compatibility forms, case and accents make no difference. Simplified and
/// traditional characters do.
enum RecordTokens {
  /// What parts texts of a record, so that no phrase reaches from one into the next.
  private static let gap = "\u{E000}"
  /// The most scalars of a word; the rest is another word.
  private static let maximumWordScalars = 48
  /// The most words, which are runs of one kind, that a search may have.
  static let maximumRunCount = 32

  /// How many words a search has.
  static func runCount(_ text: String) -> Int { runs(text).count }

  /// A run of one kind.
  private struct Run {
    let isJoined: Bool
    var scalars: [Unicode.Scalar]
  }

  /// What the index is given for a record's texts.
  static func body(_ texts: [String]) -> String {
    var words: [String] = []
    for text in texts where !text.isEmpty {
      if !words.isEmpty { words.append(gap) }
      for run in runs(text) {
        guard run.isJoined else {
          words.append(word(run.scalars[...]))
          continue
        }
        for index in run.scalars.indices.dropLast() { words.append(word(run.scalars[index...(index + 1)])) }
        words.append(word(run.scalars.suffix(1)))
        words.append(gap)
      }
    }
    return words.joined(separator: " ")
  }

  /// A search for all runs of a text, as FTS5 takes it; nil where the text has no letter and no digit. Whatever the text
  /// is, it is no syntax: only letters, digits and what is not ASCII get into the quotes.
  static func query(_ text: String) -> String? {
    let runs = runs(text)
    guard !runs.isEmpty else { return nil }
    return runs.map { run in
      guard run.isJoined, run.scalars.count > 1 else { return "\"\(word(run.scalars[...]))\" *" }
      let pairs = run.scalars.indices.dropLast().map { word(run.scalars[$0...($0 + 1)]) }
      return "\"\(pairs.joined(separator: " "))\""
    }.joined(separator: " AND ")
  }

  private static func word(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }

  private static func runs(_ text: String) -> [Run] {
    var runs: [Run] = []
    var isOpen = false
    for scalar in folded(text).unicodeScalars {
      guard let isJoined = isJoined(scalar) else {
        isOpen = false
        continue
      }
      if isOpen, let last = runs.indices.last, runs[last].isJoined == isJoined,
        isJoined || runs[last].scalars.count < maximumWordScalars
      {
        runs[runs.count - 1].scalars.append(scalar)
      } else {
        runs.append(Run(isJoined: isJoined, scalars: [scalar]))
      }
      isOpen = true
    }
    return runs
  }

  /// Lower case, one width, no accents.
  private static func folded(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
    let parted = text.decomposedStringWithCompatibilityMapping.unicodeScalars.filter {
      !(0x0300...0x036F).contains($0.value)
    }
    return String(String.UnicodeScalarView(parted)).precomposedStringWithCompatibilityMapping.lowercased()
  }

  /// Whether a scalar belongs to a script without blanks; nil where it belongs to no word.
  private static func isJoined(_ scalar: Unicode.Scalar) -> Bool? {
    switch scalar.value {
    case 0x30...0x39, 0x61...0x7A: return false
    case 0..<0x80: return nil
    case 0x3005...0x3007, 0x3041...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0x1B000...0x1B16F, 0x20000...0x3FFFD:
      return true
    default:
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
        .letterNumber, .otherNumber, .nonspacingMark, .spacingMark:
        return false
      default: return nil
      }
    }
  }
}

extension ModerationRecord {
  /// What the index of texts is given.
  var searchedTexts: [String] {
    text.split(separator: "\n").map(String.init) + keywords + codes + [dataID, url].compactMap(\.self)
  }
}
