extension SVGTransformForm {
  /// Whether a list of transforms leaves sides that are neither level nor upright.
  static func turns(_ value: ArraySlice<UInt8>) -> Bool {
    var reader = SVGValueReader(SVGValueForm.trimmed(value))
    while !reader.isAtEnd {
      let name = String(decoding: reader.takeWord(), as: UTF8.self)
      reader.skipSpace()
      guard !name.isEmpty, reader.take(0x28) else { return false }
      var numbers: [Double] = []
      reader.skipSpace()
      while !reader.take(0x29) {
        guard let number = reader.takeNumber() else { return false }
        _ = reader.takeWord()
        numbers.append(number)
        _ = reader.takeSeparator()
      }
      if turns(name, numbers) { return true }
      _ = reader.takeSeparator()
    }
    return false
  }

  /// Below this a turn is what rounding left.
  private static let leastTurn = 1e-3

  private static func turns(_ name: String, _ numbers: [Double]) -> Bool {
    switch name {
    case "rotate":
      guard let angle = numbers.first else { return false }
      return angle.remainder(dividingBy: 90).magnitude > 0.1
    case "skewX", "skewY": return (numbers.first ?? 0).magnitude > 0.1
    case "matrix":
      guard numbers.count == 6 else { return false }
      let straight = max(numbers[0].magnitude, numbers[3].magnitude)
      let crossed = max(numbers[1].magnitude, numbers[2].magnitude)
      return min(straight, crossed) > leastTurn * max(straight, crossed)
    default: return false
    }
  }
}
