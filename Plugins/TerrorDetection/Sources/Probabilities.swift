import Glibc

/// What a classifier believes of each class, from its logits: softmax in double precision.
struct Probabilities: Sendable {
  /// One number for each class, 0…1; together 1.
  let values: [Double]

  init(logits: [Float]) {
    let largest = Double(logits.max() ?? 0)
    let powers = logits.map { exp(Double($0) - largest) }
    let sum = powers.reduce(0, +)
    values = powers.map { $0 / sum }
  }

  /// The classes with at least this probability, likeliest first, at most so many; of equals, the one counted first.
  ///
  /// - Parameter classes: The classes to choose from, nil for all.
  func top(_ count: Int, from least: Double, among classes: [Int]? = nil) -> [Int] {
    let chosen = (classes ?? Array(values.indices)).filter { values.indices.contains($0) && values[$0] >= least }
    return Array(
      chosen.sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }.prefix(max(0, count)))
  }
}

extension Double {
  /// With three digits behind the point, for details that people read.
  var rounded3: String { "\((self * 1000).rounded() / 1000)" }
}
