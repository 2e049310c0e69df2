import ArgumentParser
import Policies

/// `moderate policies diff A B`: what two policies differ in.
struct PoliciesDiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Shows what two policies differ in, with everything that they inherit.",
    discussion: """
      A policy is a name, or FOLDER/NAME for one of another folder, such as an older state of the same. Exit status: 1 when \
      they differ; else 0; 64 when one of them is wrong.
      """)

  @Argument(help: ArgumentHelp("A policy.", valueName: "a"))
  var left: String

  @Argument(help: ArgumentHelp("Another.", valueName: "b"))
  var right: String

  @OptionGroup var from: PoliciesFolderOption

  func run() throws {
    let difference = PolicyDifference(try policy(left), try policy(right))
    for line in difference.lines { StandardOutput.write(Printable.text(line) + "\n") }
    guard difference.lines.isEmpty else { throw ExitCode(1) }
    StandardError.write("moderate: both judge alike\n")
  }

  private func policy(_ text: String) throws -> ResolvedPolicy {
    guard let slash = text.lastIndex(of: "/") else { return try from.policy(named: text, in: try from.read()) }
    return try from.policy(
      named: String(text[text.index(after: slash)...]),
      in: try from.looking.folder(String(text[..<slash]), failingWith: 64))
  }
}
