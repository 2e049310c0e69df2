import ImageFormats
import ModerationCore

/// How the reader of a file of one format is chosen.
enum ReaderChoice: Sendable {
  /// One reader for all files.
  case always(any FormatReader)
  /// By the header: a reader of frames for a file that has them.
  ///
  /// - Parameters:
  ///   - still: Reads the other files, bursts included.
  ///   - beside: Reads the still picture that some files hold beside their frames.
  ///   - frames: The reader of a file's frames; nil when it has none to be played.
  case byFrames(
    still: @Sendable (ImageHeader) -> any FormatReader, beside: @Sendable (ImageHeader) -> any FormatReader,
    frames: @Sendable (ImageHeader, FileEnd) -> (any FormatReader)?)

  /// The reader of a file.
  ///
  /// - Throws: `headerUnreadable` when nobody should open the file, `decodingFailed` when frames are cut off, whichever
  ///   are wanted.
  func reader(of bytes: RawSpan, as format: ImageFormat) throws(DecodingFailure) -> any FormatReader {
    switch self {
    case .always(let reader): return reader
    case .byFrames(let still, let beside, let frames):
      let header: ImageHeader
      do throws(InputRejection) { header = try ImageHeader(of: bytes, as: format) } catch { throw .rejected(error) }
      let end = FileEnd(of: bytes, as: format)
      guard let frames = frames(header, end) else { return OtherReadingsReader.around(still(header), header) }
      guard end != .cut else {
        throw .rejected(
          InputRejection(.decodingFailed, message: "truncated: the file is cut behind \(header.frameCount) frames"))
      }
      guard header.hasStillBesideFrames else { return OtherReadingsReader.around(frames, header) }
      let all = StillBesideFramesReader(frames: frames, still: beside(header), frameCount: header.frameCount)
      return OtherReadingsReader.around(all, header)
    }
  }
}
