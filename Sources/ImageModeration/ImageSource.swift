import Files

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
    func reading<Value: ~Copyable>(_ body: () throws(FileError) -> Value) throws(PipelineStop) -> Value {
      do throws(FileError) {
        return try body()
      } catch {
        throw .failed(HostFailure(.sourceUnreadable, message: "cannot read \(path): \(error.reason)"))
      }
    }
    let file = try reading { () throws(FileError) in try BoundedFile(path) }
    if let byteCount = file.byteCount {
      facts.byteCount = byteCount
      // Too large by its size alone: nothing of it is read.
      try rejecting { () throws(InputRejection) in
        try limits.checkByteCount(max(byteCount, limits.minimumFileBytes), from: .local)
      }
    }
    // A pipe has no size, and a file may grow: at most one byte more than allowed is read.
    let bytes = try reading { () throws(FileError) in try file.prefix(limits.maximumFileBytes + 1) }
    facts.byteCount = bytes.count
    return bytes
  }
}
