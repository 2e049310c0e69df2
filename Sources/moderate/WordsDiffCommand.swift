import ArgumentParser
import TextMatching

/// `moderate words diff OLD NEW`: what two word lists differ in.
struct WordsDiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Shows the entries that were added, removed or changed between two word lists.",
    discussion: """
      Entries are the same when their parts are, after normalisation and in any order. An entry is changed \
      when its label or suggestion is, or when it became an exemption.

      Exit status: 64 when a list is wrong or unreadable; 1 when they differ; else 0.
      """)

  @Argument(help: ArgumentHelp("A word list.", valueName: "old"))
  var old: String

  @Argument(help: ArgumentHelp("A later state of it.", valueName: "new"))
  var new: String

  func run() throws {
    let difference = WordListDifference(
      from: try WordListFile.read(old, isQuiet: true), to: try WordListFile.read(new, isQuiet: true))
    for entry in difference.removed { Self.write("- \(Self.describe(entry))") }
    for entry in difference.added { Self.write("+ \(Self.describe(entry))") }
    for change in difference.changed {
      Self.write("~ \(Self.describe(change.old)) -> \(Self.meaning(change.new)) (line \(change.new.line))")
    }
    if difference.oldSwitches != difference.newSwitches {
      func text(_ switches: WordSwitches) -> String {
        switches.isEmpty ? "nothing" : switches.names.joined(separator: ", ")
      }
      Self.write("~ without: \(text(difference.oldSwitches)) -> \(text(difference.newSwitches))")
    }
    guard difference.isEmpty else { throw ExitCode(1) }
    StandardError.write("moderate: both lists say the same\n")
  }

  private static func describe(_ entry: WordList.Entry) -> String {
    "\(entry.keyword)  \(meaning(entry)) (line \(entry.line))"
  }

  private static func meaning(_ entry: WordList.Entry) -> String {
    entry.isExemption ? "EXEMPT" : "\(entry.label) \(entry.suggestion)"
  }

  private static func write(_ line: String) { StandardOutput.write(Printable.text(line) + "\n") }
}
