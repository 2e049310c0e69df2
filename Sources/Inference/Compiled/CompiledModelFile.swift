import Digests
import Files
import Glibc

/// A compiled model in a file, mapped: what the runtime wrote, and behind it 80 bytes by which it is checked.
///
/// The mapping is private and read-only; its pages are shared with every process that maps the file. Nobody but the user
/// can write to it, and this project never cuts one short.
final class CompiledModelFile: @unchecked Sendable {
  /// Why a file is not used.
  struct Problem: Error {
    let reason: String
  }

  /// What stands behind the runtime's bytes: a word, their number, the key and their SHA-256.
  private static let word = Array("IMMODEL1".utf8)
  private static let trailerByteCount = 8 + 8 + 32 + 32

  private let start: UnsafeMutableRawPointer
  private let mappedByteCount: Int
  /// How many bytes are the runtime's.
  let byteCount: Int

  /// The runtime's bytes; valid as long as this object.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: byteCount) }

  /// Maps a file and checks it.
  ///
  /// - Parameters:
  ///   - descriptor: Of the file; may be closed afterwards.
  ///   - key: What it must have been made of, 64 hexadecimal digits.
  ///   - maximumByteCount: The largest file taken.
  init(mapping descriptor: Int32, key: String, maximumByteCount: Int) throws(Problem) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Problem(reason: "it is not a regular file")
    }
    guard status.st_uid == geteuid(), status.st_mode & 0o022 == 0 else {
      throw Problem(reason: "others can write to it, or it belongs to somebody else")
    }
    let size = Int(status.st_size)
    guard size > Self.trailerByteCount, size <= maximumByteCount else {
      throw Problem(
        reason: "it has \(size) bytes; more than \(Self.trailerByteCount) and at most \(maximumByteCount) are taken")
    }
    guard let mapped = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), mapped != MAP_FAILED else {
      throw Problem(reason: "it cannot be mapped: \(String(cString: strerror(errno)))")
    }
    (start, mappedByteCount, byteCount) = (mapped, size, size - Self.trailerByteCount)
    // From here on the object is whole, and its end unmaps the file.
    let expected = try Self.trailer(of: bytes, key: key)
    let found = UnsafeRawBufferPointer(start: start + byteCount, count: Self.trailerByteCount)
    guard found.elementsEqual(expected) else {
      throw Problem(reason: "its content is not what its last \(Self.trailerByteCount) bytes say")
    }
  }

  deinit { munmap(start, mappedByteCount) }

  /// Gives the pages back to the system, which keeps them for whoever asks again: what the runtime needs of them often it
  /// has copied in its own order.
  func release() { madvise(start, mappedByteCount, MADV_DONTNEED) }

  /// Appends what a file is checked by to what the runtime wrote into it.
  static func seal(_ descriptor: Int32, key: String) throws(Problem) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_size > 0 else { throw Problem(reason: "nothing was written") }
    let size = Int(status.st_size)
    guard let mapped = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), mapped != MAP_FAILED else {
      throw Problem(reason: "it cannot be mapped: \(String(cString: strerror(errno)))")
    }
    defer { munmap(mapped, size) }
    let trailer = try trailer(of: UnsafeRawBufferPointer(start: mapped, count: size), key: key)
    guard lseek(descriptor, 0, SEEK_END) == size else { throw Problem(reason: "it changed meanwhile") }
    do throws(FileError) {
      try OpenFile.write(trailer.span.bytes, to: descriptor)
    } catch { throw Problem(reason: error.reason) }
  }

  private static func trailer(of bytes: UnsafeRawBufferPointer, key: String) throws(Problem) -> [UInt8] {
    guard let digest = SHA256Digest(of: bytes.bytes) else { throw Problem(reason: "libcrypto gives no SHA-256") }
    let count = (0..<8).map { UInt8(truncatingIfNeeded: bytes.count >> ($0 * 8)) }
    return word + count + binary(key) + binary(digest.hexadecimal)
  }

  /// The 32 bytes that 64 hexadecimal digits say.
  private static func binary(_ digits: String) -> [UInt8] {
    let values = digits.utf8.map { $0 > 57 ? $0 &- 87 : $0 &- 48 }
    return stride(from: 0, to: values.count - 1, by: 2).map { values[$0] << 4 | values[$0 + 1] }
  }
}
