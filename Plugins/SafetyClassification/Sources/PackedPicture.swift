import ModerationCore

/// RGB8 pixels without anything between the rows.
struct PackedPicture {
  let width: Int
  let height: Int
  /// `height × width × 3` bytes, row 0 on top.
  var bytes: [UInt8]

  /// Bytes of a row.
  var rowBytes: Int { width * 3 }

  init(width: Int, height: Int, bytes: [UInt8]) {
    precondition(width > 0 && height > 0 && bytes.count == width * height * 3)
    self.width = width
    self.height = height
    self.bytes = bytes
  }

  /// Copies the pixels of a view.
  ///
  /// - Throws: `unexpectedInput` for pixels that are larger than wished for, not red first, or too few.
  init(_ pixels: RawSpan, of frame: FrameDescription, longestSide: Int) throws(DetectorFailure) {
    let (width, height) = (frame.size.width, frame.size.height)
    guard frame.channelOrder == .rgb, frame.size.shorterSide > 0, frame.size.longerSide <= longestSide,
      frame.strideBytes >= width * 3, let before = checkedProduct(height - 1, frame.strideBytes),
      pixels.byteCount - width * 3 >= before
    else {
      throw DetectorFailure(
        .unexpectedInput,
        message: """
          image-safety-classifier-s takes RGB pixels of at most \(longestSide)x\(longestSide), not \(frame.size) in \
          \(pixels.byteCount) bytes with rows of \(frame.strideBytes)
          """)
    }
    self.init(
      width: width, height: height,
      bytes: pixels.withUnsafeBytes { source in
        var copy: [UInt8] = []
        copy.reserveCapacity(width * height * 3)
        for y in 0..<height { copy += source[(y * frame.strideBytes)..<(y * frame.strideBytes + width * 3)] }
        return copy
      })
  }
}
