import ImageFormats

/// Chooses the frames to look at and grants their pixels, before anything is decoded.
struct SampleFrames {
  let limits: Limits
  let sampling: FrameSampling

  /// Plans from the header alone: the frames to look at, counted as in `DecodeRequest`.
  ///
  /// Pages of a TIFF are documents and not frames: the first is looked at, as documented; of an icon, the largest
  /// picture. Both counts are in the result. A still picture beside the frames, which some viewers show alone, is
  /// looked at as well.
  func run(_ header: ImageHeader) throws(InputRejection) -> [Int] {
    let frames = plan(header)
    let pixels = header.size.pixelCount.flatMap { checkedProduct($0, frames.count) } ?? .max
    guard pixels <= limits.maximumSampledPixels else {
      throw InputRejection(
        .pixelBudgetExceeded,
        message: "\(frames.count) sampled frames of \(header.size) are over the decode budget",
        limit: "maximumSampledPixels", measured: .count(pixels), allowed: .count(limits.maximumSampledPixels))
    }
    return frames
  }

  private func plan(_ header: ImageHeader) -> [Int] {
    switch header.frameKind {
    case .still, .pages, .sizes: return [header.primaryFrame]
    case .animation, .burst, .sequence:
      let sampled = sampling.indices(frameCount: header.frameCount, cap: limits.maximumSampledFrames)
      return header.hasStillBesideFrames ? sampled + [header.frameCount] : sampled
    }
  }
}
