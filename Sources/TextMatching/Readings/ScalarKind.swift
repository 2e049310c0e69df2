/// What the steps tell scalars apart by, after folding.
enum ScalarKind {
  @inline(__always)
  static func isBlank(_ scalar: UInt32) -> Bool { scalar == 0x20 || scalar == 0x09 }

  /// `a` to `z`; folding leaves no capitals.
  @inline(__always)
  static func isLatin(_ scalar: UInt32) -> Bool { (0x61...0x7A).contains(scalar) }

  @inline(__always)
  static func isDigit(_ scalar: UInt32) -> Bool { (0x30...0x39).contains(scalar) }

  /// Ideographs of Chinese.
  @inline(__always)
  static func isHan(_ scalar: UInt32) -> Bool {
    (0x3400...0x9FFF).contains(scalar) || (0x20000...0x323AF).contains(scalar) || scalar == 0x3007
  }

  /// Greek and Cyrillic letters.
  @inline(__always)
  static func isGreekOrCyrillic(_ scalar: UInt32) -> Bool { (0x370...0x52F).contains(scalar) }

  /// Whether a scalar is neither letter, number nor blank. Marks count as signs.
  static func isSign(_ scalar: UInt32) -> Bool {
    if scalar < 0x80 { return !isLatin(scalar) && !isDigit(scalar) && !isBlank(scalar) }
    if isHan(scalar) { return false }
    guard let properties = Unicode.Scalar(scalar)?.properties else { return true }
    return switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber, .spaceSeparator:
      false
    default: true
    }
  }

  /// Whether a sign ends a clause or encloses one, so that words on both sides belong apart.
  static func endsClause(_ scalar: UInt32) -> Bool { clauseEnds.contains(scalar) }

  private static let clauseEnds = Set(",.!?;:()[]{}<>\"'。、…—《》〈〉「」『』【】〔〕“”‘’\n".unicodeScalars.map(\.value))
}
