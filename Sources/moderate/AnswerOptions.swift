import WorkerProcesses
import InProcessDecoding
import ArgumentParser
import Glibc
import ImageModeration

/// Which images are answered for and how: what every command that judges has in common.
struct AnswerOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Images, folders (searched recursively), or - for standard input.", valueName: "path"))
  var paths: [String]

  @Flag(help: "Print JSON instead, one object per line: Documentation/schema/moderation-result-2.json.")
  var json = false

  @Option(
    help: ArgumentHelp(
      """
      Whose documented limits to apply to formats, bytes, sides and frames. By default the policy's: ims-2020-12-29 \
      unless it says otherwise.
      """, valueName: "profile"))
  var limits: LimitsProfile?

  @Option(
    help: ArgumentHelp(
      """
      Which frames of an animation to look at: standard (the five documented ones, the last, the one shown longest; all \
      of up to 7), documented (0, 5, 10, 15, 20 alone), or a number, 1 to 32, spread over all of them. By default the \
      policy's: standard unless it says otherwise.
      """, valueName: "rule"))
  var frames: FramesRule?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      """
      How many images to work on at a time, 1 to 256; never more than there are processors. By default as many as there \
      are.
      """, valueName: "count"))
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      """
      How long one image may take from the beginning of work, in seconds, 0.1 to 3600. What was not looked at by then is a \
      gap. By default the policy's: 15 unless it says otherwise.
      """, valueName: "seconds"))
  var deadline: Double?

  @Option(help: ArgumentHelp("Exit with 2 when an image's answer is this or worse.", valueName: "answer"))
  var failOn: FailureThreshold?

  @Option(
    help: ArgumentHelp(
      """
      Write a copy of every picture into this folder, with all findings drawn on it; made if missing, pictures of the \
      same name replaced. Explicit ones are blurred.
      """, valueName: "dir"))
  var annotate: String?

  @Flag(help: "Leave explicit pictures of --annotate as they are.")
  var noBlur = false

  @Flag(help: "Decode in this process instead of sandboxed ones: a little faster, and a codec's fault is then ours.")
  var inProcess = false

  func validate() throws {
    guard annotate != "" else { throw ValidationError("--annotate takes a folder.") }
    guard !noBlur || annotate != nil else { throw ValidationError("--no-blur goes with --annotate.") }
    guard !paths.contains("") else { throw ValidationError("A path is empty.") }
    guard paths.count(where: { $0 == "-" }) < 2 else {
      throw ValidationError("Standard input (-) can be read only once.")
    }
    guard deadline.map({ (0.1...3600).contains($0) }) ?? true else {
      throw ValidationError("--deadline takes 0.1 to 3600 seconds.")
    }
    if let jobs, !Self.jobCounts.contains(jobs) { throw ValidationError("--jobs takes 1 to 256, not \(jobs).") }
  }

  /// How many images may be worked on at a time.
  static let jobCounts = 1...256

  /// The limits of `--limits` and `--deadline`, where no policy has a say.
  var plainLimits: Limits {
    var limits = limits?.limits ?? .ims20201229
    if let deadline { limits.deadline = .seconds(deadline) }
    return limits
  }

  /// Composes a moderator, prints one answer for each image and ends the program.
  ///
  /// - Parameters:
  ///   - settings: What holds where the command line says nothing.
  ///   - rules: Makes what is judged by, for so many images at a time; foreign code is to be isolated as said.
  func answer(
    verbose: Bool, settings: CommandSettings? = nil,
    by rules: (_ concurrency: Int, _ isolation: Isolation) throws -> Ruleset
  ) async throws -> Never {
    let jobs = jobs ?? settings?.jobs ?? min(Self.jobCounts.upperBound, ProcessorCount.available)
    // A reader that goes away is noticed where the answer is written.
    signal(SIGPIPE, SIG_IGN)
    guard StandardOutput.isOpen else {
      StandardError.write("moderate: standard output is closed; there is nowhere to answer\n")
      throw ExitCode(1)
    }
    let moderator: Moderator
    let folder: PictureFolder?
    do {
      folder = if let annotate { try PictureFolder(annotate) } else { nil }
      // A batch: an image's time counts from the beginning of work, so that a long queue costs none its answer.
      let capacity = Moderator.Capacity(concurrentImages: jobs, waitingImages: jobs, deadlineStart: .work)
      let isolation: Isolation =
        inProcess
        ? .inProcess
        : .worker(executable: DecodeWorker.path, policy: WorkerPolicy(maximumWorkerCount: capacity.threadCount))
      moderator = try Moderator(
        rules: try rules(capacity.threadCount, isolation), isolation: isolation, capacity: capacity)
    } catch let failure as HostFailure {
      // Nothing was looked at; no line on standard output could be mistaken for an answer.
      StandardError.write("moderate: \(Printable.text(failure.message))\n")
      throw ExitCode(1)
    }
    announceScenes(moderator.scenes)
    if let weakness = moderator.sandbox?.weakness { StandardError.write("moderate: \(weakness)\n") }
    let images = ImageWalk.images(at: paths)
    if images.isEmpty {
      StandardError.write("moderate: no image was given, only empty folders; nothing was looked at\n")
    }
    var session = Session(
      options: self, verbose: verbose, images: images, jobs: jobs, failOn: failOn ?? settings?.failOn, folder: folder)
    await session.run(moderator)
    tellShadow(moderator)
    if session.tally.someNotEvaluated || session.somePictureMissing { end(with: 1) }
    end(with: session.tally.thresholdReached ? 2 : 0)
  }

  /// Ends the process at once: everything is written, and the neural runtime's destructors, which would run now, do not
  /// wait for its threads (seen once as a crash after the last answer).
  private func end(with status: Int32) -> Never { _exit(status) }

  /// Says how often the policy on trial would have answered otherwise.
  private func tellShadow(_ moderator: Moderator) {
    guard !json, let shadow = moderator.rules.shadow else { return }
    for counts in moderator.statistics.shadows.values {
      StandardError.write(
        """
        moderate: \(Printable.text(shadow.name)) would differ on \(counts.differing) of \(counts.compared): \
        \(counts.graver) graver, \(counts.milder) milder

        """)
    }
  }

  /// Says once which of the usual scenes are off, and what would switch them on.
  private func announceScenes(_ evaluated: [Scene]) {
    let off = [Scene.porn, .terror, .politics, .text].filter { !evaluated.contains($0) }
    guard !off.isEmpty else { return }
    let names = off.map { $0 == .politics ? "politics (needs --gallery or --fingerprints)" : $0.rawValue }
    StandardError.write(
      """
      moderate: looking at \(Printable.text(evaluated.map(\.rawValue).joined(separator: ", "))); \
      off: \(names.joined(separator: ", "))

      """)
  }
}
