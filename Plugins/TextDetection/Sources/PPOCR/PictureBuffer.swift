import ModerationCore

/// A picture that this recogniser owns: rows of `3 × width` bytes without padding, red first, row 0 on top.
struct PictureBuffer: Sendable {
  /// Pixels across; at least 1.
  let width: Int
  /// Pixels down; at least 1.
  let height: Int
  /// `height × width × 3` bytes.
  var bytes: [UInt8]

  /// A picture of one colour.
  init(width: Int, height: Int, grey: UInt8 = 0) {
    self.width = width
    self.height = height
    bytes = [UInt8](repeating: grey, count: width * height * 3)
  }

  /// Takes rows that are already without padding; `bytes` must be `3 × width × height`.
  init(width: Int, height: Int, bytes: [UInt8]) {
    precondition(width > 0 && height > 0 && bytes.count == width * height * 3)
    self.width = width
    self.height = height
    self.bytes = bytes
  }

  /// Copies a frame's pixels.
  ///
  /// - Throws: `unexpectedInput` when they are fewer than the description promises, or not in the order asked for.
  init(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) {
    let (width, height, stride) = (frame.size.width, frame.size.height, frame.strideBytes)
    guard width > 0, height > 0, frame.channelOrder == .rgb, stride >= width * 3,
      pixels.byteCount >= (height - 1) * stride + width * 3
    else {
      throw DetectorFailure(
        .unexpectedInput, message: "text recognition takes RGB pixels, not \(pixels.byteCount) bytes as \(frame.size)")
    }
    self.width = width
    self.height = height
    bytes = pixels.withUnsafeBytes { source in
      var rows: [UInt8] = []
      rows.reserveCapacity(width * height * 3)
      for y in 0..<height { rows.append(contentsOf: source[(y * stride)..<(y * stride + width * 3)]) }
      return rows
    }
  }

  /// A part of the picture; columns and rows must lie inside and not be empty.
  func part(columns: Range<Int>, rows: Range<Int>) -> PictureBuffer {
    var part: [UInt8] = []
    part.reserveCapacity(columns.count * rows.count * 3)
    for row in rows {
      let start = row * width * 3
      part += bytes[(start + columns.lowerBound * 3)..<(start + columns.upperBound * 3)]
    }
    return PictureBuffer(width: columns.count, height: rows.count, bytes: part)
  }

  /// The picture with black rows above and below.
  func padded(rowsAboveAndBelow rows: Int) -> PictureBuffer {
    let bar = [UInt8](repeating: 0, count: rows * width * 3)
    return PictureBuffer(width: width, height: height + 2 * rows, bytes: bar + bytes + bar)
  }

  /// The picture turned by 90° against the clock.
  func turnedLeft() -> PictureBuffer {
    rearranged(width: height, height: width) { x, y in (width - 1 - y, x) }
  }

  /// The picture turned by 180°.
  func upsideDown() -> PictureBuffer {
    rearranged(width: width, height: height) { x, y in (width - 1 - x, height - 1 - y) }
  }

  private func rearranged(width: Int, height: Int, from source: (Int, Int) -> (x: Int, y: Int)) -> PictureBuffer {
    var result = PictureBuffer(width: width, height: height)
    var target = 0
    for y in 0..<height {
      for x in 0..<width {
        let (sourceX, sourceY) = source(x, y)
        let from = (sourceY * self.width + sourceX) * 3
        for channel in 0..<3 { result.bytes[target + channel] = bytes[from + channel] }
        target += 3
      }
    }
    return result
  }
}
