import ImageDrawing
import Files
import Glibc
import ImageModeration

/// The folder of `--annotate`. Nothing is ever written outside it: names hold no slash, and links in it are replaced
/// and not followed.
final class PictureFolder: Sendable {
  private let path: String
  private let descriptor: Int32

  /// Opens the folder, made with the folders above it where they are missing.
  init(_ path: String) throws(HostFailure) {
    let path = path.hasSuffix("/") ? path : path + "/"
    for index in path.indices.dropFirst() where path[index] == "/" {
      // One that exists already is an error here and none when it is opened.
      mkdir(String(path[..<index]), 0o777)
    }
    self.path = path
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path, SystemError.text) }
  }

  deinit { close(descriptor) }

  /// Writes the pictures of one source; those that an earlier run wrote under the same names are replaced as a whole.
  func write(_ pictures: [AnnotatedPicture], of source: ImageWalk.Image) throws(HostFailure) {
    for picture in pictures {
      try write(picture.jpeg, to: PictureName.name(of: source, frameIndex: picture.frameIndex))
    }
  }

  /// Writes a file; one of that name is replaced as a whole.
  func write(_ bytes: [UInt8], to name: String) throws(HostFailure) {
    // `=` alone begins no picture's name.
    let draft = "=\(getpid()).draft"
    do throws(FileError) {
      try AtomicFile.write(bytes, to: name, in: descriptor, draft: draft, mode: 0o666, synchronized: false)
    } catch {
      throw Self.failure(path + name, error.reason)
    }
  }

  /// Removes a file, if it is there.
  func remove(_ name: String) throws(HostFailure) {
    guard unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else {
      throw Self.failure(path + name, SystemError.text)
    }
  }

  private static func failure(_ path: String, _ reason: String) -> HostFailure {
    HostFailure(.pictureUnwritable, message: "cannot write \(path): \(reason)")
  }
}

extension HostFailure.Code {
  /// An annotated picture or the folder for it could not be written.
  static let pictureUnwritable = HostFailure.Code(rawValue: "pictureUnwritable")
}
