import ImageFormats
import ModerationCore

/// Chooses who reads the frames of an animation or image sequence.
enum AnimationReaders {
  /// The reader of a file with frames; nil for a still picture or a burst.
  ///
  /// A GIF of one frame without a trailer is read as an animation, because libvips refuses it.
  ///
  /// - Throws: `headerUnreadable` when nobody should open the file, `decodingFailed` when it is truncated, whichever
  ///   frames are wanted.
  static func reader(for format: ImageFormat, _ bytes: RawSpan) throws(DecodingFailure) -> (any FormatReader)? {
    let header: ImageHeader
    do throws(InputRejection) { header = try ImageHeader(of: bytes, as: format) } catch { throw .rejected(error) }
    let end = FileEnd(of: bytes, as: format)
    guard let frames = frames(header, end) else { return nil }
    guard end != .cut else {
      throw .rejected(
        InputRejection(.decodingFailed, message: "truncated: the file is cut behind \(header.frameCount) frames"))
    }
    guard header.hasStillBesideFrames else { return frames }
    let still: any FormatReader = format == .png ? VipsReader() : HEIFStillReader()
    return StillBesideFramesReader(frames: frames, still: still, frameCount: header.frameCount)
  }

  private static func frames(_ header: ImageHeader, _ end: FileEnd) -> (any FormatReader)? {
    switch (header.format, header.frameKind) {
    case (.webp, .animation): WebPAnimationReader(orientation: header.orientation, hasAlpha: header.hasAlpha)
    case (.png, .animation): APNGReader(orientation: header.orientation, isEndMarked: end == .marked)
    case (.gif, .animation): GIFAnimationReader(isEndMarked: end == .marked)
    case (.gif, .still) where end == .unmarked: GIFAnimationReader(isEndMarked: false)
    case (.heic, .sequence): HEVCSequenceReader(orientation: header.orientation)
    case (.avif, .sequence): AVIFSequenceReader(orientation: header.orientation)
    default: nil
    }
  }
}
