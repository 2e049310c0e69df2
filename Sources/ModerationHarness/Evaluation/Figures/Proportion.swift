/// A part of a number of images, with its 95 % interval.
package struct Proportion: Hashable, Codable, Sendable {
  /// How many are meant.
  package let count: Int
  /// Of how many.
  package let of: Int
  package let value: Double
  /// Wilson's interval.
  package let low: Double
  package let high: Double

  /// The half width of the normal distribution's middle 95 %.
  private static let z = 1.959963984540054
  /// An interval is called wide from here on.
  private static let wideInterval = 0.2

  /// Nil where there is nothing that it could be a part of: such a rate is not 0.
  ///
  /// Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209–212.
  package init?(_ count: Int, of total: Int) {
    guard total > 0, (0...total).contains(count) else { return nil }
    let (n, p, z) = (Double(total), Double(count) / Double(total), Self.z)
    let middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    self.count = count
    of = total
    value = p
    // The formula's ends are exact there, and rounding would miss them by a hair.
    low = count == 0 ? 0 : max(0, middle - half)
    high = count == total ? 1 : min(1, middle + half)
  }

  /// Whether the interval says little.
  package var isWide: Bool { high - low > Self.wideInterval }
}
