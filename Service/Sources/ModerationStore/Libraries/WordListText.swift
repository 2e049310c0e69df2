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

  /// Why a word cannot stand in a list; nil where it can. It never becomes another entry, a comment or an option.
  static func fault(of word: NewWord) -> String? {
    guard !word.content.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      return "the word has a control character"
    }
    do throws(ListError) {
      let list = try WordList(parsing: Array((escaped(word.content) + "\n").utf8), name: "word")
      return list.entries.count == 1 ? nil : "the word is empty"
    } catch {
      return error.code == .noEntries ? "the word is empty" : error.message
    }
  }

  /// The places of words that are equal to an earlier one, as a list compares them: whatever their labels, so that no
  /// list contradicts itself.
  static func repetitions(in words: [NewWord]) throws(LibraryError) -> Set<Int> {
    guard !words.isEmpty else { return [] }
    var limits = WordListLimits.standard
    limits.maximumNoticeCount = words.count
    let text = words.map { escaped($0.content) + "\n" }.joined()
    do throws(ListError) {
      let list = try WordList(parsing: Array(text.utf8), name: "words", limits: limits)
      return Set(
        list.notices.compactMap { notice in
          if case .duplicateEntry = notice.kind { notice.line - 1 } else { nil }
        })
    } catch {
      throw .store(.damagedLibrary("a word (\(error.message))"))
    }
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
