import CWorkerChannel
import Digests
import Glibc
import ModerationCore

/// A library's file, read and checked; what is opened is what was checked.
struct LibraryImage {
  /// What to hand to the loader: the pinned bytes in sealed memory, or the file itself.
  let openedPath: String

  /// - Parameters:
  ///   - sha256: The digest that the file must have; nil to open the file as it is.
  ///   - inMemory: Whether the checked bytes are copied, so that nobody can exchange them before they are opened.
  init(path: String, sha256: String?, inMemory: Bool) throws(HostFailure) {
    func unusable(_ message: String) -> HostFailure {
      HostFailure(.pluginUnusable, message: "the plugin \(path) \(message)")
    }
    guard let resolved = realpath(path, nil) else {
      throw unusable("cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { free(resolved) }
    let file = open(resolved, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw unusable("cannot be read: \(String(cString: strerror(errno)))") }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw unusable("is not a regular file") }
    guard status.st_size <= PluginLibrary.maximumFileBytes else {
      throw unusable("has \(status.st_size) bytes, at most \(PluginLibrary.maximumFileBytes) are opened")
    }
    guard let sha256 else {
      openedPath = String(cString: resolved)
      return
    }
    let count = Int(status.st_size)
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let step = read(file, buffer.baseAddress?.advanced(by: filled), count - filled)
        guard step > 0 else { break }
        filled += step
      }
    }
    let digest = SHA256Digest(of: bytes.span.bytes)?.hexadecimal
    guard bytes.count == count, digest == sha256 else {
      throw unusable("has SHA-256 \(digest ?? "unknown") and not \(sha256)")
    }
    guard inMemory else {
      openedPath = String(cString: resolved)
      return
    }
    let memory = bytes.withUnsafeBytes { moderation_memory_holding($0.baseAddress, $0.count) }
    guard memory >= 0 else { throw unusable("cannot be copied to memory: \(String(cString: strerror(-memory)))") }
    // Stays open, as the library does.
    openedPath = "/proc/self/fd/\(memory)"
  }
}
