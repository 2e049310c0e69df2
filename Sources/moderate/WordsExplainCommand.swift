import ArgumentParser
import TextMatching

/// `moderate words explain LIST TEXT [ENTRY]`: how a text is read, and why entries hit or not.
struct WordsExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Shows how a text is read, and why entries of a word list hit or do not.",
    discussion: """
      Shows each line in every reading in which it is searched, then the entries that hit or stand in it \
      without counting. With an entry, says where each of its parts stands, and why it counts or does not.

      Exit status: 64 when the list is wrong or has no such entry; else 0.

      EXAMPLES
        moderate words explain list.txt '加 V·X'
        moderate words explain list.txt '羊毛片材' 毛片
      """)

  @Argument(help: ArgumentHelp("The word list.", valueName: "list"))
  var list: String

  @Argument(help: ArgumentHelp("The text, or - for standard input.", valueName: "text"))
  var text: String

  @Argument(help: ArgumentHelp("The entry to explain, as the list has it.", valueName: "entry"))
  var entry: String?

  func run() throws {
    let list = try WordListFile.read(list)
    let lines = WordsText.lines(text)
    let explanation = WordExplanation(of: lines, by: try WordListFile.matcher([list]))
    for (line, readings) in explanation.readings.enumerated() {
      Self.write("line \(line + 1): \(lines[line])")
      for reading in readings { Self.write("  \(reading.kind.rawValue): \(reading.text)") }
    }
    if let entry {
      guard let found = explanation.entries(named: entry, in: list).first else {
        throw ValidationError(Printable.text("\(list.name) has no entry \(entry)."))
      }
      Self.write(explanation.outcome(of: found), of: found)
    } else {
      let entries = explanation.concerned
      for entry in entries { Self.write(explanation.outcome(of: entry), of: entry) }
      if entries.isEmpty { StandardError.write("moderate: no entry stands in the text\n") }
    }
  }

  private static func write(_ outcome: WordExplanation.Outcome, of entry: WordList.Entry) {
    write("\(entry.keyword) (line \(entry.line)): \(outcome.sentence)")
    for part in outcome.parts {
      if part.standings.isEmpty { write("  \(part.text): in no reading of the text") }
      for standing in part.standings {
        write("  \(part.text): line \(standing.line + 1), \(standing.reading.rawValue), \(standing.sentence)")
      }
    }
  }

  private static func write(_ line: String) { StandardOutput.write(Printable.text(line) + "\n") }
}
