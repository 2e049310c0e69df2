/// Numbers with as few decimals as tell two scores apart: a policy is read by people.
enum ShortNumber {
  /// The most decimals that a number is written with.
  static let maximumDecimals = 15

  /// A number that separates two scores.
  ///
  /// - Parameter orEqualToUpper: Whether scores equal to it are to be above (`review`: lower < number ≤ upper), or below
  ///   (`block`: lower ≤ number < upper).
  static func between(_ lower: Double, and upper: Double, orEqualToUpper: Bool) -> Double {
    func fits(_ number: Double) -> Bool {
      orEqualToUpper ? lower < number && number <= upper : lower <= number && number < upper
    }
    var scale = 1.0
    for decimals in 1...maximumDecimals {
      scale *= 10
      let units = (upper * scale).rounded(.down)
      for units in [units, units - 1] where units >= 0 {
        guard let number = Double(text(units, decimals: decimals)) else { continue }
        if fits(number) { return number }
      }
    }
    return orEqualToUpper ? upper : lower
  }

  /// A number as YAML and people read it, without an exponent.
  static func text(_ number: Double) -> String {
    var scale = 1.0
    for decimals in 1...maximumDecimals {
      scale *= 10
      let written = text((number * scale).rounded(), decimals: decimals)
      if Double(written) == number { return written }
    }
    return "\(number)"
  }

  private static func text(_ units: Double, decimals: Int) -> String {
    var digits = String(Int(units))
    if digits.count <= decimals { digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits }
    let split = digits.index(digits.endIndex, offsetBy: -decimals)
    return "\(digits[..<split]).\(digits[split...])"
  }
}
