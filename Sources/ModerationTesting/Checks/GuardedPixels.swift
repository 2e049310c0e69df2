import Glibc
import ModerationCore

/// Memory whose bytes end where a page ends, with a page behind it that nobody has touched.
///
/// The system tells whether a page is present. That one is not, until somebody reads it: so a read behind the last
/// pixel is seen without a crash. One thread.
final class GuardedPixels {
  private let base: UnsafeMutableRawPointer
  private let mappedByteCount: Int
  private let offset: Int
  private let byteCount: Int
  private let guardPage: UnsafeMutableRawPointer
  private let pageByteCount: Int

  /// Copies bytes to guarded memory.
  ///
  /// - Parameter crashesOnRead: Whether the page behind may not be read at all.
  /// - Returns: nil when the system grants no memory.
  init?(_ bytes: [UInt8], crashesOnRead: Bool) {
    pageByteCount = max(1, Int(sysconf(Int32(_SC_PAGESIZE))))
    let pixelPages = (bytes.count + pageByteCount - 1) / pageByteCount * pageByteCount
    mappedByteCount = pixelPages + pageByteCount
    offset = pixelPages - bytes.count
    byteCount = bytes.count
    let mapped = mmap(nil, mappedByteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapped, mapped != MAP_FAILED else { return nil }
    base = mapped
    guardPage = mapped + pixelPages
    // Huge pages would make the page behind present together with the pixels.
    madvise(base, mappedByteCount, MADV_NOHUGEPAGE)
    mprotect(guardPage, pageByteCount, crashesOnRead ? PROT_NONE : PROT_READ)
    bytes.withUnsafeBytes {
      if let start = $0.baseAddress { (base + offset).copyMemory(from: start, byteCount: $0.count) }
    }
  }

  deinit { munmap(base, mappedByteCount) }

  /// The bytes, for the length of a call.
  func withBytes<Value>(_ body: (RawSpan) throws(DetectorFailure) -> Value) throws(DetectorFailure) -> Value {
    try body(UnsafeRawBufferPointer(start: base + offset, count: byteCount).bytes)
  }

  /// Whether the bytes are still these.
  func hold(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return byteCount == 0 }
      return bytes.count == byteCount && memcmp(base + offset, start, byteCount) == 0
    }
  }

  /// Whether anybody has read behind the bytes; nil when the system does not say.
  var wasReadBehind: Bool? {
    var presence: UInt8 = 0
    return mincore(guardPage, pageByteCount, &presence) == 0 ? presence & 1 == 1 : nil
  }

  /// Reads behind the bytes, to see whether that is seen.
  func readBehind() -> UInt8 { guardPage.load(as: UInt8.self) }

  /// Whether this system shows such reads: tried out, because some show all pages as present.
  static let systemShowsReads: Bool = {
    guard let memory = GuardedPixels([1, 2, 3], crashesOnRead: false), memory.wasReadBehind == false else {
      return false
    }
    // Used, so that the read is not optimised away.
    guard memory.readBehind() == 0 else { return false }
    return memory.wasReadBehind == true
  }()
}
