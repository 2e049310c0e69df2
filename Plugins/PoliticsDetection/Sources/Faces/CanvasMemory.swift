/// The pixels of one canvas: room for a whole square, made when it is first needed.
struct CanvasMemory: Sendable {
  /// The side of the square, in pixels.
  let side: Int
  /// `4 × side × side` bytes, or none yet.
  private(set) var pixels: [UInt8] = []

  init(side: Int) { self.side = side }

  /// Lends the room for writing.
  mutating func withPixels(_ write: (UnsafeMutablePointer<UInt8>) -> Void) {
    if pixels.isEmpty { pixels = [UInt8](repeating: 0, count: 4 * side * side) }
    pixels.withUnsafeMutableBufferPointer { buffer in
      if let start = buffer.baseAddress { write(start) }
    }
  }
}
