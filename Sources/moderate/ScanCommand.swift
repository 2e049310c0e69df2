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
      twice, none is missing. A run of other settings is refused, with what differs. What is done is known by its \
      name: a picture that changed after its row keeps the row, and rows of files that are gone stay. Another folder \
      or --again judges it anew.

      Files of equal bytes are judged once: the others get the same answer, which took no time (timing without a \
      stage). Ctrl-C finishes what is at work; a second one ends at once, and nothing that was done is lost.

      With --golden the rows are compared with an expected file, by source. Compared are suggestion, code, label, the \
      scores of scenes and detectors, and the file's own bytes. Any results.jsonl is a golden file, \
      but for the one that the run itself writes: name a copy. It is read before any image is judged.

      The folder may lie in what is scanned: the run's own files are left out, and nothing else.

      EXIT STATUS
        64   the command line is wrong; nothing was looked at
        130  Ctrl-C ended it (143: SIGTERM); the same command, without --again, goes on
        4    --golden is given and something changed; without a change 0; 1 when no image stands in both
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

  @Flag(help: "Put the rows of an earlier run aside (results.previous.jsonl, then -2 and on), and begin anew.")
  var again = false

  @Flag(help: "Judge images once more that could not be read or that this machine failed on.")
  var retryErrors = false

  @Option(
    help: ArgumentHelp(
      "Write all rows as a table, too, when the run is done. Only an earlier table or an empty file is replaced.",
      valueName: "file"))
  var csv: String?

  @Option(help: ArgumentHelp("Compare with these results when the run is done.", valueName: "file"))
  var golden: String?

  @Option(
    help: ArgumentHelp(
      "By how much scores may differ from those of --golden, 0 to 1; 0.01 unless given.", valueName: "number"))
  var tolerance: Double?

  @Option(
    help: ArgumentHelp("Exit with 2 when an image's answer is this or worse; 3 when some was not looked at, too."))
  var failOn: FailureThreshold?

  @OptionGroup
  var work: WorkOptions

  @OptionGroup
  var judging: JudgingOptions

  func validate() throws {
    guard !output.isEmpty, csv != "", golden != "" else { throw ValidationError("A path is empty.") }
    guard golden != nil || tolerance == nil else { throw ValidationError("--tolerance goes with --golden.") }
    guard (0...1).contains(tolerance ?? 0) else { throw ValidationError("--tolerance takes 0 to 1.") }
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
    // Known before models are loaded, and before anything is made or put aside.
    if let csv { try checkTable(csv) }
    let expected = try golden.map(expected)
    if golden != nil, settings.failOn != nil, !work.quiet {
      StandardError.write("moderate: note: failOn of the environment or configuration is not used beside --golden\n")
    }
    var inputs = input.inputs
    try inputs.checkList()
    let files = try inputs.files()
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
    if let csv {
      do throws(RunProblem) {
        // The folder may be what the table is to lie in.
        try ResultsCSV.check(csv, in: output)
      } catch {
        StandardError.write("Error: --csv: \(Printable.text(error.description))\n")
        _exit(ExitCode.validationFailure.rawValue)
      }
    }
    inputs.leftOut = run.ownFiles
    files.leftOut = run.ownFiles
    let reporter = ScanReporter(inputs, isQuiet: work.quiet)
    let interruption = Interruption {
      StandardError.write("\nmoderate: finishing what is at work; once more ends at once\n")
    }
    let (state, end) = try await scan(moderator, settings).run(
      files, into: run, isInterrupted: { interruption.isAsked }, failed: reporter.failed, report: reporter.report)
    reporter.end(state, in: output)
    if end == .interrupted {
      if !work.quiet { StandardError.write("moderate: stopped; \(run.goingOn)\n") }
      _exit(interruption.status)
    }
    try finish(run, state, settings, expected)
  }

  /// Refuses a table that would take the place of something else, or cannot be written.
  private func checkTable(_ csv: String) throws {
    // The folder of the run may have to be made first, and those above it with it.
    let folder = csv.lastIndex(of: "/").map { csv[...$0] } ?? "."
    if FileIdentity(path: String(folder)) == nil, Self.parts(output[...]).starts(with: Self.parts(folder)) { return }
    do throws(RunProblem) {
      try ResultsCSV.check(csv, in: output)
    } catch {
      throw ValidationError("--csv: \(Printable.text(error.description))")
    }
  }

  private static func parts(_ path: Substring) -> [Substring] {
    (path.hasPrefix("/") ? ["/"] : []) + path.split(separator: "/").filter { $0 != "." }
  }

  private func expected(_ golden: String) throws -> GoldenFile {
    let own = FileIdentity(path: output + "/results.jsonl")
    if let own, own == FileIdentity(path: golden) {
      throw ValidationError("--golden: \(Printable.text(golden)) is where this run's rows go; name a copy of it.")
    }
    return try GoldenFile(path: golden)
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
  private func finish(
    _ run: RunFolder, _ state: Scan.State, _ settings: CommandSettings, _ expected: GoldenFile?
  ) throws {
    if state.tally.total == 0, !work.quiet {
      StandardError.write("moderate: there was no file to look at; nothing was looked at\n")
    }
    if let csv { try ResultsCSV.write(run.resultsPath, to: csv) }
    guard let expected else {
      let threshold = (failOn ?? settings.failOn)?.suggestion
      let reached = threshold.map(state.tally.reaches) ?? false
      _exit(AnswerStatus.code(incomplete: state.tally.someNotEvaluated, reached: reached))
    }
    let comparison = try GoldenComparison(
      expected: expected, actual: run.resultsPath, tolerance: tolerance ?? Self.standardTolerance)
    for line in comparison.lines { StandardOutput.write(Printable.text(line) + "\n") }
    for note in comparison.notes { StandardError.write("moderate: note: \(Printable.text(note))\n") }
    StandardError.write("moderate: \(comparison.sentence)\n")
    guard comparison.comparedCount > 0 else {
      StandardError.write("moderate: no image stands in both: nothing was compared. Names are compared as they stand\n")
      _exit(1)
    }
    _exit(comparison.isEqual ? 0 : Self.driftStatus)
  }

  /// By how much scores may differ unless that is given: 0.01.
  static let standardTolerance = 0.01

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
