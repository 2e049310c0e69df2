/// Digits and signs that stand for letters become letters: `c4$1n0` → `casino`.
///
/// Only in a word of four signs and more with two letters and more, and no more digits than letters and signs: `B52`,
/// `A55`, `5ex` and prices stay what they are. Readers of pictures take a `1` in a word for an `l`, so that a longer word
/// is also read with every `l` as an `i`: `vlagra`.
struct LettersForDigits: NormalizationStep {
  let id = "letters-for-digits/1"

  /// What `1`, `!` and `|` stand for: `i` or `l`, which are tried one after the other.
  let stroke: Unicode.Scalar

  init(stroke: Unicode.Scalar) { self.stroke = stroke }

  /// The least length of a disguised word, and of one in which `l` is tried as `i`: `flat` would be `fiat`.
  private static let minimumLength = 4
  static let minimumLengthWithL = 5

  private static let letters: [UInt32: UInt32] = Dictionary(
    uniqueKeysWithValues: zip("034578@$".unicodeScalars, "oeastbas".unicodeScalars).map { ($0.value, $1.value) })

  /// Whether a scalar stands for `i` or `l`.
  static func isStroke(_ scalar: UInt32) -> Bool { scalar == 0x31 || scalar == 0x21 || scalar == 0x7C }

  private static func isPart(_ scalar: UInt32) -> Bool {
    guard scalar < 0x80 else { return false }
    return ScalarKind.isLatin(scalar) || ScalarKind.isDigit(scalar) || letters[scalar] != nil || isStroke(scalar)
  }

  func apply(to text: inout NormalizedText) {
    var index = 0
    while index < text.scalars.count {
      guard Self.isPart(text.scalars[index]) else {
        index += 1
        continue
      }
      let start = index
      while index < text.scalars.count, Self.isPart(text.scalars[index]) { index += 1 }
      var end = index
      // `free!` is an exclamation.
      while end > start, text.scalars[end - 1] == 0x21 || text.scalars[end - 1] == 0x7C { end -= 1 }
      guard Self.isDisguised(text.scalars[start..<end]) else {
        if stroke == "i" { Self.readLAsI(start..<end, in: &text) }
        continue
      }
      for place in start..<end where !ScalarKind.isLatin(text.scalars[place]) {
        text.scalars[place] = Self.letters[text.scalars[place]] ?? stroke.value
      }
    }
  }

  private static func readLAsI(_ word: Range<Int>, in text: inout NormalizedText) {
    guard word.count >= minimumLengthWithL, text.scalars[word].allSatisfy(ScalarKind.isLatin) else { return }
    for place in word where text.scalars[place] == 0x6C { text.scalars[place] = 0x69 }
  }

  /// A function of its own, so that no slice is alive where the text is written to, which would copy all of it.
  private static func isDisguised(_ word: ArraySlice<UInt32>) -> Bool {
    let letters = word.count(where: ScalarKind.isLatin)
    let digits = word.count(where: ScalarKind.isDigit)
    let known = word.count { Self.letters[$0] != nil || isStroke($0) }
    return known > 0 && word.count >= minimumLength && letters >= 2 && digits * 2 <= word.count
      && letters + known == word.count
  }
}
