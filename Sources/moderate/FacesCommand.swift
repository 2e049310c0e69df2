import ArgumentParser
import Glibc
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
  static func reader(models: String?) throws(HostFailure) -> FaceReader {
    let store = try ModelStore(directory: models)
    return try FaceReader(
      store: store, runtime: try InferenceRuntime(store),
      isolation: .worker(executable: DecodeWorker.path, policy: WorkerPolicy(maximumWorkerCount: 1)))
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
      what ./run setup put into the checkout.
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
  func faces(by reader: FaceReader) async -> Result<FaceReader.Picture, HostFailure> {
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
