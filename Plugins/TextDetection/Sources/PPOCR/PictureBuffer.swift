import CPixels
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

  /// A picture whose bytes are written at once; `fill` must write all `3 × width × height` of them.
  init(width: Int, height: Int, fill: (UnsafeMutablePointer<UInt8>) -> Void) {
    precondition(width > 0 && height > 0)
    self.width = width
    self.height = height
    bytes = [UInt8](unsafeUninitializedCapacity: width * height * 3) { target, count in
      if let target = target.baseAddress { fill(target) }
      count = width * height * 3
    }
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
      if stride == width * 3 { return [UInt8](source.prefix(width * height * 3)) }
      var rows: [UInt8] = []
      rows.reserveCapacity(width * height * 3)
      for y in 0..<height { rows.append(contentsOf: source[(y * stride)..<(y * stride + width * 3)]) }
      return rows
    }
  }

  /// Whether a box comes within two pixels of the picture's edge.
  func isReached(by box: Quadrilateral) -> Bool {
    box.corners.contains { corner in
      min(corner.x, corner.y, Double(width - 1) - corner.x, Double(height - 1) - corner.y) <= 2
    }
  }

  /// A part of the picture; columns and rows must lie inside and not be empty.
  func part(columns: Range<Int>, rows: Range<Int>) -> PictureBuffer {
    precondition(
      columns.lowerBound >= 0 && columns.upperBound <= width && rows.lowerBound >= 0 && rows.upperBound <= height)
    let rowBytes = columns.count * 3
    return reading(width: columns.count, height: rows.count) { source, target in
      for row in 0..<rows.count {
        let from = source + ((rows.lowerBound + row) * width + columns.lowerBound) * 3
        (target + row * rowBytes).initialize(from: from, count: rowBytes)
      }
    }
  }

  /// The picture with black rows above and below.
  func padded(rowsAboveAndBelow rows: Int) -> PictureBuffer {
    let (barBytes, byteCount) = (rows * width * 3, bytes.count)
    return reading(width: width, height: height + 2 * rows) { source, target in
      target.initialize(repeating: 0, count: barBytes)
      (target + barBytes).initialize(from: source, count: byteCount)
      (target + barBytes + byteCount).initialize(repeating: 0, count: barBytes)
    }
  }

  /// The picture turned by 90° against the clock.
  func turnedLeft() -> PictureBuffer {
    reading(width: height, height: width) { moderation_turn_left($0, width, height, $1) }
  }

  /// The picture turned by 180°.
  func upsideDown() -> PictureBuffer {
    reading(width: width, height: height) { moderation_reverse_pixels($0, width * height, $1) }
  }

  /// A picture made of this one's bytes.
  private func reading(
    width: Int, height: Int, _ fill: (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>) -> Void
  ) -> PictureBuffer {
    bytes.withUnsafeBufferPointer { source in
      PictureBuffer(width: width, height: height) { target in
        if let source = source.baseAddress { fill(source, target) }
      }
    }
  }
}
