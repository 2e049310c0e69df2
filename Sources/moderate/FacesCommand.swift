import WorkerProcesses
import ArgumentParser
import Glibc
import ImageMatching
import ImageModeration
import Inference
import PoliticsDetection

/// `moderate faces …`: tools for those who keep a gallery of faces.
struct FacesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "moderate faces", abstract: "Tools for galleries of faces.",
    discussion: """
      A gallery is a folder: GALLERY/GROUP/PERSON, and one small file for each face. It holds no picture, only 128 numbers \
      a face; whoever has it can still recognise the persons, so keep it as you keep personal data. In many places \
      comparing faces needs a legal basis: make sure that you have one.
      """,
    subcommands: [FacesAddCommand.self, FacesListCommand.self, FacesSearchCommand.self])

  /// Says why nothing could be done.
  static func fail(_ failure: HostFailure) -> ExitCode {
    StandardError.write("moderate: \(Printable.text(failure.message))\n")
    return ExitCode(1)
  }

  /// Opens the models and the decode worker.
  static func reader(models: String?) throws -> FaceFileReader {
    let store = try ModelStore(directory: try ModelsFolder.chosen(models))
    return FaceFileReader(
      faces: FaceReader(models: try FaceModels(store: store, runtime: try InferenceRuntime(store), concurrency: 1)),
      images: try ImageReader(
        isolation: .worker(executable: DecodeWorker.path, policy: WorkerPolicy(maximumWorkerCount: 1)),
        capacity: .init(concurrentImages: 1, waitingImages: 1)))
  }
}

/// The options that all of them share.
struct FacesOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The gallery's folder.", valueName: "dir"))
  var gallery: String

  @Option(
    help: ArgumentHelp(
      """
      Folder that ./run setup --into DIR filled. Without it: the environment variable IMAGE_MODERATION_MODELS, then \
      what was installed with this command or what ./run setup put into the checkout.
      """, valueName: "dir"))
  var models: String?

  func validate() throws {
    guard !gallery.isEmpty else { throw ValidationError("--gallery takes a folder.") }
  }
}

/// The value of `--group` and `--person`.
struct GalleryNameArgument: ExpressibleByArgument {
  let name: GalleryName

  /// Refuses a name that would leave the gallery or cannot be shown, before any picture is read.
  init?(argument: String) {
    guard let name = GalleryName(argument) else { return nil }
    self.name = name
  }
}

extension ImageWalk.Image {
  /// The faces of the image's first frame, largest first.
  func faces(by reader: FaceFileReader) async -> Result<FaceReader.Picture, HostFailure> {
    do throws(HostFailure) {
      switch self {
      case .standardInput:
        return .success(try await reader.read(.bytes(try await StandardInput.read(.ims20201229).get(), .local)))
      case .file(let name):
        return .success(
          try await name.withSource { source async throws(HostFailure) in try await reader.read(source) })
      case .unreadable(let name, let reason):
        throw Self.unreadable(name.text, reason)
      }
    } catch {
      return .failure(error)
    }
  }
}

/// Reads the faces of picture files.
struct FaceFileReader: Sendable {
  let faces: FaceReader
  let images: ImageReader

  /// The faces of a picture's first frame; none where there is no face.
  ///
  /// - Throws: `HostFailure` when the file cannot be read, was refused or could not be looked at.
  func read(_ source: ImageSource) async throws(HostFailure) -> FaceReader.Picture {
    let reading: ImageReader.Reading<[FaceReading]>
    do throws(ImageReader.Failure) {
      reading = try await images.read(source, as: FaceReader.wish, sampling: .firstFrame) {
        [faces] pixels, frame throws(DetectorFailure) in
        try faces.faces(in: pixels, of: frame)
      }
    } catch {
      if case .host(let failure) = error { throw failure }
      throw HostFailure(.sourceUnreadable, message: error.message)
    }
    guard let sha256 = reading.image.sha256 else {
      throw HostFailure(.sourceUnreadable, message: "its SHA-256 cannot be computed here")
    }
    return FaceReader.Picture(sha256: sha256, faces: reading.frames.first ?? [])
  }
}
