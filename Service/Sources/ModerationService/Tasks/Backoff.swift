/// Pauses between attempts: the first, then twice as long each time, up to the longest.
///
/// Each is shortened by up to half, at random, so that what failed together does not come again together.
struct Backoff: Hashable, Sendable {
  var firstMilliseconds: Int64 = 1_000
  var longestMilliseconds: Int64

  /// The pause after so many failures, 1 or more.
  ///
  /// - Parameter chance: 0 up to 1.
  func milliseconds(after failures: Int, chance: Double) -> Int64 {
    let doubled =
      Double(firstMilliseconds) * Double(sign: .plus, exponent: min(max(failures - 1, 0), 40), significand: 1)
    let whole = min(doubled, Double(longestMilliseconds))
    return max(1, Int64(whole * (1 - min(max(chance, 0), 1) / 2)))
  }
}
