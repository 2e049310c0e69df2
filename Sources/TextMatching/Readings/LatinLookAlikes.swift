/// Letters that look Latin become Latin: enclosed ones always, Greek and Cyrillic ones where a word is written to be
/// read as a Latin one.
///
/// That is a word with Latin letters in it, or one of three letters and more that all look Latin, in a line without an
/// honest word of its script.
struct LatinLookAlikes: NormalizationStep {
  let id = "latin-look-alikes/1"

  /// Looks only beside Latin letters: lower-case letters whose capitals look Latin, and rough likenesses.
  private static let besideLatin: [UInt32: UInt32] = {
    let pairs: [(Unicode.Scalar, Unicode.Scalar)] = [
      ("в", "b"), ("м", "m"), ("н", "h"), ("т", "t"), ("к", "k"), ("г", "r"), ("п", "n"), ("и", "n"), ("ц", "u"),
      ("я", "r"), ("ь", "b"), ("з", "3"), ("б", "6"), ("ѵ", "v"), ("є", "e"), ("ё", "e"), ("й", "n"), ("ї", "i"),
      ("η", "n"), ("κ", "k"), ("τ", "t"), ("μ", "m"), ("ε", "e"), ("σ", "o"), ("ω", "w"), ("β", "b"), ("γ", "y"),
      ("π", "n"), ("ζ", "z"), ("θ", "o"), ("ά", "a"), ("έ", "e"), ("ή", "n"), ("ί", "i"), ("ό", "o"), ("ύ", "u"),
      ("ς", "c"), ("δ", "d"), ("λ", "a"),
    ]
    return Dictionary(uniqueKeysWithValues: pairs.map { ($0.0.value, $0.1.value) })
  }()

  private struct Word {
    var range: Range<Int>
    var latin = 0
    var alike = 0
    var others = 0

    /// Whether it belongs to the language of its script.
    var isHonest: Bool { latin == 0 && others > 0 }
  }

  func apply(to text: inout NormalizedText) {
    guard text.scalars.contains(where: { $0 > 0x7F && !ScalarKind.isHan($0) }) else { return }
    var words: [Word] = []
    var word: Word?
    for index in text.scalars.indices {
      let scalar = text.scalars[index]
      if ScalarKind.isGreekOrCyrillic(scalar) {
        var current = word ?? Word(range: index..<index)
        if LookAlikes.latin(for: scalar) != nil { current.alike += 1 } else { current.others += 1 }
        current.range = current.range.lowerBound..<(index + 1)
        word = current
      } else {
        if scalar > 0x7F, !ScalarKind.isHan(scalar), let latin = LookAlikes.latin(for: scalar) {
          text.scalars[index] = latin
        }
        if ScalarKind.isLatin(text.scalars[index]) {
          var current = word ?? Word(range: index..<index)
          current.latin += 1
          current.range = current.range.lowerBound..<(index + 1)
          word = current
        } else if let ended = word {
          words.append(ended)
          word = nil
        }
      }
    }
    if let word { words.append(word) }
    let hasHonest = words.contains(where: \.isHonest)
    for word in words where word.alike + word.others > 0 {
      guard word.latin > 0 || (word.others == 0 && word.alike >= 3 && !hasHonest) else { continue }
      for index in word.range where ScalarKind.isGreekOrCyrillic(text.scalars[index]) {
        let scalar = text.scalars[index]
        text.scalars[index] = LookAlikes.latin(for: scalar) ?? Self.besideLatin[scalar] ?? scalar
      }
    }
  }
}
