/// Numbers as reports write them.
enum Figure {
  /// A share in per cent with one decimal, `6.2 %`.
  static func percent(_ value: Double) -> String { decimals(value * 100, 1) + " %" }

  /// `6.2 % (1.1–28.3)`, or `n/a`.
  static func rate(_ proportion: Proportion?) -> String {
    guard let proportion else { return "n/a" }
    return
      "\(percent(proportion.value)) (\(decimals(proportion.low * 100, 1))–\(decimals(proportion.high * 100, 1)))"
  }

  /// A number with some decimals.
  static func decimals(_ value: Double, _ count: Int) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
    var scale = 1.0
    for _ in 0..<count { scale *= 10 }
    let units = Int((abs(value) * scale).rounded())
    var digits = String(units)
    if digits.count <= count { digits = String(repeating: "0", count: count + 1 - digits.count) + digits }
    let split = digits.index(digits.endIndex, offsetBy: -count)
    let sign = value < 0 && units != 0 ? "−" : ""
    return sign + digits[..<split] + (count > 0 ? "." + digits[split...] : "")
  }

  /// A number with three decimals, or `n/a`.
  static func number(_ value: Double?) -> String { value.map { decimals($0, 3) } ?? "n/a" }
}
