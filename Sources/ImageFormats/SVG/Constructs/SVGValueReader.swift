/// Reads the parts of a value one after the other, as strictly as both browsers and librsvg do.
///
/// Numbers need a digit behind their point: browsers read `1.` and librsvg does not.
struct SVGValueReader {
  /// A number beyond this is no place in a drawing; both sides read such numbers in ways of their own.
  private static let largestMagnitude = 1e9

  private let text: ArraySlice<UInt8>
  private var offset: Int

  init(_ text: ArraySlice<UInt8>) {
    self.text = text
    offset = text.startIndex
  }

  var isAtEnd: Bool { offset >= text.endIndex }
  var byte: UInt8? { offset < text.endIndex ? text[offset] : nil }
  var rest: ArraySlice<UInt8> { text[offset...] }

  mutating func skipSpace() { while let byte, SVGOutline.isSpace(byte) { offset += 1 } }

  mutating func take(_ wanted: UInt8) -> Bool {
    guard byte == wanted else { return false }
    offset += 1
    return true
  }

  /// Takes white space with at most one comma in it; says whether there was a comma.
  mutating func takeSeparator() -> Bool {
    skipSpace()
    guard take(0x2C) else { return false }
    skipSpace()
    return true
  }

  /// Takes letters, digits and hyphens; empty when there are none.
  mutating func takeWord() -> ArraySlice<UInt8> {
    let start = offset
    while let byte, Self.isLetter(byte) || byte == 0x2D || (Self.isDigit(byte) && offset > start) { offset += 1 }
    return text[start..<offset]
  }

  /// Takes a number.
  mutating func takeNumber() -> Double? {
    let start = offset
    if byte == 0x2B || byte == 0x2D { offset += 1 }
    let digits = takeDigits()
    if byte == 0x2E {
      offset += 1
      guard takeDigits() > 0 else { return nil }
    } else if digits == 0 {
      return nil
    }
    if byte == 0x65 || byte == 0x45 {
      let mark = offset
      offset += 1
      if byte == 0x2B || byte == 0x2D { offset += 1 }
      // `1em` is a number and a unit.
      if takeDigits() == 0 { offset = mark }
    }
    guard let value = Double(String(decoding: text[start..<offset], as: UTF8.self)), value.isFinite,
      value.magnitude < Self.largestMagnitude
    else { return nil }
    return value
  }

  /// Takes the flag of an arc, which nothing need stand behind.
  mutating func takeFlag() -> Bool { take(0x30) || take(0x31) }

  private mutating func takeDigits() -> Int {
    let start = offset
    while let byte, Self.isDigit(byte) { offset += 1 }
    return offset - start
  }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }
}
