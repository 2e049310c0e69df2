import ImageFormats

/// Chooses the frames to look at and grants their pixels, before anything is decoded.
struct SampleFrames {
  let limits: Limits
  let sampling: FrameSampling

  /// What is to be decoded.
  struct Plan: Equatable {
    /// The frames to look at, counted and ordered as in `DecodeRequest`.
    let frames: [Int]
    /// Pictures that a viewer may show and that are not among them. Frames and pages that the sampling leaves out are
    /// none: they are told as coverage.
    let unseen: [Unseen]
  }

  /// Plans from the header alone.
  ///
  /// Pages are sampled as frames are. Of several pictures in one file, an icon's sizes or a burst, all are decoded, as
  /// far as a rule may go: those that show the same are judged once. A still picture beside the frames, which some
  /// viewers show alone, is looked at as well. Where their pixels are over the budget, frames beyond the documented
  /// rule, pages and further pictures are left out; what then is still too much is refused.
  func run(_ header: ImageHeader) throws(InputRejection) -> Plan {
    let affordable = limits.maximumSampledPixels / max(1, header.size.pixelCount ?? .max)
    let frames = frames(header, affordable)
    guard frames.count <= affordable else {
      let pixels = header.size.pixelCount.flatMap { checkedProduct($0, frames.count) } ?? .max
      throw InputRejection(
        .pixelBudgetExceeded,
        message: "\(frames.count) sampled frames of \(header.size) are over the decode budget",
        limit: "maximumSampledPixels", measured: .count(pixels), allowed: .count(limits.maximumSampledPixels))
    }
    let missing = header.frameCount - frames.count
    return Plan(
      frames: frames,
      unseen: header.isOfPictures && missing > 0 ? [Unseen(.picture, "\(missing) further pictures of the file")] : [])
  }

  private func frames(_ header: ImageHeader, _ affordable: Int) -> [Int] {
    let first = header.primaryFrame
    switch header.frameKind {
    case .still: return [first]
    case .sizes, .burst:
      let count = min(FrameSampling.maximumFrameCount, max(1, affordable))
      return [first] + (0..<header.frameCount).lazy.filter { $0 != first }.prefix(count - 1)
    case .pages:
      return sampling.indices(frameCount: header.frameCount, cap: min(limits.maximumSampledFrames, max(1, affordable)))
    case .animation, .sequence:
      let still = header.hasStillBesideFrames ? [header.frameCount] : []
      let cap = max(sampling.maximumFrames, affordable - still.count)
      return sampling.indices(
        frameCount: header.frameCount, longest: header.longestFrame, cap: min(limits.maximumSampledFrames, cap)) + still
    }
  }
}

extension ImageHeader {
  /// Whether the file holds several pictures, each of which some viewer shows.
  var isOfPictures: Bool { frameKind == .sizes || frameKind == .burst }
}
