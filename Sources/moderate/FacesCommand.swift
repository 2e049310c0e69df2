import WorkerProcesses
import ArgumentParser
import FaceLibraries
import Files
import Glibc
import ImageMatching
import ImageModeration
import Inference
import PoliticsDetection

/// `moderate faces …`: tools for those who keep a gallery of faces.
struct FacesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "faces", abstract: "Tools for galleries of faces.",
    discussion: """
      A gallery is a library, one file for millions of faces (--library FILE), or a folder (--gallery DIR): \
      GALLERY/GROUP/PERSON, and one small file for each face. Neither holds a picture, only 128 numbers a face; whoever \
      has them can still recognise the persons, so keep them as you keep personal data. In many places comparing faces \
      needs a legal basis: make sure that you have one.
      """,
    subcommands: [
      FacesAddCommand.self, FacesImportCommand.self, FacesListCommand.self, FacesSearchCommand.self,
      FacesVerifyCommand.self, FacesCompareCommand.self, FacesGroupCommand.self, FacesMoveCommand.self,
      FacesRemoveCommand.self, FacesBuildCommand.self, FacesExportCommand.self,
    ])

  /// Says why nothing could be done.
  static func fail(_ failure: HostFailure) -> ExitCode {
    StandardError.write("moderate: \(Printable.text(failure.message))\n")
    return ExitCode(1)
  }

  /// Opens the models and the decode worker.
  static func reader(models: String?) throws -> FaceFileReader {
    let store = try ModelStore(directory: try ModelsFolder.chosen(models))
    return FaceFileReader(
      faces: FaceReader(
        models: try FaceModels(
          store: store, runtime: try InferenceRuntime(store, keepingIn: ModelsFolder.compiled()), concurrency: 1)),
      images: try ImageReader(
        isolation: .worker(executable: DecodeWorker.path, policy: WorkerPolicy(maximumWorkerCount: 1)),
        capacity: .init(concurrentImages: 1, waitingImages: 1)))
  }
}

/// Where the models are.
struct FaceModelsOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Folder that ./run setup --into DIR filled. Without it: the environment variable IMAGE_MODERATION_MODELS, then \
      what was installed with this command or what ./run setup put into the checkout.
      """, valueName: "dir"))
  var models: String?
}

/// A gallery in either form.
struct FacesOptions: ParsableArguments {
  /// Which form it has.
  enum Place {
    case folder(String)
    case library(String)
  }

  @Option(help: ArgumentHelp("The gallery's folder.", valueName: "dir"))
  var gallery: String?

  @Option(help: ArgumentHelp("The library's file.", valueName: "file"))
  var library: String?

  func validate() throws {
    guard (gallery == nil) != (library == nil) else { throw ValidationError("Give either --gallery or --library.") }
    guard gallery != "" else { throw ValidationError("--gallery takes a folder.") }
    guard library != "" else { throw ValidationError("--library takes a file.") }
  }

  var place: Place { library.map { .library($0) } ?? .folder(gallery ?? "") }
}

/// A library's file.
struct FaceLibraryOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The library's file.", valueName: "file"))
  var library: String

  func validate() throws {
    guard !library.isEmpty else { throw ValidationError("--library takes a file.") }
  }

  /// Opens it.
  func open(for access: FaceLibrary.Access) throws -> FaceLibrary {
    do {
      return try FaceLibrary(path: library, for: access, model: FaceModels.embedder)
    } catch {
      throw FacesCommand.fail(error)
    }
  }
}

extension FaceLibrary {
  /// The person with an id, or the only one with a name.
  func personMeant(by text: String) throws(HostFailure) -> FacePerson {
    if let id = FaceID(text), let found = try person(id) { return found.person }
    let named = if let name = GalleryName(text) { try persons(named: name) } else { [FaceID]() }
    guard let id = named.first, let found = try person(id) else {
      throw HostFailure(.libraryRefusal, message: "\(path) has no person \(text.debugDescription)")
    }
    guard named.count == 1 else {
      throw HostFailure(
        .libraryRefusal,
        message: "\(path) has \(named.count) persons \(text.debugDescription); say which by id: "
          + named.prefix(10).map(\.text).joined(separator: ", "))
    }
    return found.person
  }

  /// The group with an id or a name.
  func groupMeant(by text: String) throws(HostFailure) -> FaceGroup {
    guard let group = try groups(called: text).first else {
      throw HostFailure(.libraryRefusal, message: "\(path) has no group \(text.debugDescription)")
    }
    return group
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
