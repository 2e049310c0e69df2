import Lists
import TextMatching

/// A library of words as a list of a policy folder.
enum WordListText {
  /// What stands in a list without words, which a list may not be: an exemption of what nobody writes.
  static let placeholder = "no-word-was-added-yet-2f6d1c9e\t\tEXEMPT"

  /// The list.
  static func text(_ words: [KeptWord], suggestion: String) -> String {
    var text = "# suggestion: \(suggestion)\n"
    for word in words {
      // A word with the label Normal lets through what it stands in.
      let columns = word.word.label == "Normal" ? "\t\tEXEMPT" : "\t\(label(word.word.label))"
      text += escaped(word.word.content) + columns + "\n"
    }
    return words.isEmpty ? text + placeholder + "\n" : text
  }

  /// A list's own label; lists have no Spam.
  private static func label(_ label: String) -> String { label == "Spam" ? "Ad" : label }

  /// A word as lists compare it: equal for two words that a list would take for the same, whatever their labels.
  ///
  /// - Throws: Why the word cannot stand in a list: it never becomes another entry, a comment or an option.
  static func normalized(_ word: NewWord) throws(WordFault) -> String {
    guard !word.content.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      throw WordFault(reason: "the word has a control character")
    }
    do throws(ListError) {
      let list = try WordList(parsing: Array((escaped(word.content) + "\n").utf8), name: "word")
      // The word without what a list passes over around it.
      guard let parts = list.entries.first?.parts, parts.count == 1, list.entries.count == 1 else {
        throw ListError(.noEntries, list: "word", message: "")
      }
      return TextNormalizer.standard.normalize(parts[0]).text
    } catch {
      throw WordFault(reason: error.code == .noEntries ? "the word is empty" : error.message)
    }
  }

  /// Why a word cannot stand in a list.
  struct WordFault: Error {
    let reason: String
  }

  /// The word as an entry that means just this word.
  static func escaped(_ word: String) -> String {
    var text = ""
    for scalar in word.unicodeScalars {
      if scalar == "&" || scalar == "#" || scalar == "\\" { text.unicodeScalars.append("\\") }
      text.unicodeScalars.append(scalar)
    }
    return text
  }
}
