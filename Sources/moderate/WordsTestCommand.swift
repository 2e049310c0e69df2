import ArgumentParser
import TextMatching

/// `moderate words test LIST [TEXT]`: shows what of a list hits a text, and where.
struct WordsTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Shows what of a word list hits a text, and where.",
    discussion: """
      Each line of the text counts as a line read in a picture. Without a text the list is only checked.

      Exit status: 64 when the list is wrong or unreadable; else 2 when an entry hit that is not cut out
      of other words and not exempt; else 0.

      EXAMPLES
        moderate words test list.txt
        moderate words test list.txt '今晚包夜'
        moderate words test list.txt - < comments.txt
      """)

  @Argument(help: ArgumentHelp("The word list: UTF-8, one entry a line.", valueName: "list"))
  var list: String

  @Argument(help: ArgumentHelp("The text, or - for standard input.", valueName: "text"))
  var text: String?

  func run() throws {
    let list = try WordListFile.read(list)
    guard let text else {
      StandardOutput.write("\(Printable.text(list.name)): \(list.entries.count) entries\n")
      return
    }
    let lines = WordsText.lines(text)
    let matches = try WordListFile.matcher([list]).matches(in: lines)
    for hit in matches.hits { StandardOutput.write(Self.describe(hit, lines)) }
    if matches.omittedHitCount > 0 { StandardError.write("moderate: \(matches.omittedHitCount) more entries hit\n") }
    guard matches.hits.allSatisfy({ $0.cutsWords || $0.exemption != nil }) else { throw ExitCode(2) }
    if matches.hits.isEmpty { StandardError.write("moderate: nothing hits\n") }
  }

  /// The entry with its line in the list, then each place: the line of the text with the stretch that hit marked.
  private static func describe(_ hit: WordHit, _ lines: [String]) -> String {
    let entry = hit.entry
    let word = hit.exemption == nil ? "\(hit.suggestion)" : "exempt"
    var text = "\(word)  \(entry.label)  \(entry.keyword)  (\(hit.listName), line \(entry.line))"
    if let exemption = hit.exemption {
      text += "  by \(exemption.entry.keyword) (\(exemption.listName), line \(exemption.entry.line))"
    }
    if hit.cutsWords { text += "  cut out of other words" }
    if hit.reading != .plain { text += "  reading: \(hit.reading.rawValue)" }
    text += "\n"
    for place in hit.parts.joined() {
      let line = Array(lines[place.line].utf8)
      let (before, found, after) = (
        line[..<place.utf8Range.lowerBound], line[place.utf8Range], line[place.utf8Range.upperBound...]
      )
      func decoded(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
      text += "  line \(place.line + 1): \(decoded(before))[\(decoded(found))]\(decoded(after))\n"
    }
    return text.split(separator: "\n").map { Printable.text(String($0)) + "\n" }.joined()
  }
}
