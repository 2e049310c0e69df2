import ArgumentParser
import Documents
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
    FacesCommand.self, PluginsCommand.self, ExamineCommand.self, DoctorCommand.self, KeysCommand.self,
    UsageCommand.self, RecordsCommand.self, TasksCommand.self, StoreCommand.self,
  ]

  static func main() async {
    ProcessHeap.keepLittle()
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments == ["--version"] { return StandardOutput.write("moderate \(Release.current)\n") }
    if arguments.count == 2, arguments[0] == "--generate-completion-script",
      let shell = CompletionShell(rawValue: arguments[1])
    {
      return StandardOutput.write(CompletionCommand.script(for: shell))
    }
    if let name = arguments.prefix(while: { $0 != "--" }).first(where: isFileLikeOption) {
      end(
        "\(Printable.text(name)) is a file and reads as options: write ./\(Printable.text(name)), or -- before the paths"
      )
    }
    let line = CommandWords(arguments)
    guard let word = line.word, names.contains(word) else {
      if let word = line.word, word != "--help", line.isHelp || access(word, F_OK) != 0 {
        let hint = NearestWord.hint(word, among: names)
        if line.isHelp { end("there is no subcommand \(Printable.text(word))\(hint); moderate --help lists them") }
        if !hint.isEmpty {
          StandardError.write("moderate: note: \(Printable.text(word)) is taken for a path\(hint)\n")
        }
      }
      return await ModerateCommand.main(line.arguments)
    }
    let rest = line.argumentsOfTool
    if word == ServeCommand._commandName ? ServiceProgram.serves(rest) : ServiceProgram.words.contains(word) {
      let problem = ServiceProgram.become([word] + rest)
      // Without the program there is still something to read.
      if !rest.contains("--help"), !rest.contains("-h") { end(problem) }
    }
    await ToolCommand.main([word] + line.argumentsOfTool)
  }

  private static var names: [String] { tools.map { $0._commandName } }

  /// Whether an argument is a file of the present folder that a parser would take for a bundle of options.
  private static func isFileLikeOption(_ argument: String) -> Bool {
    argument.count > 2 && argument.hasPrefix("-") && access(argument, F_OK) == 0
  }

  private static func end(_ message: String) -> Never {
    StandardError.write("moderate: \(message)\n")
    _exit(64)
  }
}

/// The program as its tools see it, which it does not run itself.
private struct ToolCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "moderate", subcommands: Moderate.tools)
}

/// The program as shells complete it: beside its tools the options for images, and no paths, which would hide the tools.
private struct CompletionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "moderate", subcommands: Moderate.tools)

  @Flag(name: .shortAndLong) var verbose = false
  @OptionGroup var answering: AnswerOptions
  @OptionGroup var judging: JudgingOptions

  /// A script, which has bash complete names of files where nothing else is completed.
  static func script(for shell: CompletionShell) -> String {
    completionScript(for: shell).replacing(
      "complete -o filenames -F", with: "complete -o bashdefault -o default -o filenames -F")
  }
}

/// The arguments, with the word that names a tool found among them.
struct CommandWords {
  /// The arguments for the program itself.
  private(set) var arguments: [String]
  /// Where the word stands.
  private var place = 0

  /// Options that any tool may have, and that may stand before its word.
  private static let flags: Set = ["--quiet", "-q", "--json", "--verbose", "-v"]
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
