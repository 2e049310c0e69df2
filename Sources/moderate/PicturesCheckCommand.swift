import ArgumentParser
import ImageMatching
import ImageModeration

/// `moderate pictures check LIST …`: what lists hold and what is hardly meant.
struct PicturesCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Counts what lists of known pictures hold, and names what is hardly meant.",
    discussion: """
      Flat entries, which match nothing, duplicates, lines that contradict each other, hashes that are none, labels that \
      nobody published.

      Exit status: 64 when a list is wrong; else 2 when something is hardly meant; else 0.
      """)

  @Argument(help: ArgumentHelp("Lists.", valueName: "list"))
  var lists: [String]

  func run() throws {
    var isNoticed = false
    for path in lists {
      let list = try FingerprintFile.parsed(path)
      let allowing = list.entries.reduce(0) { $0 + ($1.suggestion == .pass ? 1 : 0) }
      StandardOutput.write(
        """
        \(Printable.text(path)): \(list.entries.count) pictures (\(allowing) allowed), \
        \(list.files.count) files (\(list.files.md5Count) by MD5), \(list.flatCount) flat, \
        \(list.duplicateCount) duplicates; met within \(list.distanceBits(of: .block)) bits, allowed within \
        \(list.distanceBits(of: .pass))

        """)
      for notice in list.notices {
        StandardOutput.write("\(Printable.text("\(path):\(notice.line): \(notice.sentence)"))\n")
      }
      if list.noticeCount > list.notices.count {
        StandardOutput.write("\(Printable.text(path)): \(list.noticeCount - list.notices.count) more of these\n")
      }
      if list.noticeCount > 0 { isNoticed = true }
    }
    if isNoticed { throw ExitCode(2) }
  }
}
