import ModerationCore

/// Reads a file that holds a still picture beside its frames: the still counts after the last frame.
struct StillBesideFramesReader: FormatReader {
  /// Reads the frames.
  let frames: any FormatReader
  /// Reads the still, as frame 0.
  let still: any FormatReader
  /// How many frames there are.
  let frameCount: Int

  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    var isWanted = true
    var part = request
    part.frameIndices = request.frameIndices.filter { $0 != frameCount }
    var report = try frames.decode(bytes, part) { pixels, frame in
      isWanted = deliver(pixels, frame)
      return isWanted
    }
    guard isWanted, request.frameIndices.contains(frameCount) else { return report }
    part.frameIndices = [0]
    do throws(DecodingFailure) {
      report.add(try still.decode(bytes, part) { pixels, frame in deliver(pixels, frame.numbered(frameCount)) })
      return report
    } catch .rejected(let rejection) where rejection.code == .decodingFailed {
      throw .undecodable(frameCount)
    }
  }
}
