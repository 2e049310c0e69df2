/// A score and whether what it is a score of is there.
package struct Scored: Hashable, Sendable {
  package let score: Double
  package let isPositive: Bool

  package init(_ score: Double, _ isPositive: Bool) {
    self.score = score
    self.isPositive = isPositive
  }
}
