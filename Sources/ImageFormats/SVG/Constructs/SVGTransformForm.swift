/// Lists of transforms as attributes have them, and those of styles that librsvg reads as browsers do.
enum SVGTransformForm {
  private static let argumentCounts: [String: Set<Int>] = [
    "matrix": [6], "translate": [1, 2], "scale": [1, 2], "rotate": [1, 3], "skewX": [1], "skewY": [1],
  ]

  static func accepts(_ value: ArraySlice<UInt8>) -> Bool {
    if value.elementsEqual("none".utf8) { return true }
    var reader = SVGValueReader(value)
    while !reader.isAtEnd {
      let name = String(decoding: reader.takeWord(), as: UTF8.self)
      guard let counts = argumentCounts[name] else { return false }
      reader.skipSpace()
      guard reader.take(0x28) else { return false }
      reader.skipSpace()
      var count = 0
      while !reader.take(0x29) {
        guard reader.takeNumber() != nil else { return false }
        count += 1
        if reader.takeSeparator(), reader.byte == 0x29 { return false }
      }
      guard counts.contains(count) else { return false }
      if reader.takeSeparator(), reader.isAtEnd { return false }
    }
    return true
  }

  /// One or more functions of a style, whose arguments need units.
  static func acceptsStyle(_ value: ArraySlice<UInt8>) -> Bool {
    var reader = SVGValueReader(SVGValueForm.trimmed(value))
    repeat {
      let name = String(decoding: reader.takeWord(), as: UTF8.self)
      guard ["matrix", "translate", "scale", "rotate"].contains(name), reader.take(0x28) else { return false }
      reader.skipSpace()
      var count = 0
      repeat {
        guard let number = reader.takeNumber() else { return false }
        let unit = String(decoding: reader.takeWord(), as: UTF8.self)
        let wanted = name == "translate" ? "px" : name == "rotate" ? "deg" : ""
        guard unit == wanted || (unit.isEmpty && number == 0) else { return false }
        count += 1
      } while reader.takeSeparator()
      guard reader.take(0x29), argumentCounts[name]?.contains(count) == true, name != "rotate" || count == 1 else {
        return false
      }
      reader.skipSpace()
    } while !reader.isAtEnd
    return true
  }
}
