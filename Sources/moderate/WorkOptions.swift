import ArgumentParser
import ImageModeration
import InProcessDecoding
import Policies
import WorkerProcesses

/// How images are worked on: what every command that judges has in common.
struct WorkOptions: ParsableArguments {
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

  @Option(
    help: ArgumentHelp(
      """
      How many answers to keep, so that a file that comes again is answered at once while the policy is the same: 0, none, \
      to 65536, at most 16 MiB.
      """, valueName: "count"))
  var remember = 1024

  @Flag(help: "Decode in this process instead of sandboxed ones: a little faster, and a codec's fault is then ours.")
  var inProcess = false

  @Flag(
    name: .shortAndLong,
    help: "Say nothing of progress, of scenes that are off, and nothing at the end; answers and what is wrong are told."
  )
  var quiet = false

  func validate() throws {
    guard deadline.map({ (0.1...3600).contains($0) }) ?? true else {
      throw ValidationError("--deadline takes 0.1 to 3600 seconds.")
    }
    guard Self.rememberedCounts.contains(remember) else {
      throw ValidationError("--remember takes 0 to \(Self.rememberedCounts.upperBound), not \(remember).")
    }
    if let jobs, !Self.jobCounts.contains(jobs) { throw ValidationError("--jobs takes 1 to 256, not \(jobs).") }
  }

  /// How many images may be worked on at a time.
  static let jobCounts = 1...256
  /// How many answers may be kept.
  static let rememberedCounts = 0...65_536

  /// The limits of `--limits` and `--deadline`, where no policy has a say.
  var plainLimits: Limits {
    var limits = limits?.limits ?? .ims20201229
    if let deadline { limits.deadline = .seconds(deadline) }
    return limits
  }

  /// How many images to work on at a time.
  func concurrency(_ settings: CommandSettings?) -> Int {
    jobs ?? settings?.jobs ?? min(Self.jobCounts.upperBound, ProcessorCount.available)
  }

  /// Composes a moderator for many images, and says on standard error what it does not look at.
  ///
  /// - Parameters:
  ///   - settings: What holds where the command line says nothing.
  ///   - rules: Makes what is judged by, for so many images at a time; foreign code is to be isolated as said.
  func moderator(
    _ settings: CommandSettings?, by rules: (_ concurrency: Int, _ isolation: Isolation) throws -> Ruleset
  ) throws -> Moderator {
    let jobs = concurrency(settings)
    // A batch: an image's time counts from the beginning of work, so that a long queue costs none its answer.
    let capacity = Moderator.Capacity(
      concurrentImages: jobs, waitingImages: jobs, deadlineStart: .work, rememberedAnswers: remember)
    let isolation: Isolation =
      inProcess
      ? .inProcess
      : .worker(executable: DecodeWorker.path, policy: WorkerPolicy(maximumWorkerCount: capacity.threadCount))
    let moderator = try Moderator(
      rules: try rules(capacity.threadCount, isolation), isolation: isolation, capacity: capacity)
    if !quiet { Self.announceScenes(moderator.scenes) }
    if let weakness = moderator.sandbox?.weakness { StandardError.write("moderate: \(weakness)\n") }
    return moderator
  }

  /// What the options change of a policy.
  func changes(in folder: PolicyFolder) -> [PolicyChange] {
    var changes: [PolicyChange] = []
    func set(_ key: String, _ value: String, _ option: String) {
      changes.append(PolicyChange(key: key, value: value, source: option, in: folder))
    }
    if let limits { set("limits.profile", limits.limits.name, "--limits") }
    if let frames { set("sampling", frames.text, "--frames") }
    if let deadline { set("limits.deadlineSeconds", "\(deadline)", "--deadline") }
    return changes
  }

  /// Says once which of the usual scenes are off, and what would switch them on.
  static func announceScenes(_ evaluated: [Scene]) {
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

extension HostFailure {
  /// The end of the program over a fault of this machine before any image was looked at.
  func ended() -> ExitCode {
    StandardError.write("moderate: \(Printable.text(message))\n")
    return ExitCode(1)
  }
}
