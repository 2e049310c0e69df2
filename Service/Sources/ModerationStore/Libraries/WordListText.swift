import Lists
import TextMatching

/// A library of words as a list of a policy folder.
enum WordListText {
  /// What stands in a list without words, which a list may not be: an exemption of what nobody writes.
  static let placeholder = "no-word-was-added-yet-2f6d1c9e\t\tEXEMPT"

  /// The list: of a library of `PASS` the words with the label Normal, as exemptions, and of others the others.
  ///
  /// What does not fit was kept when the operator had set the library up otherwise. It is left out, since an exemption
  /// switches off what the other lists of a policy say.
  static func text(_ words: [KeptWord], suggestion: String) -> String {
    let isExempt = suggestion == "PASS"
    let lines = words.filter { ($0.word.label == "Normal") == isExempt }.map { word in
      escaped(word.word.content) + (isExempt ? "\t\tEXEMPT" : "\t\(label(word.word.label))") + "\n"
    }
    return (isExempt ? "" : "# suggestion: \(suggestion)\n") + (lines.isEmpty ? placeholder + "\n" : lines.joined())
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
