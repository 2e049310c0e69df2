import Files
import Glibc
import ModerationCore

/// An opened folder of a gallery. Nothing outside it is read or written: names hold no slash, and links are refused.
final class GalleryFolder {
  /// What to call it in errors.
  let path: String
  private let descriptor: Int32

  /// Opens the gallery itself, which may be a link.
  init(gallery path: String) throws(HostFailure) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.unreadable(path) }
  }

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// A folder in this one.
  ///
  /// - Throws: `invalidGallery` when it is a link or no folder.
  func folder(_ name: String) throws(HostFailure) -> GalleryFolder {
    let inner = "\(path)/\(name)"
    let opened = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard opened >= 0 else {
      throw errno == ENOTDIR || errno == ELOOP
        ? HostFailure(.invalidGallery, message: "\(inner) is not a folder, or a link to one, which is not followed")
        : Self.unreadable(inner)
    }
    return GalleryFolder(path: inner, descriptor: opened)
  }

  /// The same, made first if it is missing.
  func madeFolder(_ name: String) throws(HostFailure) -> GalleryFolder {
    guard mkdirat(descriptor, name, 0o755) == 0 || errno == EEXIST else { throw Self.unwritable("\(path)/\(name)") }
    return try folder(name)
  }

  /// The names in this folder, hidden ones left out, in no order.
  ///
  /// - Throws: `invalidGallery` when there are more than `most`, or one is not UTF-8.
  func names(most: Int) throws(HostFailure) -> [String] {
    // A descriptor of its own, because reading a folder moves its position and closing the stream closes it.
    let own = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard own >= 0 else { throw Self.unreadable(path) }
    guard let stream = fdopendir(own) else {
      close(own)
      throw Self.unreadable(path)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw Self.unreadable(path) }
        return names
      }
      let bytes = withUnsafeBytes(of: entry.pointee.d_name) { [UInt8]($0.prefix { $0 != 0 }) }
      if bytes.first == UInt8(ascii: ".") { continue }
      guard let name = String(validating: bytes, as: UTF8.self) else {
        throw HostFailure(.invalidGallery, message: "\(path) holds a name that is not UTF-8")
      }
      guard names.count < most else {
        throw HostFailure(.invalidGallery, message: "\(path) holds more than \(most) entries")
      }
      names.append(name)
    }
  }

  /// The content of a plain file.
  ///
  /// - Throws: `invalidGallery` when it is anything else or larger than `most` bytes.
  func contents(of name: String, mostBytes most: Int) throws(HostFailure) -> [UInt8] {
    let inner = "\(path)/\(name)"
    do throws(FileError) {
      return try BoundedFile.contents(of: name, in: descriptor, [.regularOnly, .refusingLink], mostBytes: most)
    } catch {
      switch (error.step, error.code) {
      case (.open, ELOOP):
        throw HostFailure(.invalidGallery, message: "\(inner) is a link, which is not followed")
      case (.kind, _), (.size, _):
        throw HostFailure(.invalidGallery, message: "\(inner) is not a plain file of at most \(most) bytes")
      default:
        throw Self.unreadable(inner, error.reason)
      }
    }
  }

  /// Writes a file as a whole or not at all; one of the same name is replaced.
  func write(_ bytes: [UInt8], to name: String) throws(HostFailure) {
    // Hidden, so that a gallery that is loaded meanwhile does not see it.
    let draft = ".\(getpid()).draft"
    do throws(FileError) {
      try AtomicFile.write(bytes, to: name, in: descriptor, draft: draft, mode: 0o644, synchronized: true)
    } catch {
      throw Self.unwritable("\(path)/\(name)", error.reason)
    }
  }

  /// Why the last call of the system failed.
  private static var systemReason: String { String(cString: strerror(errno)) }

  private static func unreadable(_ path: String, _ reason: String = systemReason) -> HostFailure {
    HostFailure(.sourceUnreadable, message: "cannot read \(path): \(reason)")
  }

  private static func unwritable(_ path: String, _ reason: String = systemReason) -> HostFailure {
    HostFailure(.galleryUnwritable, message: "cannot write \(path): \(reason)")
  }
}
