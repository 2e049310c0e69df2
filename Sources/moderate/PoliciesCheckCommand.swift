import ArgumentParser
import Policies

/// `moderate policies check DIR`: everything that is wrong with a folder.
struct PoliciesCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Says what is wrong with a folder of policies and its lists.",
    discussion: """
      Every problem with file, line and column on standard error, and what is hardly meant as a note. Nothing is loaded but \
      the files. Exit status: 1 when anything is wrong; else 0.
      """)

  @Argument(help: ArgumentHelp("The folder.", valueName: "dir"))
  var folder: String

  @OptionGroup var looking: PolicyDetectorOptions

  func run() throws {
    let read = try looking.folder(folder, failingWith: 1)
    for notice in read.notices { StandardError.write("moderate: note: \(Printable.text("\(notice)"))\n") }
    for policy in read.policies {
      StandardOutput.write("\(Printable.text("ok        \(policy.name)  version \(policy.version)"))\n")
    }
  }
}
