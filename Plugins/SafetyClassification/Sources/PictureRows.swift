import ModerationCore

/// RGB8 rows in somebody else's memory, valid while they are lent: a view that a frame was converted to is read where it
/// lies.
struct PictureRows {
  let width: Int
  let height: Int
  /// From one row to the next.
  let strideBytes: Int
  /// The first byte of row 0.
  let start: UnsafePointer<UInt8>

  /// Bytes of a row, without what lies between rows.
  var rowBytes: Int { width * 3 }

  init(_ bytes: UnsafeRawBufferPointer, width: Int, height: Int, strideBytes: Int) {
    precondition(width > 0 && height > 0 && strideBytes >= width * 3)
    guard let start = bytes.assumingMemoryBound(to: UInt8.self).baseAddress,
      bytes.count >= (height - 1) * strideBytes + width * 3
    else { preconditionFailure("fewer bytes than rows") }
    self.width = width
    self.height = height
    self.strideBytes = strideBytes
    self.start = start
  }

  /// Refuses pixels that are larger than wished for, not red first, or too few.
  ///
  /// - Throws: `unexpectedInput`.
  static func check(_ pixels: RawSpan, of frame: FrameDescription, longestSide: Int) throws(DetectorFailure) {
    guard frame.channelOrder == .rgb, frame.size.shorterSide > 0, frame.size.longerSide <= longestSide,
      frame.strideBytes >= frame.size.width * 3, let before = checkedProduct(frame.size.height - 1, frame.strideBytes),
      pixels.byteCount - frame.size.width * 3 >= before
    else {
      throw DetectorFailure(
        .unexpectedInput,
        message: """
          image-safety-classifier-s takes RGB pixels of at most \(longestSide)x\(longestSide), not \(frame.size) in \
          \(pixels.byteCount) bytes with rows of \(frame.strideBytes)
          """)
    }
  }

  /// A copy.
  var packed: PackedPicture {
    PackedPicture(width: width, height: height) { target in
      for y in 0..<height { (target + y * rowBytes).update(from: start + y * strideBytes, count: rowBytes) }
    }
  }
}
