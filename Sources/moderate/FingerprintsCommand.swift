import WorkerProcesses
import InProcessDecoding
import ArgumentParser
import Glibc
import ImageMatching
import ImageModeration
import PoliticsDetection

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
    let reader: ImageReader
    do throws(HostFailure) {
      reader = try ImageReader(
        isolation: inProcess ? .inProcess : .worker(executable: DecodeWorker.path, policy: WorkerPolicy()))
    } catch {
      StandardError.write("moderate: \(Printable.text(error.message))\n")
      throw ExitCode(1)
    }
    if let weakness = reader.sandbox?.weakness { StandardError.write("moderate: \(weakness)\n") }
    var someMissing = false
    for image in ImageWalk.images(at: paths) {
      if !print(await image.fingerprints(by: reader), source: image.source) { someMissing = true }
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

/// What one frame hashes to; no fingerprint for a frame that is too small or too flat.
struct FrameFingerprint: Sendable {
  let frameIndex: Int
  let fingerprint: PDQFingerprint?
}

extension ImageWalk.Image {
  /// The fingerprints of the frames that are looked at.
  fileprivate func fingerprints(by reader: ImageReader) async -> Result<[FrameFingerprint], ImageReader.Failure> {
    func read(_ source: ImageSource) async throws(ImageReader.Failure) -> [FrameFingerprint] {
      try await reader.read(source, as: PDQHasher.wish) { pixels, frame throws(DetectorFailure) in
        let found = PDQHasher.fingerprint(
          pixels, width: frame.size.width, height: frame.size.height, strideBytes: frame.strideBytes)
        return FrameFingerprint(
          frameIndex: frame.frameIndex, fingerprint: found.flatMap { $0.hash.words == .zero ? nil : $0 })
      }.frames
    }
    do throws(HostFailure) {
      switch self {
      case .standardInput:
        let bytes = try await StandardInput.read(.ims20201229).get()
        return await Self.result { () async throws(ImageReader.Failure) in try await read(.bytes(bytes, .local)) }
      case .file(let name):
        return try await name.withSource { source async throws(HostFailure) in
          await Self.result { () async throws(ImageReader.Failure) in try await read(source) }
        }
      case .unreadable(let name, let reason): throw Self.unreadable(name.text, reason)
      }
    } catch {
      return .failure(.host(error))
    }
  }

  private static func result<Value>(
    _ body: () async throws(ImageReader.Failure) -> Value
  ) async -> Result<Value, ImageReader.Failure> {
    do throws(ImageReader.Failure) { return .success(try await body()) } catch { return .failure(error) }
  }
}
