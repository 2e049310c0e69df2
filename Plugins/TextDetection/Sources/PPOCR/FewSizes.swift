/// Sizes of the detection network's input, few of them: each new one costs the runtime some 30 ms and memory.
enum FewSizes {
  /// Sides are multiples of 32 up to this, and multiples of 64 above.
  static let fineUpTo = 480.0

  /// The nearest side that there is, at least 32: at most 1/16 more or less from 256 pixels on.
  static func nearest(_ side: Double) -> Int {
    let step = side < fineUpTo + 16 ? 32.0 : 64
    return max(32, Int((side / step).rounded(.toNearestOrEven) * step))
  }
}
