import ArgumentParser
import Glibc
import ImageModeration
import StandardDetectors

/// The command line: composes a moderator, walks the images, prints one answer each.
@main
struct ModerateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "moderate",
    abstract: "Looks at images and says PASS, REVIEW or BLOCK, and why.",
    discussion: """
      Answers go to standard output in the order of the images, everything else to standard error. An image that \
      breaks a limit or does not decode is REFUSED, never passed.

      Exit status: 64 when the command line is wrong; else 1 when some image was refused, unreadable or not fully \
      looked at; else 2 when --fail-on was reached; else 0.

      EXAMPLES
        moderate photo.jpg
        moderate --json uploads/ > verdicts.jsonl
        curl -s example.com/a.png | moderate -
      """)

  @Argument(help: ArgumentHelp("Images, folders (searched recursively), or - for standard input.", valueName: "path"))
  var paths: [String]

  @Flag(help: "Print one JSON object per image (Documentation/schema/moderation-result-1.json).")
  var json = false

  @Flag(name: .shortAndLong, help: "Print the evidence below each line.")
  var verbose = false

  @Option(
    help: ArgumentHelp(
      "Scenes to look at, with commas between: \(StandardDetectors.scenes.map(\.rawValue).joined(separator: ", ")).",
      valueName: "list"))
  var scenes: SceneList = SceneList(scenes: StandardDetectors.scenes)

  @Option(
    help: ArgumentHelp(
      "Limits profile: \(Limits.profiles.map(\.name).joined(separator: " or ")).", valueName: "profile"))
  var limits = LimitsProfile(limits: .ims20201229)

  @Option(name: .shortAndLong, help: ArgumentHelp("Images worked on at a time.", valueName: "count"))
  var jobs: Int = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

  @Option(help: ArgumentHelp("Exit with 2 when an image's suggestion is this or worse: review or block."))
  var failOn: FailureThreshold?

  @Option(help: ArgumentHelp("Models folder, filled by ./run setup --into DIR.", valueName: "dir"))
  var models: String?

  func validate() throws {
    guard !paths.isEmpty else { throw ValidationError("Give at least one image or folder, or - for standard input.") }
    guard (1...256).contains(jobs) else { throw ValidationError("--jobs takes 1 to 256.") }
  }

  func run() async throws {
    let moderator: Moderator
    do throws(HostFailure) {
      moderator = try Moderator(
        detectors: try StandardDetectors.load(scenes: scenes.scenes, modelsDirectory: models, concurrency: jobs),
        isolation: .inProcess, limits: limits.limits,
        capacity: .init(concurrentImages: jobs, waitingImages: jobs))
    } catch {
      // Nothing was looked at; no line on standard output could be mistaken for an answer.
      StandardError.write("moderate: \(error.message)\n")
      throw ExitCode(1)
    }
    announceScenes(moderator.scenes)
    var session = Session(command: self, images: ImageWalk.images(at: paths))
    try await session.run(moderator)
    if session.someNotEvaluated { throw ExitCode(1) }
    if session.thresholdReached { throw ExitCode(2) }
  }

  /// Says once which of the usual scenes nobody looks at.
  private func announceScenes(_ evaluated: [Scene]) {
    let off = [Scene.porn, .terror, .politics, .text].filter { !evaluated.contains($0) }
    guard !off.isEmpty else { return }
    StandardError.write(
      """
      moderate: looking at \(evaluated.map(\.rawValue).joined(separator: ", ")); \
      nobody looks at \(off.map(\.rawValue).joined(separator: ", "))

      """)
  }
}
