/// Latin letters lose their accents: `vïágra` → `viagra`.
///
/// Text of a language that writes accents is left alone: a line of which most words, and more than one, have some. Not
/// so a word of which half the letters have.
struct PlainLetters: NormalizationStep {
  let id = "plain-letters/1"

  /// The letter without its accents, for each that has some.
  private static let table = ScalarTable { set in
    let decomposition = UnicodeTables.shared.decomposition
    for scalar in decomposition.keys {
      var base = scalar
      while let (head, _) = decomposition[base] { base = head }
      if ScalarKind.isLatin(base) { set(scalar, base) }
    }
    for (scalar, base) in zip("øłđħŧɨƀɍɇɉʉ".unicodeScalars, "oldhtibreju".unicodeScalars) {
      set(scalar.value, base.value)
    }
  }

  private static func isMark(_ scalar: UInt32) -> Bool {
    (0x300...0x36F).contains(scalar) || (0x483...0x489).contains(scalar) || (0x1AB0...0x1AFF).contains(scalar)
      || (0x20D0...0x20F0).contains(scalar)
  }

  func apply(to text: inout NormalizedText) {
    guard text.scalars.contains(where: { $0 >= 0xC0 && (Self.table[$0] != 0 || Self.isMark($0)) }) else { return }
    let words = Self.words(in: text.scalars)
    let accented = words.count { $0.accents > 0 }
    let isLanguage = accented > 1 && accented * 2 > words.count
    var isDropped = [Bool](repeating: false, count: text.scalars.count)
    for word in words where word.accents > 0 && (!isLanguage || word.accents * 2 >= word.letters) {
      for index in word.range {
        let plain = Self.table[text.scalars[index]]
        if plain != 0 { text.scalars[index] = plain }
        isDropped[index] = Self.isMark(text.scalars[index])
      }
    }
    if isDropped.contains(true) { text.drop(where: isDropped) }
  }

  /// Runs of Latin letters, with and without accents.
  private static func words(in scalars: [UInt32]) -> [(range: Range<Int>, letters: Int, accents: Int)] {
    var words: [(range: Range<Int>, letters: Int, accents: Int)] = []
    var index = 0
    while index < scalars.count {
      let start = index
      var (letters, accents) = (0, 0)
      while index < scalars.count {
        if ScalarKind.isLatin(scalars[index]) {
          letters += 1
        } else if scalars[index] >= 0xC0, table[scalars[index]] != 0 {
          letters += 1
          accents += 1
        } else if letters > 0, isMark(scalars[index]) {
          accents += 1
        } else {
          break
        }
        index += 1
      }
      if letters > 0 { words.append((start..<index, letters, accents)) } else { index += 1 }
    }
    return words
  }
}
