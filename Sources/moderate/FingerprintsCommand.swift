import ArgumentParser
import Glibc
import ImageModeration

/// `moderate fingerprints PICTURE …`: prints a list that the fingerprint detector reads.
struct FingerprintsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "moderate fingerprints",
    abstract: "Prints the PDQ hash, its quality (0 to 100) and the path of each picture: a fingerprint list.",
    discussion: """
      One line per picture on standard output, columns parted by tabs; of an animation a line for each frame that is \
      looked at, with the frame's number behind the path. No model is needed. Hashes of quality below 50 say little: the \
      detector compares them for equality alone, and standard error names them.

      Exit status: 64 when the command line is wrong; 1 when some picture could not be hashed; else 0.

      EXAMPLES
        moderate fingerprints known/ > known.tsv      a list of your own pictures
        moderate fingerprints photo.jpg | cut -f1     the hash alone
      """)

  @Argument(help: ArgumentHelp("Images, folders (searched recursively), or - for standard input.", valueName: "path"))
  var paths: [String]

  @Flag(help: "Decode in this process instead of a sandboxed one.")
  var inProcess = false

  func validate() throws {
    guard !paths.contains("") else { throw ValidationError("A path is empty.") }
    guard paths.count(where: { $0 == "-" }) < 2 else {
      throw ValidationError("Standard input (-) can be read only once.")
    }
  }

  func run() async throws {
    signal(SIGPIPE, SIG_IGN)
    guard StandardOutput.isOpen else {
      StandardError.write("moderate: standard output is closed; there is nowhere to answer\n")
      throw ExitCode(1)
    }
    let moderator: Moderator
    do throws(HostFailure) {
      moderator = try Moderator(
        detectors: DetectorSet(detectors: [FingerprintsProbe()]),
        isolation: inProcess ? .inProcess : .worker(executable: DecodeWorker.path, policy: WorkerPolicy()))
    } catch {
      StandardError.write("moderate: \(Printable.text(error.message))\n")
      throw ExitCode(1)
    }
    if let weakness = moderator.sandbox?.weakness { StandardError.write("moderate: \(weakness)\n") }
    var someMissing = false
    for image in ImageWalk.images(at: paths) {
      let answer = await image.moderated(by: moderator, .ims20201229, annotating: nil).map(\.result)
      if !print(answer, source: image.source) { someMissing = true }
    }
    if someMissing { throw ExitCode(1) }
  }

  /// Prints the lines of a picture, or why there are none; says whether every frame has one.
  private func print(_ answer: Result<ModerationResult, HostFailure>, source: String) -> Bool {
    let verdict: Verdict
    switch answer {
    case .failure(let failure): return refuse(source, failure.message)
    case .success(let result):
      switch result.outcome {
      case .rejected(let rejection): return refuse(source, rejection.message)
      case .verdict(let found): verdict = found
      }
    }
    let frames = verdict.evidence.sorted { ($0.frameIndex ?? 0) < ($1.frameIndex ?? 0) }
    for evidence in frames {
      let details = evidence.finding.details
      guard let hash = details[FingerprintsProbe.hash], let quality = details[FingerprintsProbe.quality] else {
        continue
      }
      let frame = frames.count > 1 ? " (frame \(evidence.frameIndex ?? 0))" : ""
      StandardOutput.write("\(hash)\t\(quality)\t\(Printable.text(source))\(frame)\n")
      if let value = Int(quality), value < FingerprintsProbe.leastQuality {
        StandardError.write(
          "moderate: \(Printable.text(source))\(frame): quality \(value), too low to be known again\n")
      }
    }
    for case .failed(let failure) in verdict.scenes.map(\.status) { return refuse(source, failure.message) }
    return !frames.isEmpty
  }

  private func refuse(_ source: String, _ reason: String) -> Bool {
    StandardError.write("moderate: no fingerprint of \(Printable.text("\(source): \(reason)"))\n")
    return false
  }
}
