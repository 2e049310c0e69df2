import ImageDrawing
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
    guard descriptor >= 0 else { throw Self.failure(path) }
  }

  deinit { close(descriptor) }

  /// Writes the pictures of one source; those that an earlier run wrote under the same names are replaced as a whole.
  func write(_ pictures: [AnnotatedPicture], of source: ImageWalk.Image) throws(HostFailure) {
    for picture in pictures {
      try write(picture.jpeg, to: PictureName.name(of: source, frameIndex: picture.frameIndex))
    }
  }

  private func write(_ bytes: [UInt8], to name: String) throws(HostFailure) {
    // `=` alone begins no picture's name.
    let draft = "=\(getpid()).draft"
    unlinkat(descriptor, draft, 0)
    let file = openat(descriptor, draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard file >= 0 else { throw Self.failure(path + name) }
    let isWritten = writeAll(bytes, to: file)
    let writeError = errno
    let isClosed = close(file) == 0
    if isWritten, isClosed, renameat(descriptor, draft, descriptor, name) == 0 { return }
    let reason = isWritten ? errno : writeError
    unlinkat(descriptor, draft, 0)
    errno = reason
    throw Self.failure(path + name)
  }

  private func writeAll(_ bytes: [UInt8], to file: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private static func failure(_ path: String) -> HostFailure {
    HostFailure(.pictureUnwritable, message: "cannot write \(path): \(SystemError.text)")
  }
}

extension HostFailure.Code {
  /// An annotated picture or the folder for it could not be written.
  static let pictureUnwritable = HostFailure.Code(rawValue: "pictureUnwritable")
}
