/// Reads the numbers of an attribute one after the other. Whatever is no number parts them; total.
struct SVGNumbers {
  private let text: [UInt8]
  private(set) var offset: Int
  private let end: Int

  init(_ text: [UInt8], _ range: Range<Int>) {
    self.text = text
    (offset, end) = (range.lowerBound, range.upperBound)
  }

  /// The next letter that is no part of a number, or the next number.
  enum Token {
    case letter(UInt8)
    case number(Double)
  }

  mutating func next() -> Token? {
    while offset < end {
      let byte = text[offset]
      switch byte {
      case 0x30...0x39, 0x2B, 0x2D, 0x2E:
        if let number = number() { return .number(number) }
      case 0x41...0x5A, 0x61...0x7A, 0x25:
        offset += 1
        return .letter(byte)
      default: offset += 1
      }
    }
    return nil
  }

  /// The next number, letters passed over.
  mutating func nextNumber() -> Double? {
    while let token = next() { if case .number(let number) = token { return number } }
    return nil
  }

  /// A flag of an arc, which needs no space behind it.
  mutating func nextFlag() -> Bool? {
    while offset < end {
      let byte = text[offset]
      if byte == 0x30 || byte == 0x31 {
        offset += 1
        return byte == 0x31
      }
      guard SVGOutline.isSpace(byte) || byte == 0x2C else { return nil }
      offset += 1
    }
    return nil
  }

  private mutating func number() -> Double? {
    var sign = 1.0
    if text[offset] == 0x2B || text[offset] == 0x2D {
      if text[offset] == 0x2D { sign = -1 }
      offset += 1
    }
    var value = 0.0
    var digitCount = 0
    var exponent = 0
    while offset < end, (0x30...0x39).contains(text[offset]) {
      value = value * 10 + Double(text[offset] - 0x30)
      digitCount += 1
      offset += 1
    }
    if offset < end, text[offset] == 0x2E {
      offset += 1
      while offset < end, (0x30...0x39).contains(text[offset]) {
        if exponent > -30 {
          value = value * 10 + Double(text[offset] - 0x30)
          exponent -= 1
        }
        digitCount += 1
        offset += 1
      }
    }
    guard digitCount > 0 else { return nil }
    exponent += readExponent()
    for _ in 0..<abs(exponent) { value = exponent > 0 ? value * 10 : value / 10 }
    return sign * (value.isFinite ? value : .greatestFiniteMagnitude)
  }

  /// `e5` is an exponent, `em` and `ex` are not.
  private mutating func readExponent() -> Int {
    guard offset < end, text[offset] == 0x65 || text[offset] == 0x45 else { return 0 }
    var place = offset + 1
    var sign = 1
    if place < end, text[place] == 0x2B || text[place] == 0x2D {
      if text[place] == 0x2D { sign = -1 }
      place += 1
    }
    guard place < end, (0x30...0x39).contains(text[place]) else { return 0 }
    var value = 0
    while place < end, (0x30...0x39).contains(text[place]) {
      value = min(400, value * 10 + Int(text[place] - 0x30))
      place += 1
    }
    offset = place
    return sign * value
  }
}
