/// A length as SVG writes it: a number, and perhaps a unit (CSS Values 3, 5.2).
struct SVGLength {
  /// Bytes of a value at most.
  static let maximumByteCount = 256

  /// In pixels, 96 to the inch; nil for units relative to a window.
  let pixels: Double?

  /// Reads a length; nil when it is not one.
  init?(_ text: String) {
    var rest = Self.trimmed(Substring(text))
    guard let number = Self.number(&rest) else { return nil }
    switch rest.lowercased() {
    case "", "px": pixels = number
    case "pt": pixels = number * 4 / 3
    case "pc": pixels = number * 16
    case "mm": pixels = number * 96 / 25.4
    case "cm": pixels = number * 96 / 2.54
    case "in": pixels = number * 96
    // Where nothing sets another font, its size is 16 pixels, and what is measured by its letters half of that.
    case "em", "rem": pixels = number * 16
    case "ex", "ch": pixels = number * 8
    case "%", "vw", "vh", "vmin", "vmax": pixels = nil
    default: return nil
    }
  }

  /// Width and height of a view box; nil unless it has four numbers and both sides are positive.
  static func viewBox(_ text: String) -> (width: Double, height: Double)? {
    var rest = trimmed(Substring(text))
    var numbers: [Double] = []
    while numbers.count < 4, let number = number(&rest) {
      numbers.append(number)
      rest = rest.drop { isSeparator($0) }
    }
    guard numbers.count == 4, rest.isEmpty, numbers[2] > 0, numbers[3] > 0 else { return nil }
    return (numbers[2], numbers[3])
  }

  /// Takes a number off the front. `2e3` is one, `2em` is a number and a unit.
  private static func number(_ text: inout Substring) -> Double? {
    var rest = text.utf8[...]
    if rest.first == 0x2B || rest.first == 0x2D { rest.removeFirst() }
    rest = rest.drop(while: isDigit)
    if rest.first == 0x2E { rest = rest.dropFirst().drop(while: isDigit) }
    if rest.first == 0x65 || rest.first == 0x45 {
      var exponent = rest.dropFirst()
      if exponent.first == 0x2B || exponent.first == 0x2D { exponent.removeFirst() }
      if let first = exponent.first, isDigit(first) { rest = exponent.drop(while: isDigit) }
    }
    // A number beyond the range of Double becomes infinite and is cut down later.
    let digits = text[..<rest.startIndex]
    guard digits.utf8.contains(where: isDigit), let value = Double(digits), !value.isNaN else { return nil }
    text = Substring(rest)
    return value
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { isSeparator($0) && $0 != "," }
    while let last = text.last, isSeparator(last), last != "," { text.removeLast() }
    return text
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isSeparator(_ character: Character) -> Bool {
    character == " " || character == "\t" || character == "\n" || character == "\r" || character == "\r\n"
      || character == ","
  }
}
