import Glibc

/// An image to moderate.
public enum ImageSource: Hashable, Sendable {
  /// Bytes in memory, with how they reached us.
  case bytes([UInt8], ImageOrigin)
  /// A file of this machine, read on one of the moderator's threads; no more of it than the limits allow.
  case file(path: String)

  /// What it holds in memory before it is read, in bytes.
  var heldBytes: Int {
    if case .bytes(let bytes, _) = self { bytes.count } else { 0 }
  }

  /// The bytes and their origin; the byte limit is applied while reading.
  func load(_ limits: Limits, facts: inout ImageFacts) throws(PipelineStop) -> ([UInt8], ImageOrigin) {
    switch self {
    case .bytes(let bytes, let origin):
      facts.byteCount = bytes.count
      return (bytes, origin)
    case .file(let path):
      return (try Self.read(path, limits, facts: &facts), .local)
    }
  }

  private static func read(_ path: String, _ limits: Limits, facts: inout ImageFacts) throws(PipelineStop) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw unreadable(path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path) }
    let isRegular = status.st_mode & S_IFMT == S_IFREG
    if isRegular {
      facts.byteCount = Int(status.st_size)
      // Too large by its size alone: nothing of it is read.
      try rejecting { () throws(InputRejection) in
        try limits.checkByteCount(max(facts.byteCount, limits.minimumFileBytes), from: .local)
      }
    }
    // A pipe has no size, and a file may grow: at most one byte more than allowed is read.
    let capacity = isRegular ? Int(status.st_size) + 1 : 1 << 16
    let most = limits.maximumFileBytes + 1
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(capacity, most))
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < most {
      let count = Glibc.read(descriptor, &chunk, min(chunk.count, most - bytes.count))
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw unreadable(path) }
      if count == 0 { break }
      bytes.append(contentsOf: chunk[..<count])
    }
    facts.byteCount = bytes.count
    return bytes
  }

  private static func unreadable(_ path: String) -> PipelineStop {
    .failed(HostFailure(.sourceUnreadable, message: "cannot read \(path): \(String(cString: strerror(errno)))"))
  }
}
