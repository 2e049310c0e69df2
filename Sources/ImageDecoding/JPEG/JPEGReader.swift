import CVips
import ImageFormats
import ModerationCore

/// Reads the pictures of a JPEG file, each of which is a JPEG file of its own and lies as its own header says.
struct JPEGReader: FormatReader {
  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    let file: JPEGPictures
    guard let first = request.frameIndices.first else { return .allShown }
    do throws(InputRejection) { file = try JPEGPictures(bytes) } catch { throw Self.failure(first, error) }
    var report = DecodingReport(unseen: file.unseen, holds: file.holds)
    for index in request.frameIndices {
      do throws(DecodingFailure) {
        guard file.pictures.indices.contains(index) else { throw .undecodable(index) }
        let picture = bytes.extracting(file.pictures[index])
        guard try Self.decode(index, picture, request, &report, deliver) else { return report }
      } catch .rejected where index != request.frameIndices.first {
        report.add(undecoded: index)
      }
    }
    return report
  }

  private static func decode(
    _ index: Int, _ bytes: RawSpan, _ request: DecodeRequest, _ report: inout DecodingReport,
    _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> Bool {
    let header: ImageHeader
    do throws(InputRejection) { header = try ImageHeader(of: bytes, as: .jpeg) } catch { throw failure(index, error) }
    let vips = VipsReader(loader: MODERATION_LOADER_JPEG, orientation: header.orientation)
    var part = request
    part.frameIndices = [0]
    part.size = request.sizeLimits(ofFrame: index)
    var more = true
    report.add(
      try OtherReadingsReader.around(vips, header).decode(bytes, part) { pixels, frame in
        more = deliver(pixels, frame.numbered(index))
        return more
      })
    return more
  }

  /// A broken limit is named; anything else that is wrong with a header is a picture that does not decode.
  private static func failure(_ index: Int, _ rejection: InputRejection) -> DecodingFailure {
    rejection.limit == nil ? .undecodable(index) : .rejected(rejection)
  }
}
