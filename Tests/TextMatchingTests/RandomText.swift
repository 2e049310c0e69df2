import TestFixtures

extension SplitMix {
  /// Scalars that meet in unpleasant ways: cases, widths, marks, ligatures, jamo, joiners, emoji.
  static let awkward: [Unicode.Scalar] = Array(
    ("aAbBıİIißẞſﬁﬀĲǆé\u{301}\u{323}\u{308}\u{345}\u{327}ΑΣσςΐ가각\u{1100}\u{1161}\u{11A8}ｶﾞカ\u{3099}ＶＸ１①美女包夜。，"
      + "\u{200B}\u{200D}\u{FE0F}\u{AD}❤👩👨🏽🇨🇳１㍿ﷺ𝓐𠀀_ -&#\\ 0९\u{0E01}\u{0E49}\u{FB2C}\u{F900}").unicodeScalars)

  /// Random text, mostly awkward, with any other scalar now and then.
  mutating func text(maximumScalars: Int, from alphabet: [Unicode.Scalar] = awkward, anyOneIn: Int = 20) -> String {
    var result = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...maximumScalars, using: &self) {
      if Int.random(in: 0..<anyOneIn, using: &self) == 0,
        let scalar = Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &self))
      {
        result.append(scalar)
      } else if let scalar = alphabet.randomElement(using: &self) {
        result.append(scalar)
      }
    }
    return String(result)
  }
}

extension [UInt32] {
  /// The scalars as a string.
  var text: String {
    var result = String.UnicodeScalarView()
    for scalar in lazy.compactMap(Unicode.Scalar.init) { result.append(scalar) }
    return String(result)
  }
}
