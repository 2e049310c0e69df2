import ArgumentParser
import WorkerProcesses

/// `moderate PATH …`: composes a moderator, walks the images, prints one answer each.
struct ModerateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "moderate",
    abstract: "Looks at images and says PASS, REVIEW or BLOCK, and why.",
    discussion: """
      One line per image on standard output, in the order in which the images are given:

        PASS     nothing found that the scenes below look for
        REVIEW   a person should look, or something could not be looked at
        BLOCK    found, and sure of it
        REFUSED  not judged: the file breaks a limit, or does not decode
        ERROR    not judged: the file cannot be read, or this machine failed

      Set-up, progress and logs go to standard error. In a folder every file counts, hidden ones too: its bytes say \
      whether it is an image, never its name. Links to other folders are not followed.

      EXIT STATUS
        64   the command line is wrong; nothing was looked at
        1    some image was refused, unreadable or only partly looked at,
             a picture of --annotate could not be written,
             or the models, the runtime or a plugin are missing or unusable
        2    --fail-on is given and some image reached it
        3    both 1 and 2: neither hides the other
        0    every image was looked at

      EXAMPLES
        moderate photo.jpg                            one answer
        moderate -v photo.jpg                         with scores, model and time
        moderate --json uploads/ > answers.jsonl      one JSON object per line
        moderate --fail-on block uploads/ || alert    for scripts
        curl -s https://example.com/a.png | moderate -
        moderate --words list.txt photo.jpg           with your own words
        moderate --gallery faces/ photo.jpg           and your own list of persons
        moderate scan uploads/ --output run/          a million of them, resumable
        moderate words test list.txt 'some text'      what of a list hits a text
        moderate faces add --help                     how persons come into a gallery
        moderate fingerprints known/ > known.tsv      a list of known pictures
        moderate policies init policies               what decides, as files
        moderate --policies policies --policy live_chat photo.jpg
        moderate --set review.Porn=0.5 photo.jpg      another threshold, for a try
        moderate --plugin blue.so photo.jpg           and with a detector of your own
        moderate --scenes none --plugin blue.so photo.jpg
        moderate plugins new blue --language c        how such a detector begins
      """,
    version: Release.current, subcommands: Moderate.tools)

  @Flag(name: .shortAndLong, help: "Print details below each line: facts, scenes, scores, time.")
  var verbose = false

  @OptionGroup
  var images: ImageArguments

  @OptionGroup
  var answering: AnswerOptions

  @OptionGroup
  var judging: JudgingOptions

  func run() async throws {
    let settings = try CommandSettings(file: judging.policies.config)
    try await answering.answer(for: images.paths, verbose: verbose, settings: settings) { concurrency, isolation in
      try judging.rules(answering.work, settings, concurrency: concurrency, isolation: isolation)
    }
  }
}
