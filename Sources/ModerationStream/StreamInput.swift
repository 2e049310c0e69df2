import Glibc

/// Bytes of a connection as lines and pieces, of which no more is held than one asks for. For one thread.
struct StreamInput {
  /// Why there is nothing more to read.
  enum Stop: Error {
    /// The input has ended.
    case ended
    /// Somebody told so.
    case told
    /// The system's number for what went wrong.
    case failed(Int32)
  }

  private static let chunkByteCount = 64 << 10

  /// How many bytes were taken so far.
  private(set) var byteOffset = 0
  private let descriptor: Int32
  private let stops: [StreamStop]
  private var buffer: [UInt8] = []
  private var start = 0

  /// - Parameter stops: Whose being told ends the reading.
  init(_ descriptor: Int32, unless stops: [StreamStop]) {
    self.descriptor = descriptor
    self.stops = stops
  }

  /// The next line without its line break; nil for one of more than `most` bytes. At the end of the input what stands
  /// behind the last line break is lost: `heldByteCount` tells of it.
  mutating func line(most: Int) throws(Stop) -> [UInt8]? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        guard end - start <= most else { return nil }
        defer { take(end + 1 - start) }
        return Array(buffer[start..<end])
      }
      guard buffer.count - start <= most else { return nil }
      let held = buffer.count - start
      try fill()
      searched = start + held
    }
  }

  /// Bytes that were read and not taken.
  var heldByteCount: Int { buffer.count - start }

  /// Exactly so many bytes.
  mutating func bytes(_ count: Int) throws(Stop) -> [UInt8] {
    let held = min(count, heldByteCount)
    var (filled, stop): (Int, Stop?) = (held, nil)
    // Memory that no byte came for is not touched, and so not had of the system: a header that promises much costs
    // nothing by itself.
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { room, initialized in
      for index in 0..<held { room[index] = buffer[start + index] }
      while filled < count {
        do throws(Stop) {
          filled += try read(
            into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(room)[filled..<count]))
        } catch {
          stop = error
          break
        }
      }
      initialized = filled
    }
    take(held)
    byteOffset += filled - held
    if let stop { throw stop }
    return bytes
  }

  /// Passes over so many bytes.
  mutating func skip(_ count: Int) throws(Stop) {
    var left = count
    while true {
      let step = min(left, heldByteCount)
      take(step)
      left -= step
      guard left > 0 else { return }
      try fill()
    }
  }

  private mutating func take(_ count: Int) {
    start += count
    byteOffset += count
    if start == buffer.count { (buffer, start) = ([], 0) }
  }

  private mutating func fill() throws(Stop) {
    buffer.removeFirst(start)
    start = 0
    var stop: Stop?
    let piece = [UInt8](unsafeUninitializedCapacity: Self.chunkByteCount) { room, initialized in
      do throws(Stop) {
        initialized = try read(into: UnsafeMutableRawBufferPointer(room))
      } catch {
        stop = error
      }
    }
    if let stop { throw stop }
    if buffer.isEmpty { buffer = piece } else { buffer += piece }
  }

  private func read(into room: UnsafeMutableRawBufferPointer) throws(Stop) -> Int {
    while true {
      guard StreamStop.wait(for: descriptor, unless: stops) else { throw .told }
      let count = Glibc.read(descriptor, room.baseAddress, room.count)
      if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
      if count < 0 { throw .failed(errno) }
      guard count > 0 else { throw .ended }
      return count
    }
  }
}
