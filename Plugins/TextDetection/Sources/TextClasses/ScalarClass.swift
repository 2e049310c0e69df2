/// Kinds of Unicode scalars, as the model of text classes tells them apart.
enum ScalarClass {
  static func isDigit(_ scalar: UInt32) -> Bool { (0x30...0x39).contains(scalar) }

  /// A lower-case letter of English.
  static func isLatin(_ scalar: UInt32) -> Bool { (0x61...0x7A).contains(scalar) }

  static func isHan(_ scalar: UInt32) -> Bool { (0x3400...0x9FFF).contains(scalar) || scalar >= 0x20000 }

  /// What leaves no trace: controls but blanks, format characters, marks, skin tones.
  static func isDropped(_ scalar: UInt32) -> Bool {
    if isPlain(scalar) || scalar == 0x09 || scalar == 0x0A || scalar == 0x0D { return false }
    if (0x1F3FB...0x1F3FF).contains(scalar) { return true }
    return switch Unicode.Scalar(scalar)?.properties.generalCategory {
    case .control, .format, .nonspacingMark, .enclosingMark, nil: true
    default: false
    }
  }

  /// Letters, numbers, pictures, and what stands for addresses; anything else becomes a blank.
  static func isKept(_ scalar: UInt32) -> Bool {
    if scalar < 0x80 { return isDigit(scalar) || isLatin(scalar) }
    if isPlain(scalar) || AddressTokens.marks.contains(scalar) || (0x1F000...0x1FBFF).contains(scalar)
      || (0x2600...0x27BF).contains(scalar)
    {
      return true
    }
    return switch Unicode.Scalar(scalar)?.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber:
      true
    default: false
    }
  }

  /// Printable ASCII and the common Chinese characters, of which the category need not be looked up.
  private static func isPlain(_ scalar: UInt32) -> Bool {
    (0x20...0x7E).contains(scalar) || (0x4E00...0x9FA5).contains(scalar)
  }
}
