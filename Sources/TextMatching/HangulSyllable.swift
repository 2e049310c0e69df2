/// Hangul syllables, which Unicode composes by arithmetic and not by a table.
///
/// Source: The Unicode Standard, section 3.12, "Conjoining Jamo Behavior".
enum HangulSyllable {
  static let leadingConsonants: Range<UInt32> = 0x1100..<0x1113
  static let vowels: Range<UInt32> = 0x1161..<0x1176
  static let trailingConsonants: Range<UInt32> = 0x11A8..<0x11C3
  static let syllables: Range<UInt32> = 0xAC00..<0xD7A4
  private static let vowelCount: UInt32 = 21
  /// Trailing consonants, and none.
  private static let trailingCount: UInt32 = 28

  /// The two or three jamo of a syllable; nil for any other scalar.
  static func decompose(_ scalar: UInt32) -> [UInt32]? {
    guard syllables.contains(scalar) else { return nil }
    let index = scalar - syllables.lowerBound
    let trailing = index % trailingCount
    let pair = [
      leadingConsonants.lowerBound + index / (vowelCount * trailingCount),
      vowels.lowerBound + index / trailingCount % vowelCount,
    ]
    return trailing == 0 ? pair : pair + [trailingConsonants.lowerBound - 1 + trailing]
  }

  /// The syllable of a leading consonant and a vowel, or of an open syllable and a trailing consonant.
  static func compose(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if leadingConsonants.contains(first), vowels.contains(second) {
      let pair = (first - leadingConsonants.lowerBound) * vowelCount + second - vowels.lowerBound
      return syllables.lowerBound + pair * trailingCount
    }
    if syllables.contains(first), (first - syllables.lowerBound) % trailingCount == 0,
      trailingConsonants.contains(second)
    {
      return first + second - (trailingConsonants.lowerBound - 1)
    }
    return nil
  }
}
