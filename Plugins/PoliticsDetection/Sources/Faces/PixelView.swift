import CPixels
import ModerationCore

/// A frame's pixels where they lie: red first, 3 bytes a pixel, row 0 on top. Valid while they are lent.
struct PixelView {
  let bytes: UnsafeRawBufferPointer
  let width: Int
  let height: Int
  let strideBytes: Int

  /// Lends a frame's pixels.
  ///
  /// - Throws: `unexpectedInput` when they are fewer than the description promises, or not in the order asked for.
  static func lend<Result>(
    _ pixels: RawSpan, of frame: FrameDescription,
    to use: (PixelView) throws(DetectorFailure) -> Result
  ) throws(DetectorFailure) -> Result {
    let (width, height, stride) = (frame.size.width, frame.size.height, frame.strideBytes)
    let longest = FaceModels.longestSide
    // The sides are checked first, so that nothing below can overflow.
    guard (1...longest).contains(width), (1...longest).contains(height), frame.channelOrder == .rgb,
      stride >= width * 3, stride <= Int.max / longest,
      pixels.byteCount - width * 3 >= (height - 1) * stride
    else {
      throw DetectorFailure(
        .unexpectedInput,
        message: "faces are looked for in RGB pixels of at most \(longest) a side, not in \(pixels.byteCount) bytes as "
          + "\(frame.size), \(frame.channelOrder)")
    }
    return try pixels.withUnsafeBytes { bytes throws(DetectorFailure) in
      try use(PixelView(bytes: bytes, width: width, height: height, strideBytes: stride))
    }
  }

  /// The same for loops in C. The bounds were checked when the pixels were lent.
  func withNative<Result>(_ use: (UnsafePointer<moderation_picture>) -> Result) -> Result {
    // Lent pixels are never empty.
    guard let start = bytes.baseAddress else { preconditionFailure("a picture of no bytes was lent") }
    var picture = moderation_picture(
      bytes: start.assumingMemoryBound(to: UInt8.self), width: Int32(width), height: Int32(height),
      stride: strideBytes)
    return use(&picture)
  }
}
