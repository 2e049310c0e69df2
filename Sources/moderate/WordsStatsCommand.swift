import ArgumentParser
import TextMatching

/// `moderate words stats LIST…`: what word lists are made of.
struct WordsStatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Says what word lists are made of, and what in them is sought as the same.",
    discussion: "Exit status: 64 when a list is wrong or unreadable; else 0.")

  @Argument(help: ArgumentHelp("A word list.", valueName: "list"))
  var lists: [String]

  /// The most groups of entries that are shown.
  static let maximumGroupCount = 20

  func run() throws {
    let read = try lists.map { try WordListFile.read($0) }
    for list in read { Self.write(WordListStatistics(list), of: list) }
    let matcher = try WordListFile.matcher(read)
    Self.write("memory    \(matcher.byteCount) bytes of automata, \(matcher.listByteCount) of entries")
    let groups = matcher.entriesSoughtAlike(atMost: Self.maximumGroupCount)
    for group in groups.shown {
      let entries = group.map { "\($0.entry.keyword) (\($0.list), line \($0.entry.line))" }
      Self.write("alike     \(entries.joined(separator: " = "))")
    }
    if groups.count > groups.shown.count { Self.write("alike     \(groups.count - groups.shown.count) more") }
  }

  private static func write(_ statistics: WordListStatistics, of list: WordList) {
    write("list      \(list.name) \(list.version)")
    write("entries   \(statistics.entryCount), of which \(statistics.exemptionCount) exempt")
    write("parts     \(statistics.partCounts.map { "\($0.value) of \($0.key)" }.joined(separator: ", "))")
    for meaning in statistics.meanings { write("meaning   \(meaning.count) \(meaning.label) \(meaning.suggestion)") }
    write("lengths   \(statistics.shortest) to \(statistics.longest) characters a part, \(statistics.single) of one")
    write("without   \(list.without.isEmpty ? "nothing" : list.without.names.joined(separator: ", "))")
    write("notices   \(list.noticeCount)")
  }

  private static func write(_ line: String) { StandardOutput.write(Printable.text(line) + "\n") }
}
