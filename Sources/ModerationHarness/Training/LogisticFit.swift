import Glibc

/// A linear layer with one logit, fitted by weighted cross entropy with an L2 penalty on the weights.
///
/// The loss is Σ wᵢ·(ln(1 + exp zᵢ) − yᵢ·zᵢ) + penalty·|weights|² over standardised rows, with Σ wᵢ = 1: that of
/// Scripts/training/heads.py, and scikit-learn's with C = 1 / (2·penalty). It is convex and has one lowest place, which
/// L-BFGS walks to from zero: no chance, no number of epochs, the same answer each time.
struct LogisticFit {
  /// The penalty of the terror scene's heads: 0.01.
  static let standardPenalty = 1e-2
  /// The most steps; some hundred are usual.
  static let maximumSteps = 2000
  /// Done when no derivative is larger.
  static let tolerance = 1e-8
  /// How many steps back the curvature is remembered.
  private static let memory = 10

  /// For plain rows: the standardisation is folded in.
  let weights: [Double]
  let bias: Double

  /// Fits a layer.
  ///
  /// - Parameters:
  ///   - truths: For each row whether it shows what is learned.
  ///   - rowWeights: How much each row counts; positive, with a sum of 1.
  init(_ rows: StandardizedRows, truths: [Bool], rowWeights: [Double], penalty: Double = standardPenalty) {
    let parameters = Self.lowest(from: [Double](repeating: 0, count: rows.width + 1)) { parameters in
      Self.loss(parameters, rows, truths, rowWeights, penalty)
    }
    let weights = (0..<rows.width).map { parameters[$0] / rows.deviation[$0] }
    self.weights = weights
    bias = parameters[rows.width] - zip(weights, rows.mean).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The logit of a plain row.
  func logit(_ row: [Float]) -> Double { zip(weights, row).reduce(bias) { $0 + $1.0 * Double($1.1) } }

  private static func loss(
    _ parameters: [Double], _ rows: StandardizedRows, _ truths: [Bool], _ rowWeights: [Double], _ penalty: Double
  ) -> (value: Double, gradient: [Double]) {
    let bias = parameters[rows.width]
    let slopes = Array(parameters[..<rows.width])
    var (value, errors) = (0.0, [Double](repeating: 0, count: rows.count))
    for (row, product) in rows.times(slopes).enumerated() {
      let logit = product + bias
      // ln(1 + exp z), without overflow.
      let softplus = max(logit, 0) + log1p(exp(-abs(logit)))
      value += rowWeights[row] * (softplus - (truths[row] ? logit : 0))
      let probability = logit >= 0 ? 1 / (1 + exp(-logit)) : exp(logit) / (1 + exp(logit))
      errors[row] = rowWeights[row] * (probability - (truths[row] ? 1 : 0))
    }
    value += penalty * slopes.reduce(0) { $0 + $1 * $1 }
    var gradient = rows.summed(errors)
    for column in gradient.indices { gradient[column] += 2 * penalty * slopes[column] }
    gradient.append(errors.reduce(0, +))
    return (value, gradient)
  }

  /// L-BFGS with backtracking.
  private static func lowest(
    from start: [Double], _ loss: ([Double]) -> (value: Double, gradient: [Double])
  ) -> [Double] {
    var (place, here) = (start, loss(start))
    var history: [(step: [Double], change: [Double], curvature: Double)] = []
    for _ in 0..<maximumSteps {
      guard (here.gradient.map(abs).max() ?? 0) > tolerance else { break }
      var direction = direction(against: here.gradient, history)
      var slope = dot(direction, here.gradient)
      if slope >= 0 {
        // The memory misleads: down the steepest way instead.
        history = []
        direction = here.gradient.map { -$0 }
        slope = -dot(here.gradient, here.gradient)
      }
      var length = history.isEmpty ? min(1, 1 / (-slope).squareRoot()) : 1
      var next = zip(place, direction).map { $0 + length * $1 }
      var there = loss(next)
      while there.value > here.value + 1e-4 * length * slope {
        length /= 2
        // Rounding is all that is left of the way.
        guard length > 1e-12 else { return place }
        next = zip(place, direction).map { $0 + length * $1 }
        there = loss(next)
      }
      let step = zip(next, place).map { $0 - $1 }
      let change = zip(there.gradient, here.gradient).map { $0 - $1 }
      let curvature = dot(step, change)
      if curvature > 1e-14 * dot(step, step) {
        history.append((step, change, curvature))
        if history.count > memory { history.removeFirst() }
      }
      (place, here) = (next, there)
    }
    return place
  }

  /// The two loops of L-BFGS: where to go, judged by the curvature of the last steps.
  private static func direction(
    against gradient: [Double], _ history: [(step: [Double], change: [Double], curvature: Double)]
  ) -> [Double] {
    var direction = gradient.map { -$0 }
    var shares: [Double] = []
    for item in history.reversed() {
      let share = dot(item.step, direction) / item.curvature
      add(-share, item.change, to: &direction)
      shares.append(share)
    }
    if let last = history.last {
      let scale = last.curvature / dot(last.change, last.change)
      for index in direction.indices { direction[index] *= scale }
    }
    for (item, share) in zip(history, shares.reversed()) {
      add(share - dot(item.change, direction) / item.curvature, item.step, to: &direction)
    }
    return direction
  }

  private static func dot(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private static func add(_ factor: Double, _ vector: [Double], to target: inout [Double]) {
    for index in target.indices { target[index] += factor * vector[index] }
  }
}
