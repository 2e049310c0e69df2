import ImageFormats
import ModerationCore

/// Chooses who reads the frames of an animation or image sequence.
enum AnimationReaders {
  /// The reader of a file with frames; nil for a still picture or a burst.
  ///
  /// - Throws: `headerUnreadable` when nobody should open the file, `decodingFailed` when it is cut short, whichever frames
  ///   are wanted.
  static func reader(for format: ImageFormat, _ bytes: RawSpan) throws(DecodingFailure) -> (any FormatReader)? {
    let header: ImageHeader
    do throws(InputRejection) { header = try ImageHeader(of: bytes, as: format) } catch { throw .rejected(error) }
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
