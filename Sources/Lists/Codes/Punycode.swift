/// Letters of any script in the form that host names have on the wire. Source: RFC 3492.
enum Punycode {
  private static let base = 36
  private static let leastThreshold = 1
  private static let mostThreshold = 26
  private static let firstBias = 72
  private static let firstScalar = 0x80

  /// A label of a host as `xn--…`; as it is where it is plain ASCII; nil where it is too long to be one.
  static func encoded(_ label: String) -> String? {
    let scalars = label.unicodeScalars.map { Int($0.value) }
    let plain = scalars.filter { $0 < firstScalar }
    if plain.count == scalars.count { return label }
    guard scalars.count <= WebHost.maximumLabelLength else { return nil }
    var output = String(String.UnicodeScalarView(plain.compactMap { Unicode.Scalar($0) }))
    if !plain.isEmpty { output += "-" }
    var (next, delta, bias, handled) = (firstScalar, 0, firstBias, plain.count)
    while handled < scalars.count {
      // At most 63 scalars below 0x110000: no product here comes near an overflow.
      guard let least = scalars.filter({ $0 >= next }).min() else { return nil }
      delta += (least - next) * (handled + 1)
      next = least
      for scalar in scalars {
        if scalar < next { delta += 1 }
        guard scalar == next else { continue }
        output += digits(of: delta, bias)
        bias = adapted(delta, count: handled + 1, isFirst: handled == plain.count)
        delta = 0
        handled += 1
      }
      delta += 1
      next += 1
    }
    return "xn--" + output
  }

  /// A number in digits of which each says whether another follows.
  private static func digits(of number: Int, _ bias: Int) -> String {
    var (rest, place, digits) = (number, base, "")
    while true {
      let threshold = min(max(place - bias, leastThreshold), mostThreshold)
      guard rest >= threshold else { return digits + digit(rest) }
      digits += digit(threshold + (rest - threshold) % (base - threshold))
      rest = (rest - threshold) / (base - threshold)
      place += base
    }
  }

  private static func digit(_ value: Int) -> String {
    let ascii = value < 26 ? UInt8(ascii: "a") + UInt8(value) : UInt8(ascii: "0") + UInt8(value - 26)
    return String(Unicode.Scalar(ascii))
  }

  private static func adapted(_ delta: Int, count: Int, isFirst: Bool) -> Int {
    var delta = isFirst ? delta / 700 : delta / 2
    delta += delta / count
    var place = 0
    while delta > (base - leastThreshold) * mostThreshold / 2 {
      delta /= base - leastThreshold
      place += base
    }
    return place + (base - leastThreshold + 1) * delta / (delta + 38)
  }
}
