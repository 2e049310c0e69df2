import ImageFormats
import ModerationCore

/// Reads BMP files: all of Windows' and OS/2's variants but those that hold a picture of another format.
struct BMPReader: FormatReader {
  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    var report = DecodingReport.allShown
    for index in request.frameIndices {
      guard index == 0 else { throw .undecodable(index) }
      let bitmap: BitmapStructure
      do throws(InputRejection) {
        bitmap = try BMPHeader.structure(of: bytes)
      } catch {
        throw .rejected(error)
      }
      guard try BitmapPicture(bitmap, isIcon: false).decode(bytes, index, request, &report, deliver) else { break }
    }
    return report
  }
}
