package import ModerationCore

extension ImageSafetyClassifier {
  /// How many bytes the network's picture has. Makes it and runs nothing, so that the instructions of this module can be
  /// counted apart from the network's: `./run bench instructions`.
  ///
  /// - Throws: `unexpectedInput` for other pixels than asked for.
  package static func preparedByteCount(
    _ pixels: RawSpan, of frame: FrameDescription
  ) throws(DetectorFailure) -> Int {
    try PictureRows.check(pixels, of: frame, longestSide: longestSide)
    return pixels.withUnsafeBytes {
      BlurPadding.padded(
        PictureRows($0, width: frame.size.width, height: frame.size.height, strideBytes: frame.strideBytes)
      ).bytes.count
    }
  }
}
