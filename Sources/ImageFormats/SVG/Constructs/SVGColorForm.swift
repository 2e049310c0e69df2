/// Colours that librsvg and browsers read alike: hexadecimal, by name, and as rgb and hsl functions of numbers.
enum SVGColorForm {
  static func accepts(_ value: ArraySlice<UInt8>) -> Bool {
    guard value.count <= 128 else { return false }
    if value.first == 0x23 {
      let digits = value.dropFirst()
      // `#value_dark` is a colour to nobody.
      let isWord = digits.allSatisfy { $0 == 0x5F || SVGValueReader.isLetter($0) || SVGValueReader.isDigit($0) }
      return isWord && ([3, 4, 6, 8].contains(digits.count) || !digits.allSatisfy(isHexadecimal))
    }
    let text = String(decoding: value, as: UTF8.self).lowercased()
    return names.contains(text) || isFunction(text)
  }

  static func acceptsPaint(_ value: ArraySlice<UInt8>) -> Bool {
    guard let end = value.firstIndex(of: 0x29), value.starts(with: "url(".utf8) else {
      return accepts(value)
        || ["none", "context-fill", "context-stroke"].contains(String(decoding: value, as: UTF8.self).lowercased())
    }
    let fallback = SVGValueForm.trimmed(value[(end + 1)...])
    return isTarget(value[...end]) && (fallback.isEmpty || fallback.elementsEqual("none".utf8) || accepts(fallback))
  }

  /// Whether a value is `url(#id)` and nothing else.
  static func isTarget(_ value: ArraySlice<UInt8>) -> Bool { target(value) != nil }

  /// The id in `url(#id)`.
  static func target(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard value.starts(with: "url(".utf8), value.last == 0x29 else { return nil }
    var inner = SVGValueForm.trimmed(value.dropFirst(4).dropLast())
    if let quote = inner.first, quote == 0x22 || quote == 0x27 {
      guard inner.count >= 2, inner.last == quote else { return nil }
      inner = SVGValueForm.trimmed(inner.dropFirst().dropLast())
    }
    guard inner.first == 0x23, inner.count > 1 else { return nil }
    // What is percent-encoded is decoded by browsers alone.
    let id = inner.dropFirst()
    return id.contains { [0x22, 0x25, 0x27, 0x28, 0x29, 0x5C].contains($0) } ? nil : id
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    SVGValueReader.isDigit(byte) || (0x61...0x66).contains(byte | 0x20)
  }

  private static func isFunction(_ text: String) -> Bool {
    guard text.last == ")", let open = text.firstIndex(of: "(") else { return false }
    let name = text[..<open]
    guard ["rgb", "rgba", "hsl", "hsla"].contains(name) else { return false }
    let parts = text[text.index(after: open)...].dropLast().split { " ,/\t\r\n".contains($0) }
    guard parts.count == 3 || parts.count == 4 else { return false }
    for (index, part) in parts.enumerated() {
      var number = Substring(part)
      if index == 0, name.hasPrefix("hsl"), number.hasSuffix("deg") { number.removeLast(3) }
      let isPercent = number.hasSuffix("%")
      if isPercent { number.removeLast() }
      // Saturation and lightness need a percent sign in librsvg.
      guard name.hasPrefix("rgb") || index == 0 || index == 3 || isPercent else { return false }
      guard SVGValueForm.numbers(1...1).accepts(Array(number.utf8)[...]) else { return false }
    }
    return true
  }

  /// The names of CSS Color 4, without those of the system.
  private static let names = Set(
    """
    aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood \
    cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod \
    darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon \
    darkseagreen darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray \
    dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green \
    greenyellow grey honeydew hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon \
    lightblue lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon \
    lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime limegreen linen \
    magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue \
    mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite navy \
    oldlace olive olivedrab orange orangered orchid palegoldenrod palegreen paleturquoise palevioletred papayawhip \
    peachpuff peru pink plum powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown \
    seagreen seashell sienna silver skyblue slateblue slategray slategrey snow springgreen steelblue tan teal \
    thistle tomato turquoise violet wheat white whitesmoke yellow yellowgreen \
    transparent currentcolor
    """.split(separator: " ").map(String.init))
}
