import Glibc

/// A descriptor that somebody else opened and closes.
package enum OpenFile {
  /// The bytes asked for at once where a file does not say how many it has.
  private static let chunkByteCount = 1 << 16

  /// What there is from where the file stands to its end, and at most `most` bytes.
  ///
  /// - Parameter expected: How many bytes there probably are.
  package static func prefix(
    _ most: Int, of descriptor: Int32, expecting expected: Int = 0
  ) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    // One more than expected, so that the end is seen without another piece.
    var room = min(most, max(expected < most ? expected + 1 : most, chunkByteCount))
    while room > 0 {
      let piece = try piece(of: descriptor, count: room)
      if bytes.isEmpty { bytes = piece } else { bytes += piece }
      if piece.count < room { break }
      room = min(most - bytes.count, chunkByteCount)
    }
    return bytes
  }

  /// What there is right now, at most `most` bytes; empty at the end. Waits for the first byte of a pipe.
  package static func available(_ most: Int, of descriptor: Int32) throws(FileError) -> [UInt8] {
    var failure: FileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: most) { buffer, filled in
      var step = read(descriptor, buffer.baseAddress, most)
      while step < 0 && errno == EINTR { step = read(descriptor, buffer.baseAddress, most) }
      if step < 0 { failure = FileError(.read) }
      filled = max(0, step)
    }
    if let failure { throw failure }
    return bytes
  }

  /// Writes all bytes.
  package static func write(_ bytes: RawSpan, to descriptor: Int32) throws(FileError) {
    try bytes.withUnsafeBytes { buffer throws(FileError) in
      var written = 0
      while written < buffer.count {
        let step = Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
        if step < 0 && errno == EINTR { continue }
        guard step > 0 else { throw FileError(.write) }
        written += step
      }
    }
  }

  /// The next bytes; fewer than asked for only at the end.
  private static func piece(of descriptor: Int32, count: Int) throws(FileError) -> [UInt8] {
    var failure: FileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let step = read(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled)
        if step < 0 && errno == EINTR { continue }
        if step < 0 { failure = FileError(.read) }
        guard step > 0 else { return }
        filled += step
      }
    }
    if let failure { throw failure }
    return bytes
  }
}
