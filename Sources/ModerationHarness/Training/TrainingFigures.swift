import Glibc

/// A share of some pictures, with what so few pictures say of all.
public struct TrainingShare: Hashable, Sendable, Encodable {
  /// How many of them.
  public let hits: Int
  /// Of how many.
  public let count: Int
  /// The ends of Wilson's 95 % interval, 0 to 1; 0 and 1 of no pictures.
  public let low: Double
  public let high: Double

  init(_ hits: Int, of count: Int) {
    self.hits = hits
    self.count = count
    guard count > 0 else {
      (low, high) = (0, 1)
      return
    }
    let (n, share, z) = (Double(count), Double(hits) / Double(count), 1.959963984540054)
    let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    (low, high) = (max(0, middle - half), min(1, middle + half))
  }

  /// The share; nil of no pictures.
  var value: Double? { count > 0 ? Double(hits) / Double(count) : nil }
}

/// What order says of two kinds of pictures.
enum TrainingOrder {
  /// The area under the ROC curve: the chance that a picture with is ranked above one without, ties half; nil where
  /// there are none of a kind.
  ///
  /// - Complexity: O(n log n).
  static func area(with: [Double], without: [Double]) -> Double? {
    guard !with.isEmpty, !without.isEmpty else { return nil }
    let all = (with.map { ($0, true) } + without.map { ($0, false) }).sorted { $0.0 < $1.0 }
    var (rankSum, start) = (0.0, 0)
    while start < all.count {
      var end = start
      while end < all.count, all[end].0 == all[start].0 { end += 1 }
      // Ranks count from 1; equal values share the middle one.
      let rank = Double(start + end + 1) / 2
      rankSum += rank * Double(all[start..<end].count { $0.1 })
      start = end
    }
    let (positives, negatives) = (Double(with.count), Double(without.count))
    return (rankSum - positives * (positives + 1) / 2) / (positives * negatives)
  }
}
