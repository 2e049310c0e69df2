/// Path data without an error (SVG 2, 9.3.9). With one, browsers and librsvg do not stop at the same place.
enum SVGPathForm {
  static func accepts(_ value: ArraySlice<UInt8>) -> Bool {
    if value.elementsEqual("none".utf8) { return true }
    var reader = SVGValueReader(value)
    var isFirst = true
    while !reader.isAtEnd {
      guard let command = reader.byte, reader.take(command) else { return false }
      guard !isFirst || command | 0x20 == 0x6D else { return false }
      isFirst = false
      reader.skipSpace()
      let count: Int
      switch command | 0x20 {
      case 0x7A: continue  // z
      case 0x6D, 0x6C, 0x74: count = 2  // m, l, t
      case 0x68, 0x76: count = 1  // h, v
      case 0x63: count = 6  // c
      case 0x73, 0x71: count = 4  // s, q
      case 0x61: count = 7  // a
      default: return false
      }
      repeat {
        for index in 0..<count {
          let isFlag = count == 7 && (index == 3 || index == 4)
          guard isFlag ? reader.takeFlag() : reader.takeNumber() != nil else { return false }
          if index < count - 1 { _ = reader.takeSeparator() }
        }
      } while repeats(&reader)
      reader.skipSpace()
    }
    return true
  }

  /// Whether more numbers follow for the same command. A comma promises them.
  private static func repeats(_ reader: inout SVGValueReader) -> Bool {
    if reader.takeSeparator() { return true }
    guard let byte = reader.byte else { return false }
    return SVGValueReader.isDigit(byte) || [0x2B, 0x2D, 0x2E].contains(byte)
  }
}
