import CWorkerChannel
import Digests
import Files
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
    let file: BoundedFile
    do throws(FileError) {
      file = try BoundedFile(String(cString: resolved), .regularOnly)
    } catch {
      throw unusable(error.step == .kind ? "is not a regular file" : "cannot be read: \(error.reason)")
    }
    guard let byteCount = file.byteCount, byteCount <= PluginLibrary.maximumFileBytes else {
      throw unusable("has \(file.byteCount ?? 0) bytes, at most \(PluginLibrary.maximumFileBytes) are opened")
    }
    guard let sha256 else {
      openedPath = String(cString: resolved)
      return
    }
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try file.contents(mostBytes: PluginLibrary.maximumFileBytes)
    } catch {
      throw unusable("cannot be read: \(error.reason)")
    }
    let digest = SHA256Digest(of: bytes.span.bytes)?.hexadecimal
    guard digest == sha256 else {
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
