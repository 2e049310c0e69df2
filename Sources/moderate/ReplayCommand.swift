import ArgumentParser
import Files
import Glibc
import ImageModeration
import ManifestDetection
import ModerationHarness
import Policies
import StandardDetectors

/// `moderate replay RUN --policy NEW`: judges stored results under another policy, without images or models.
struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Judges stored results again under another policy or other lists, without images or models.",
    discussion: """
      RUN is a folder that moderate scan wrote, or a file of lines of moderate --json. Scores get the new policy's \
      meaning; stored text and codes meet the new word and code lists; SHA-256 sums meet the new lists of files. What a \
      result does not hold is a gap of its scene (notRecorded), which asks for a person at least: scenes that were not \
      looked at, more frames, a closer look, other lists of pictures or faces. Under an unchanged policy results come \
      out as they were.

      Prints the results that change: what it was, what it is, the image, and why.

      EXIT STATUS
        64   the command line, the policy or a list is wrong; nothing was judged
        1    some image is refused, could not be read, or has a gap; or a line is no result, and the others are judged
        2    --fail-on is given and some result reaches it
        3    both 1 and 2
        0    every image is judged and has no gap

      EXAMPLES
        moderate replay run/ --policies policies --policy live_chat
        moderate replay run/ --set review.Porn=0.5
        moderate replay run/ --words new.txt --output again.jsonl
      """)

  @Argument(help: ArgumentHelp("The folder of a run, or a file of results.", valueName: "run"))
  var run: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write all results, judged again, into this new file; - for standard output.", valueName: "file")
  )
  var output: String?

  @Flag(help: "Print nothing of single results.")
  var quiet = false

  @Option(help: ArgumentHelp("Exit with 2 when a result is this or worse.", valueName: "answer"))
  var failOn: FailureThreshold?

  @Option(
    help: ArgumentHelp(
      """
      Take results of policies that are not there any more for results of this one, as far as it says how closely images \
      were looked at.
      """, valueName: "policy"))
  var recorded: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("How many processors to use, 1 to 256. By default all.", valueName: "count"))
  var jobs: Int?

  @OptionGroup var looking: SceneOptions
  @OptionGroup var policies: PolicyOptions

  func validate() throws {
    guard run != "", output != "" else { throw ValidationError("A path is empty.") }
    if let jobs, !WorkOptions.jobCounts.contains(jobs) { throw ValidationError("--jobs takes 1 to 256, not \(jobs).") }
  }

  func run() async throws {
    signal(SIGPIPE, SIG_IGN)
    let settings = try CommandSettings(file: policies.config)
    do {
      let (replay, looks) = try replay(settings)
      defer { looks.tellUnknown() }
      try await judge(replay, jobs ?? settings.jobs ?? ProcessorCount.available, failOn ?? settings.failOn)
    } catch let problem as RunProblem {
      StandardError.write("moderate: \(Printable.text(problem.description))\n")
      throw ExitCode(1)
    }
  }

  private func judge(_ replay: Replay, _ jobs: Int, _ failOn: FailureThreshold?) async throws {
    let rows = try ResultRows(path: folder.map { $0 + "/results.jsonl" } ?? run)
    let writer = try output.map { try ReplayOutput($0) }
    var tally = ReplayTally()
    var (isReached, problemCount) = (false, 0)
    try await ReplayRun(replay, concurrency: jobs, writesJSON: writer != nil).run(rows) { row in
      let isOther = tally.add(row)
      if let failOn, let suggestion = row.after.recordedSuggestion, suggestion >= failOn.suggestion { isReached = true }
      if let json = row.json { try writer?.write(json) }
      if isOther, !quiet, output != "-" { StandardOutput.write(Self.line(row) + "\n") }
    } problem: { problem in
      problemCount += 1
      guard problemCount <= Self.maximumToldCount else { return }
      StandardError.write("moderate: left out: \(Printable.text(problem.description))\n")
    }
    try writer?.close()
    if problemCount > Self.maximumToldCount { StandardError.write("moderate: \(problemCount) lines are left out\n") }
    StandardError.write("moderate: \(Self.sentence(tally))\n")
    let status = AnswerStatus.code(incomplete: tally.incomplete > 0 || problemCount > 0, reached: isReached)
    if status != 0 { throw ExitCode(status) }
  }

  /// The most lines that are no results and are told one by one.
  private static let maximumToldCount = 20

  /// The folder of a run; nil for a file of results.
  private var folder: String? {
    var status = stat()
    guard stat(run, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
    return run.hasSuffix("/") ? String(run.dropLast()) : run
  }

  private func replay(_ settings: CommandSettings) throws -> (Replay, RecordedLooks) {
    do {
      let manifests = try looking.manifest.map(ManifestDetector.descriptor(manifestPath:))
      let folder = try PolicyFolder(
        policies.policies ?? settings.policies, detectors: StandardDetectors.descriptors + manifests,
        keepingIn: WordListFile.compiled)
      let policy = try looking.policy(
        named: policies.policy ?? settings.policy ?? "default", in: folder, policies.changes(in: folder))
      for notice in policy.notices { StandardError.write("moderate: note: \(Printable.text("\(notice)"))\n") }
      let shadow = try policy.shadow.map { try folder.policy(named: $0) }
      let rules = try ReplayRules(policy, shadow: shadow, manifests: manifests)
      let looks = try RecordedLooks(
        folder.policies + [policy], runs: self.folder.map { [$0] } ?? [],
        otherwise: try recorded.map { Looking(try folder.policy(named: $0)) })
      return (Replay(rules) { looks.looking(under: $0, $1) }, looks)
    } catch let problems as PolicyProblems {
      throw problems.ended()
    } catch let failure as HostFailure {
      StandardError.write("moderate: \(Printable.text(failure.message))\n")
      throw ExitCode(64)
    }
  }

  private static func line(_ row: ReplayRun.Row) -> String {
    Printable.text(
      "\(row.before.word) -> \(row.after.word)  \(row.before.source)  \(row.after.reason ?? "nothing was judged")")
  }

  private static func sentence(_ tally: ReplayTally) -> String {
    let changed = tally.graver + tally.milder + tally.relabelled + tally.refusalsChanged
    var parts = ["\(tally.count) results: \(tally.count - changed) as before"]
    func add(_ count: Int, _ what: String) { if count > 0 { parts.append("\(count) \(what)") } }
    add(tally.graver, "graver")
    add(tally.milder, "milder")
    add(tally.relabelled, "with another label")
    add(tally.refusalsChanged, "refused now or not any more")
    add(tally.unanswered, "with a gap that the record cannot fill")
    add(tally.failed, "of images that could not be read")
    return parts.joined(separator: ", ")
  }
}

extension ResultDocument {
  /// The word that a line begins with.
  var word: String { suggestion ?? (failure == nil ? "REFUSED" : "ERROR") }
}

/// Where results go that were judged again: a new file, there when it is complete, or standard output.
final class ReplayOutput {
  private let path: String
  private let draft: String
  private let descriptor: Int32
  private var buffer = ""
  /// How much is written at once.
  private static let bufferByteCount = 1 << 18

  init(_ path: String) throws {
    self.path = path
    draft = "\(path).\(getpid()).draft"
    guard path != "-" else {
      descriptor = STDOUT_FILENO
      return
    }
    guard access(path, F_OK) != 0 else {
      StandardError.write("moderate: \(Printable.text(path)) exists already; nothing is overwritten\n")
      throw ExitCode(64)
    }
    descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else {
      StandardError.write("moderate: cannot write \(Printable.text(path)): \(SystemError.text)\n")
      throw ExitCode(64)
    }
  }

  deinit {
    guard path != "-" else { return }
    Glibc.close(descriptor)
    unlink(draft)
  }

  func write(_ line: String) throws {
    buffer += line + "\n"
    if buffer.utf8.count >= Self.bufferByteCount { try flush() }
  }

  /// Gives the file its name.
  func close() throws {
    try flush()
    guard path != "-" else { return }
    // A link, because renaming would replace what came there meanwhile. Not every file system has them.
    guard link(draft, path) == 0 || [EPERM, EOPNOTSUPP].contains(errno) && rename(draft, path) == 0 else {
      throw RunProblem(path: path, message: "cannot be written: \(SystemError.text)")
    }
  }

  private func flush() throws {
    do throws(FileError) {
      try OpenFile.write(buffer.utf8.span.bytes, to: descriptor)
      buffer = ""
    } catch {
      throw RunProblem(path: path, message: "cannot be written: \(error.reason)")
    }
  }
}
