import ArgumentParser

/// The program: `moderate PATH …`, or one of the tools below a word of their own.
///
/// The tools are told apart here and not by ArgumentParser, which cannot have paths and subcommands beside each other.
/// A picture that is called like a tool is given as `./words`.
@main
enum Moderate {
  static func main() async {
    var arguments = CommandLine.arguments.dropFirst()
    switch arguments.first {
    case "words":
      arguments.removeFirst()
      await WordsCommand.main(Array(arguments))
    case "codes":
      arguments.removeFirst()
      await CodesCommand.main(Array(arguments))
    case "faces":
      arguments.removeFirst()
      await FacesCommand.main(Array(arguments))
    case "doctor":
      arguments.removeFirst()
      await DoctorCommand.main(Array(arguments))
    case "examine":
      arguments.removeFirst()
      await ExamineCommand.main(Array(arguments))
    case "fingerprints":
      arguments.removeFirst()
      await FingerprintsCommand.main(Array(arguments))
    case "pictures":
      arguments.removeFirst()
      await PicturesCommand.main(Array(arguments))
    case "replay":
      arguments.removeFirst()
      await ReplayCommand.main(Array(arguments))
    case "policies":
      arguments.removeFirst()
      await PoliciesCommand.main(Array(arguments))
    case "plugins":
      arguments.removeFirst()
      await PluginsCommand.main(Array(arguments))
    default:
      await ModerateCommand.main(Array(arguments))
    }
  }
}
