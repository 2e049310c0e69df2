import ArgumentParser
import CodeDetection
import Lists

/// `moderate codes …`: tools for those who keep lists of where codes and addresses lead.
struct CodesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "codes", abstract: "Tools for lists of where codes and addresses lead.",
    subcommands: [CodesTestCommand.self])
}

/// `moderate codes test LIST [CONTENT]`: says what a list makes of a code's content or an address.
struct CodesTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Says what a code list makes of what a code holds or of an address.",
    discussion: """
      A content is allowed only where it is one address and nothing else; it is unwanted wherever anything in it names \
      what is listed. Without a content the list is only checked.

      Exit status: 64 when the list is wrong or unreadable; else 2 when the content is unwanted; else 0.

      EXAMPLES
        moderate codes test own.txt
        moderate codes test own.txt https://example.com/menu
      """)

  @Argument(help: ArgumentHelp("The code list: UTF-8, one entry a line.", valueName: "list"))
  var list: String

  @Argument(help: ArgumentHelp("What the code holds, or an address; - for standard input.", valueName: "content"))
  var content: String?

  func run() throws {
    let list = try CodeListFile.read(list)
    let lists: CodeLists
    do throws(ListError) { lists = try CodeLists([list]) } catch { throw ValidationError(error.message) }
    guard let content else {
      let repeats = list.duplicateCount > 0 ? ", \(list.duplicateCount) lines repeat others" : ""
      StandardOutput.write(Printable.text("\(list.name): \(list.entries.count) entries\(repeats)") + "\n")
      return
    }
    let text = content == "-" ? Self.standardInput() : content
    let unwanted = CodeListDetector.unwanted(in: text, lists)
    for hit in unwanted { write("\(hit.suggestion)  \(hit.entry.label)", hit) }
    guard unwanted.isEmpty else { throw ExitCode(2) }
    if let hit = lists.allowing(text) {
      write("PASS  allowed", hit)
    } else {
      StandardError.write("moderate: the list says nothing of it\n")
    }
  }

  /// What a code could hold of standard input, without the line end behind it.
  private static func standardInput() -> String {
    var lines: [String] = []
    var byteCount = 0
    while byteCount <= CodeLists.maximumTextByteCount, let line = readLine() {
      lines.append(line)
      byteCount += line.utf8.count + 1
    }
    return lines.joined(separator: "\n")
  }

  private func write(_ word: String, _ hit: CodeLists.Hit) {
    StandardOutput.write(Printable.text("\(word)  \(hit.entry.text)  (\(hit.list), line \(hit.entry.line))") + "\n")
  }
}
