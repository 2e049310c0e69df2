/// Attributes of one element that librsvg does not draw together as browsers do.
enum SVGElementFaults {
  typealias Value = SVGInspection.Value

  /// What is wrong with an element, in words; nil for nothing.
  static func fault(of name: String, _ values: [Value]) -> String? {
    switch name {
    case "image": imageFault(values)
    case "feColorMatrix": matrixFault(values)
    case "marker": markerFault(values)
    case "pattern": patternFault(values)
    case "symbol": symbolFault(values)
    case "use": useFault(values)
    case "radialGradient": radialFault(values)
    case "text", "tspan": textFault(values)
    default: nil
    }
  }

  private static func bytes(_ name: String, _ values: [Value]) -> ArraySlice<UInt8>? {
    values.first { $0.name == name }.map { SVGValueForm.trimmed($0.bytes[...]) }
  }

  /// A number without a unit, or with px.
  static func number(_ name: String, _ values: [Value]) -> Double? {
    guard let bytes = bytes(name, values) else { return nil }
    var reader = SVGValueReader(bytes)
    guard let number = reader.takeNumber() else { return nil }
    return reader.isAtEnd || reader.rest.elementsEqual("px".utf8) ? number : nil
  }

  private static func isPercent(_ name: String, _ values: [Value]) -> Bool { bytes(name, values)?.last == 0x25 }

  /// What is missing comes from the picture, in browsers.
  private static func imageFault(_ values: [Value]) -> String? {
    let style = String(decoding: bytes("style", values) ?? [], as: UTF8.self)
    let hasWidth = bytes("width", values) != nil || style.contains("width")
    let hasHeight = bytes("height", values) != nil || style.contains("height")
    return hasWidth == hasHeight ? nil : "an SVG image with one side alone"
  }

  private static func matrixFault(_ values: [Value]) -> String? {
    guard let numbers = bytes("values", values) else { return nil }
    let count =
      switch bytes("type", values).map({ String(decoding: $0, as: UTF8.self) }) {
      case "saturate", "hueRotate": 1...1
      case "luminanceToAlpha": 0...20
      default: 20...20
      }
    return SVGValueForm.numbers(count).accepts(numbers) ? nil : "a feColorMatrix in error"
  }

  /// Whether a view box has the shape of what it is shown in; librsvg clips by the one and browsers by the other.
  private static func hasShape(_ width: Double?, _ height: Double?, of viewBox: ArraySlice<UInt8>) -> Bool {
    guard let width, let height, let box = SVGLength.viewBox(String(decoding: viewBox.prefix(256), as: UTF8.self))
    else { return false }
    return (width * box.height - height * box.width).magnitude <= 0.01 * width * box.height
  }

  private static func markerFault(_ values: [Value]) -> String? {
    if isPercent("refX", values) || isPercent("refY", values) { return "an SVG marker placed by hundred parts" }
    guard let viewBox = bytes("viewBox", values) else { return nil }
    // Its sides are 3 where none are stated.
    let width = bytes("markerWidth", values) == nil ? 3 : number("markerWidth", values)
    let height = bytes("markerHeight", values) == nil ? 3 : number("markerHeight", values)
    return hasShape(width, height, of: viewBox) ? nil : "an SVG marker of another shape than its viewBox"
  }

  private static func patternFault(_ values: [Value]) -> String? {
    let isUser = bytes("patternUnits", values)?.elementsEqual("userSpaceOnUse".utf8) == true
    let (width, height) = (number("width", values), number("height", values))
    if isUser, [width, height].contains(where: { $0.map { $0 > 0 && $0 < 1 } ?? false }) {
      return "an SVG pattern of tiles below a pixel"
    }
    guard let viewBox = bytes("viewBox", values) else { return nil }
    return isUser && hasShape(width, height, of: viewBox) ? nil : "an SVG pattern of another shape than its viewBox"
  }

  private static func symbolFault(_ values: [Value]) -> String? {
    for name in ["x", "y", "refX", "refY"] where number(name, values) != 0 && bytes(name, values) != nil {
      return "\(name) of the SVG element symbol"
    }
    for name in ["width", "height"] {
      if let bytes = bytes(name, values), !bytes.elementsEqual("100%".utf8) {
        return "\(name) of the SVG element symbol"
      }
    }
    return nil
  }

  private static func useFault(_ values: [Value]) -> String? {
    let isEmpty = ["width", "height"].contains { number($0, values) == 0 }
    return isEmpty ? "an SVG use without a size" : nil
  }

  /// Browsers paint the last colour around a focal circle that is as large as the other one, and librsvg nothing.
  private static func radialFault(_ values: [Value]) -> String? {
    guard let focal = bytes("fr", values), number("fr", values) != 0 else { return nil }
    guard let inner = number("fr", values), inner < number("r", values) ?? 0.5, bytes("href", values) == nil else {
      return "an SVG gradient with fr=\(String(decoding: focal.prefix(20), as: UTF8.self))"
    }
    return nil
  }

  /// Places of single characters, which browsers alone obey, that change the order in which they are read.
  private static func textFault(_ values: [Value]) -> String? {
    func numbers(_ name: String) -> [Double]? {
      guard let bytes = bytes(name, values) else { return [] }
      var reader = SVGValueReader(bytes)
      var found: [Double] = []
      while !reader.isAtEnd {
        guard let number = reader.takeNumber() else { return nil }
        found.append(number)
        _ = reader.takeWord()
        _ = reader.take(0x25)
        _ = reader.takeSeparator()
      }
      return found
    }
    guard let x = numbers("x"), let y = numbers("y"), let dx = numbers("dx"), let dy = numbers("dy") else {
      return "places of an SVG text in error"
    }
    let isInOrder =
      zip(x, x.dropFirst()).allSatisfy { $0 <= $1 } && Set(y).count <= 1 && dx.dropFirst().allSatisfy { $0 >= 0 }
      && dy.dropFirst().allSatisfy { $0 == 0 }
    return isInOrder ? nil : "characters of an SVG text out of their order"
  }

  /// What lays text out in a way of browsers alone. The characters are judged all the same, unless they are pictures.
  static func laysTextOut(_ values: [Value]) -> Bool {
    values.contains { value in
      switch value.name {
      case "x", "y", "dx", "dy": value.bytes.contains { $0 == 0x20 || $0 == 0x2C || $0 == 0x0A }
      case "rotate", "textLength", "dominant-baseline", "alignment-baseline", "word-spacing": true
      default: false
      }
    }
  }

  /// The properties that do so.
  static let textLayout = SVGElementNames.words(
    """
    dominant-baseline alignment-baseline baseline-shift word-spacing letter-spacing white-space white-space-collapse \
    font-size-adjust font-variant font-variant-caps text-transform text-orientation writing-mode -webkit-writing-mode \
    text-indent text-shadow vertical-align font-stretch
    """)

  /// Whether a character is part of a picture rather than of a word: boxes, blocks, dots and signs of single fonts.
  static func isPicture(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2500...0x25FF, 0x2800...0x28FF, 0x2B00...0x2BFF, 0xE000...0xF8FF, 0x1FB00...0x1FBFF, 0xF0000...0x10FFFF:
      true
    default: false
    }
  }
}
