import ArgumentParser
import Files
import Glibc
import ImageFormats
import ImageModeration
import ModerationHarness

/// `moderate scan PATH … --output run/`: judges many files into a folder, and goes on where it was ended.
struct ScanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Judges any number of files into a folder; ended at any moment, it goes on there.",
    discussion: """
      The folder has results.jsonl, one line per image as moderate --json prints it, in the order in which they were \
      done; and run.json, which says what judged and which images. The same command again goes on: no image is judged \
      twice, none is missing. A run of other settings is refused, with what differs.

      Files of equal bytes are judged once: the others get the same answer, which took no time (timing without a \
      stage). Ctrl-C finishes what is at work; a second one ends at once, and nothing that was done is lost.

      With --golden the rows are compared with an expected file, by source. Compared are suggestion, code, label, the \
      scores of scenes and detectors, and the file's own bytes. Any results.jsonl is a golden file.

      EXIT STATUS
        64   the command line is wrong; nothing was looked at
        130  Ctrl-C ended it (143: SIGTERM); the same command goes on
        4    --golden is given and something changed; without a change 0
      \(AnswerStatus.help)
             1 stands also for models, a plugin or a folder that cannot be used

      EXAMPLES
        moderate scan uploads/ --output run/
        moderate scan photos/ --output run/ --skip-non-images --exclude .git
        find . -name '*.jpg' -print0 | moderate scan --from - -0 --output run/
        moderate scan /data --output part3/ --shard 3/16    one of 16 machines
        moderate scan uploads/ --output run/ --csv table.csv
        moderate scan uploads/ --output run/ --retry-errors    what failed here
        moderate scan cases/ --output new/ --golden golden.jsonl
      """)

  @OptionGroup
  var input: ScanInputOptions

  @Option(name: .shortAndLong, help: ArgumentHelp("The folder of the run; made if missing.", valueName: "dir"))
  var output: String

  @Flag(help: "Put the rows of an earlier run in the folder aside (results.previous.jsonl), and begin anew.")
  var again = false

  @Flag(help: "Judge images once more that could not be read or that this machine failed on.")
  var retryErrors = false

  @Option(help: ArgumentHelp("Write all rows as a table, too, when the run is done; replaced.", valueName: "file"))
  var csv: String?

  @Option(help: ArgumentHelp("Compare with these results when the run is done.", valueName: "file"))
  var golden: String?

  @Option(help: ArgumentHelp("By how much scores may differ from those of --golden, 0 to 1.", valueName: "number"))
  var tolerance: Double = 0.01

  @Option(
    help: ArgumentHelp("Exit with 2 when an image's answer is this or worse; 3 when some was not looked at, too."))
  var failOn: FailureThreshold?

  @OptionGroup
  var work: WorkOptions

  @OptionGroup
  var judging: JudgingOptions

  func validate() throws {
    guard !output.isEmpty, csv != "", golden != "" else { throw ValidationError("A path is empty.") }
    guard (0...1).contains(tolerance) else { throw ValidationError("--tolerance takes 0 to 1.") }
    guard golden == nil || failOn == nil else {
      throw ValidationError("--golden and --fail-on each have an exit status of their own: give one of them.")
    }
    guard !again || !retryErrors else { throw ValidationError("--again judges all images: --retry-errors has no use.") }
  }

  func run() async throws {
    signal(SIGPIPE, SIG_IGN)
    let settings = try CommandSettings(file: judging.policies.config)
    do {
      try await scan(settings)
    } catch let problem as RunProblem {
      StandardError.write("moderate: \(Printable.text(problem.description))\n")
      // As moderate itself ends: without the destructors of the neural runtime.
      _exit(1)
    } catch let failure as HostFailure {
      throw failure.ended()
    }
  }

  private func scan(_ settings: CommandSettings) async throws {
    // Known before models are loaded.
    if let golden { _ = try ResultRows(path: golden) }
    var looking: Looking?
    let moderator = try work.moderator(settings) { concurrency, isolation in
      try judging.rules(work, settings, concurrency: concurrency, isolation: isolation) { looking = Looking($0) }
    }
    guard let looking else { throw HostFailure(.invalidComposition, message: "no policy was read") }
    let identity = RunIdentity(judging: try .init(moderator.rules, looking, judging), inputs: input.identity)
    let run = try RunFolder(output, for: identity, again ? .again : .goesOn, retriesErrors: retryErrors)
    if run.mendedByteCount > 0, !work.quiet {
      StandardError.write("moderate: a torn last row of \(run.mendedByteCount) bytes was cut off; its image is next\n")
    }
    var inputs = input.inputs
    inputs.leftOut = run.ownFiles
    let reporter = ScanReporter(inputs, isQuiet: work.quiet)
    let interruption = Interruption {
      StandardError.write("\nmoderate: finishing what is at work; once more ends at once\n")
    }
    let (state, end) = try await scan(moderator, settings).run(
      try inputs.files(), into: run, isInterrupted: { interruption.isAsked }, report: reporter.report)
    reporter.end(state, in: output)
    if end == .interrupted {
      if !work.quiet { StandardError.write("moderate: stopped; the same command goes on\n") }
      _exit(interruption.status)
    }
    try finish(run, state, settings)
  }

  private func scan(_ moderator: Moderator, _ settings: CommandSettings) -> Scan {
    let limits = moderator.rules.limits
    let skipsNonImages = input.skipsNonImages
    return Scan(
      Scan.Settings(
        concurrency: work.concurrency(settings), maximumFileByteCount: limits.maximumFileBytes, limits: limits.name,
        judgesEqualFilesOnce: !input.judgesEachFile)
    ) { bytes in
      skipsNonImages && ImageFormat.sniff(bytes.span.bytes) == nil
    } judge: { file in
      do throws(HostFailure) {
        return ResultDocument(try await file.moderated(by: moderator), source: file.source)
      } catch {
        return ResultDocument(error, source: file.source, limits: limits.name)
      }
    }
  }

  /// Writes what was asked for beside the rows, and ends.
  private func finish(_ run: RunFolder, _ state: Scan.State, _ settings: CommandSettings) throws {
    if state.tally.total == 0, !work.quiet {
      StandardError.write("moderate: there was no file to look at; nothing was looked at\n")
    }
    if let csv { try ResultsCSV.write(run.resultsPath, to: csv) }
    guard let golden else {
      let threshold = (failOn ?? settings.failOn)?.suggestion
      let reached = threshold.map(state.tally.reaches) ?? false
      _exit(AnswerStatus.code(incomplete: state.tally.someNotEvaluated, reached: reached))
    }
    let comparison = try GoldenComparison(expected: golden, actual: run.resultsPath, tolerance: tolerance)
    for line in comparison.lines { StandardOutput.write(Printable.text(line) + "\n") }
    for note in comparison.notes { StandardError.write("moderate: note: \(Printable.text(note))\n") }
    StandardError.write("moderate: \(comparison.sentence)\n")
    _exit(comparison.isEqual ? 0 : Self.driftStatus)
  }

  /// The exit status of a run that differs from its golden file.
  static let driftStatus: Int32 = 4
}

extension ScannedFile {
  /// Has the file judged: its bytes, or by its size alone where it has too many.
  fileprivate func moderated(by moderator: Moderator) async throws(HostFailure) -> ModerationResult {
    if let bytes { return try await moderator.moderate(.bytes(bytes, .local)) }
    return try await name.withSource { source async throws(HostFailure) in try await moderator.moderate(source) }
  }
}
