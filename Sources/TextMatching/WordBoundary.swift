/// Where words end, in scripts that write spaces between them.
///
/// A place is inside a word when letters, digits or marks of such scripts stand on both sides. Letters of Chinese,
/// Japanese, Korean, Thai and the other scripts below end words everywhere: `viagra` is found in `买viagra吧`. An
/// underscore is punctuation and ends a word (`buy_viagra_now`), a digit does not (`12345` is not found in `912345`).
/// Korean is written with spaces, but particles cling to its words (`대출을`), so it counts among the others.
enum WordBoundary {
  /// Whether a word of a script with spaces can go on through this scalar.
  static func isWordScalar(_ value: UInt32) -> Bool {
    if value < 0x80 {
      return switch UInt8(truncatingIfNeeded: value) {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: false
      }
    }
    if (0x2E80...0xA4CF).contains(value) { return false }
    guard !scriptsWithoutSpaces.contains(where: { $0.contains(value) }), let scalar = Unicode.Scalar(value) else {
      return false
    }
    return switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
      true
    default: false
    }
  }

  /// Whether a match of a pattern may stand here.
  static func allows(_ range: Range<Int>, in scalars: [UInt32]) -> Bool {
    if range.lowerBound > 0, isWordScalar(scalars[range.lowerBound]), isWordScalar(scalars[range.lowerBound - 1]) {
      return false
    }
    return range.upperBound >= scalars.count || !isWordScalar(scalars[range.upperBound])
      || !isWordScalar(scalars[range.upperBound - 1])
  }

  /// Blocks of scripts that are written without spaces between words, ascending. Source: Unicode 15.0, Blocks.txt.
  private static let scriptsWithoutSpaces: [ClosedRange<UInt32>] = [
    0x0E00...0x0EFF,  // Thai, Lao
    0x0F00...0x109F,  // Tibetan, Myanmar
    0x1100...0x11FF,  // Hangul jamo
    0x1780...0x17FF,  // Khmer
    0x1950...0x19FF,  // Tai Le, New Tai Lue, Khmer symbols
    0x1A20...0x1AAF,  // Tai Tham
    0x1B00...0x1B7F,  // Balinese
    0x2E80...0xA4CF,  // radicals, kana, bopomofo, ideographs, Yi
    0xA960...0xA9DF,  // Hangul jamo, Javanese
    0xA9E0...0xA9FF,  // Myanmar
    0xAA60...0xAADF,  // Myanmar, Tai Viet
    0xAC00...0xD7FF,  // Hangul syllables and jamo
    0xF900...0xFAFF,  // compatibility ideographs
    0x16FE0...0x18D8F,  // Tangut, Khitan
    0x1AFF0...0x1B2FF,  // kana, Nüshu
    0x20000...0x3FFFF,  // supplementary ideographs
  ]
}
