import ImageFormats

/// Chooses the frames to look at and grants their pixels, before anything is decoded.
struct SampleFrames {
  let limits: Limits
  let sampling: FrameSampling

  /// The frames to look at, and those that should be looked at but that this version cannot decode.
  struct Plan: Equatable {
    var frames: [Int]
    var undecodable: [Int] = []
  }

  /// Plans from the header alone.
  ///
  /// Pages of a TIFF are documents and not frames: the first is looked at, as documented, and the page count is in the
  /// result. Image sequences in HEIF are refused by name. Of an animated PNG only the default picture can be decoded, so
  /// the other sampled frames are a gap; where the default picture is outside the animation, all of them are.
  func run(_ header: ImageHeader) throws(InputRejection) -> Plan {
    let plan = try plan(header)
    let pixels = header.size.pixelCount.flatMap { checkedProduct($0, plan.frames.count) } ?? .max
    guard pixels <= limits.maximumSampledPixels else {
      throw InputRejection(
        .pixelBudgetExceeded,
        message: "\(plan.frames.count) sampled frames of \(header.size) are over the decode budget",
        limit: "maximumSampledPixels", measured: .count(pixels), allowed: .count(limits.maximumSampledPixels))
    }
    return plan
  }

  private func plan(_ header: ImageHeader) throws(InputRejection) -> Plan {
    let sampled = sampling.indices(frameCount: header.frameCount, cap: limits.maximumSampledFrames)
    switch header.frameKind {
    case _ where header.format == .png && header.hasStillBesideFrames:
      return Plan(frames: [0], undecodable: sampled)
    case .animation where header.format == .png:
      return Plan(frames: [0], undecodable: sampled.filter { $0 > 0 })
    case .still, .pages, .sizes:
      return Plan(frames: [header.primaryFrame])
    case .animation, .burst:
      return Plan(frames: sampled)
    case .sequence:
      throw InputRejection(
        .formatNotDecodable,
        message: "an image sequence in \(header.format) is recognised but not decodable in this version")
    }
  }
}
