import Files
import Glibc
public import ModerationCore

/// Which files of this machine a stream's frames may name.
public enum StreamPaths: Hashable, Sendable {
  /// None: whoever sends has to send the bytes.
  case none
  /// Those in a folder and below, wherever links lead from there or to there. A relative path begins in it.
  /// - Parameters:
  ///   - root: The folder's real path.
  ///   - called: What the operator calls it, which paths may begin with as well.
  case below(root: String, called: String)
  /// Those that this process can read. A relative path begins in its working directory.
  case any

  /// The word for it in the `ready` line.
  var name: String {
    switch self {
    case .none: "none"
    case .below: "root"
    case .any: "any"
    }
  }

  /// The rule for a folder, by its real path.
  ///
  /// - Throws: `HostFailure.Code.sourceUnreadable` for one that is no folder.
  public static func below(folder: String) throws(HostFailure) -> StreamPaths {
    guard let resolved = realpath(folder, nil) else {
      throw HostFailure(.sourceUnreadable, message: "cannot read \(folder): \(String(cString: strerror(errno)))")
    }
    defer { free(resolved) }
    var status = stat()
    guard stat(resolved, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw HostFailure(.sourceUnreadable, message: "\(folder) is no folder")
    }
    return .below(root: String(cString: resolved), called: folder)
  }

  /// Opens a file that may be read.
  ///
  /// The file is opened first and then asked where it is: a link that is changed between two looks at a path cannot
  /// lead elsewhere.
  func open(_ path: String) throws(HostFailure) -> NamedFile {
    let file: NamedFile
    let root: String?
    switch self {
    case .none:
      throw HostFailure(
        .pathNotAllowed, message: "frames may name no files here: send the bytes, or start with --root or --allow-paths"
      )
    case .below(let folder, let called):
      // By its words alone first: whether a file exists elsewhere is nobody's business.
      let isBelow = !path.hasPrefix("/") || [folder, called].contains { path.hasPrefix(Self.withSlash($0)) }
      guard isBelow, !path.split(separator: "/").contains("..") else { throw Self.outside(path) }
      root = folder
      file = try Self.opened(path.hasPrefix("/") ? path : Self.withSlash(folder) + path, path)
    case .any:
      root = nil
      file = try Self.opened(path, path)
    }
    if let root {
      guard let real = file.realPath, real.hasPrefix(Self.withSlash(root)) else { throw Self.outside(path) }
    }
    var status = stat()
    guard fstat(file.descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw HostFailure(.sourceUnreadable, message: "cannot read \(path): it is no regular file")
    }
    return file
  }

  private static func opened(_ path: String, _ name: String) throws(HostFailure) -> NamedFile {
    // Never waits: for a pipe's writer, for example.
    let file = NamedFile(Glibc.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY))
    guard file.descriptor >= 0 else {
      throw HostFailure(.sourceUnreadable, message: "cannot read \(name): \(String(cString: strerror(errno)))")
    }
    return file
  }

  private static func withSlash(_ folder: String) -> String { folder.hasSuffix("/") ? folder : folder + "/" }

  private static func outside(_ path: String) -> HostFailure {
    HostFailure(.pathNotAllowed, message: "\(path) is not below the folder that frames may name files of")
  }
}

/// An open file, closed when it goes.
final class NamedFile: Sendable {
  let descriptor: Int32

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The path by which this process reaches just this file.
  var path: String { "/proc/self/fd/\(descriptor)" }

  /// Where it is; nil where the kernel does not say.
  var realPath: String? {
    var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = bytes.withUnsafeMutableBytes { room in
      room.withMemoryRebound(to: CChar.self) { $0.baseAddress.map { start in readlink(path, start, room.count) } ?? 0 }
    }
    guard count > 0, count < bytes.count else { return nil }
    return String(validating: bytes.prefix(count), as: UTF8.self)
  }
}
