import ArgumentParser
import Glibc
import ImageMatching
import ImageModeration
import PoliticsDetection

/// `moderate fingerprints PICTURE …`: prints a list that the fingerprint detector reads.
struct FingerprintsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fingerprints",
    abstract: "Prints the PDQ hash, its quality (0 to 100) and the path of each picture: a fingerprint list.",
    discussion: """
      One line per picture on standard output, columns parted by tabs; of an animation a line for each frame that is \
      looked at, with the frame's number behind the path. No model is needed. Hashes of quality below 50 say nothing and \
      match nothing: standard error names them.

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
    let reader: ImageReader
    do throws(HostFailure) {
      reader = try PictureHashing.reader(inProcess: inProcess)
    } catch {
      StandardError.write("moderate: \(Printable.text(error.message))\n")
      throw ExitCode(1)
    }
    var someMissing = false
    for image in ImageWalk.images(at: paths) {
      if !print(await image.hashed(by: reader).map(\.frames), source: image.source) { someMissing = true }
    }
    if someMissing { throw ExitCode(1) }
  }

  /// Prints the lines of a picture, or why there are none; says whether every frame has one.
  private func print(_ answer: Result<[FrameFingerprint], ImageReader.Failure>, source: String) -> Bool {
    let frames: [FrameFingerprint]
    switch answer {
    case .failure(let failure): return refuse(source, failure.message)
    case .success(let found): frames = found
    }
    for item in frames {
      let frame = frames.count > 1 ? " (frame \(item.frameIndex))" : ""
      guard let fingerprint = item.fingerprint else {
        return refuse(source + frame, "the picture is too small or too flat for a PDQ hash")
      }
      StandardOutput.write("\(fingerprint.hash)\t\(fingerprint.quality)\t\(Printable.text(source))\(frame)\n")
      if fingerprint.quality < FingerprintDetector.leastQuality {
        StandardError.write(
          "moderate: \(Printable.text(source))\(frame): quality \(fingerprint.quality), too low to be known again\n")
      }
    }
    return !frames.isEmpty
  }

  private func refuse(_ source: String, _ reason: String) -> Bool {
    StandardError.write("moderate: no fingerprint of \(Printable.text("\(source): \(reason)"))\n")
    return false
  }
}
