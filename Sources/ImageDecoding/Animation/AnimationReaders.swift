import ImageFormats
import ModerationCore

/// Chooses who reads the frames of an animation or image sequence.
enum AnimationReaders {
  /// The reader of a file with frames; nil for a still picture, a burst, or a header that cannot be read.
  ///
  /// - Throws: `decodingFailed` when the file is cut short, whichever frames are wanted.
  static func reader(for format: ImageFormat, _ bytes: RawSpan) throws(DecodingFailure) -> (any FormatReader)? {
    let header: ImageHeader
    do throws(InputRejection) { header = try ImageHeader(of: bytes, as: format) } catch { return nil }
    guard let frames = frames(header) else { return nil }
    guard FileEnd.isThere(bytes, as: format) else {
      throw .rejected(
        InputRejection(.decodingFailed, message: "the file is cut short behind \(header.frameCount) frames"))
    }
    guard header.hasStillBesideFrames else { return frames }
    let still: any FormatReader = format == .png ? VipsReader() : HEIFStillReader()
    return StillBesideFramesReader(frames: frames, still: still, frameCount: header.frameCount)
  }

  private static func frames(_ header: ImageHeader) -> (any FormatReader)? {
    switch (header.format, header.frameKind) {
    case (.webp, .animation): WebPAnimationReader(orientation: header.orientation, hasAlpha: header.hasAlpha)
    case (.png, .animation): APNGReader(orientation: header.orientation)
    case (.gif, .animation): GIFAnimationReader()
    case (.heic, .sequence): HEVCSequenceReader(orientation: header.orientation)
    case (.avif, .sequence): AVIFSequenceReader(orientation: header.orientation)
    default: nil
    }
  }
}
