import ArgumentParser
import Glibc
import WorkerProcesses

/// The program: `moderate PATH …`, or one of the tools below a word of their own.
///
/// The tools are told apart here and not by ArgumentParser, which cannot have paths and subcommands beside each other.
/// A picture that is called like a tool is given as `./words`.
@main
enum Moderate {
  /// The tools, in the order in which help lists them.
  static let tools: [any ParsableCommand.Type] = [
    ScanCommand.self, EvaluateCommand.self, ReplayCommand.self, TrainCommand.self, ServeCommand.self,
    PoliciesCommand.self, WordsCommand.self, CodesCommand.self, PicturesCommand.self, FingerprintsCommand.self,
    FacesCommand.self, PluginsCommand.self, ExamineCommand.self, DoctorCommand.self,
  ]

  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments == ["--version"] { return StandardOutput.write("moderate \(Release.current)\n") }
    let line = CommandWords(arguments)
    guard let word = line.word, tools.contains(where: { $0._commandName == word }) else {
      if line.isHelp, let word = line.word, word != "--help" {
        StandardError.write("moderate: there is no subcommand \(Printable.text(word)); moderate --help lists them\n")
        _exit(64)
      }
      return await ModerateCommand.main(line.arguments)
    }
    await ToolCommand.main([word] + line.argumentsOfTool)
  }
}

/// The program as its tools see it, which it does not run itself.
private struct ToolCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "moderate", subcommands: Moderate.tools)
}

/// The arguments, with the word that names a tool found among them.
struct CommandWords {
  /// The arguments for the program itself.
  private(set) var arguments: [String]
  /// Where the word stands.
  private var place = 0

  /// Options that any tool may have, and that may stand before its word.
  private static let flags: Set = ["--quiet", "--json", "--verbose", "-v"]
  private static let withValue: Set = ["--config", "--models", "--policies", "--policy"]

  /// Whether help is asked for by its word.
  let isHelp: Bool

  /// Reads `help TOOL …` as `TOOL … --help`.
  init(_ arguments: [String]) {
    self.arguments = arguments
    isHelp = arguments.first == "help"
    if isHelp { self.arguments = Array(arguments.dropFirst()) + ["--help"] }
    while place < self.arguments.count {
      let argument = self.arguments[place]
      if Self.flags.contains(argument) || Self.withValue.contains(where: { argument.hasPrefix("\($0)=") }) {
        place += 1
      } else if Self.withValue.contains(argument) {
        place += 2
      } else {
        return
      }
    }
  }

  /// The first argument that is no option; nil where there is none.
  var word: String? { arguments.indices.contains(place) ? arguments[place] : nil }

  /// The arguments without the word, options that stand before it behind it.
  var argumentsOfTool: [String] { Array(arguments[(place + 1)...]) + arguments[..<place] }
}
