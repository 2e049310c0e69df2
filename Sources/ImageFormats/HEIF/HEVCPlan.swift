/// Which samples of a track must be decoded to show some of its frames.
///
/// The bitstream decides where decoding may begin, not the table of sync samples: a table may lie.
package struct HEVCPlan {
  /// What the first slice of each sample says, by decoding position; nil for a damaged one.
  private let slices: [HEVCUnit?]
  /// Samples whose frames are wanted.
  private let wanted: Set<Int>
  /// The highest temporal sub-layer there is.
  private let highestTemporalID: Int

  /// Looks at the samples up to the last that is wanted.
  ///
  /// - Parameter wanted: Decoding positions.
  package init(_ track: HEVCTrack, wanted: Set<Int>, _ bytes: RawSpan) {
    var slices: [HEVCUnit?] = []
    for index in 0..<min(track.samples.samples.count, (wanted.max() ?? -1) + 1) {
      slices.append(track.firstSlice(ofSample: index, bytes))
    }
    self.slices = slices
    self.wanted = wanted
    highestTemporalID = slices.compactMap { $0?.temporalID }.max() ?? 0
  }

  /// The sample from which decoding must begin to show another: the random access point before it, or the one before
  /// that for a picture that leans on what lies before.
  ///
  /// - Returns: Nil when there is no such point.
  package func start(for sample: Int) -> Int? {
    guard slices.indices.contains(sample), let target = slices[sample] else { return nil }
    var mayBegin = !target.isSkippedLeading
    for candidate in stride(from: sample, through: 0, by: -1) {
      guard let slice = slices[candidate], slice.isRandomAccessPoint else { continue }
      if mayBegin { return candidate }
      mayBegin = true
    }
    return nil
  }

  /// The samples to decode for one, in decoding order.
  ///
  /// - Parameters:
  ///   - sample: The decoding position.
  ///   - last: The last sample decoded; nil when decoding has not begun.
  /// - Returns: Whether decoding must begin anew, and the samples; nil when the sample cannot be decoded.
  package func steps(to sample: Int, after last: Int?) -> (isRestart: Bool, samples: [Int])? {
    guard let start = start(for: sample) else { return nil }
    var first = start
    var isRestart = true
    if let last, last < sample, last >= start { (first, isRestart) = (last + 1, false) }
    return (isRestart, (first...sample).filter { !isDroppable($0) })
  }

  /// Whether nothing is predicted from a sample and nobody wants it.
  private func isDroppable(_ sample: Int) -> Bool {
    guard !wanted.contains(sample), let slice = slices[sample] else { return false }
    return slice.isSubLayerNonReference && slice.temporalID == highestTemporalID
  }
}
