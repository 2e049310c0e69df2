import ArgumentParser
import Files

/// `moderate policies init DIR`: a folder of policies to begin with.
struct PoliciesInitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Writes a folder of policies to begin with.",
    discussion: """
      Prints the files that it wrote. Nothing is ever overwritten. Exit status: 1 when a file exists already or cannot be \
      written; else 0.
      """)

  @Argument(help: ArgumentHelp("The folder, made if missing.", valueName: "dir"))
  var folder: String

  func run() throws {
    try FolderWriting(FileName([UInt8](folder.utf8))).writeAndTell(PolicyTemplate.files)
    StandardError.write(
      """
      moderate: next:
        moderate policies check \(Printable.text(folder))
        moderate --policies \(Printable.text(folder)) --policy live_chat PICTURE

      """)
  }
}
