/// The readings of a text that are searched: as it is written, and with what hides a word undone.
///
/// Entries are never undone: what a list means to say stands there in the open, and a number in a list stays a number.
/// Complexity: linear in the text; at most four readings.
struct TextReadings: Sendable {
  /// The names of the steps against disguise, in order.
  static let stepNames = steps(stroke: "i", takesNeighbours: false).map(\.id)

  private static let undisguising = steps(stroke: "i", takesNeighbours: false)
  private static let withOtherStroke = steps(stroke: "l", takesNeighbours: false)
  private static let withNeighbours = steps(stroke: "i", takesNeighbours: true)

  private static func steps(stroke: Unicode.Scalar, takesNeighbours: Bool) -> [any NormalizationStep] {
    [
      PlainLetters(), LatinLookAlikes(), JoinedLetters(takesNeighbours: takesNeighbours),
      LettersForDigits(stroke: stroke), DroppedSigns(), SingleBlanks(),
    ]
  }

  /// The readings of a text, the plain one first, no two alike.
  static func readings(of text: String, undisguised: Bool) -> [NormalizedText] {
    let plain = TextNormalizer.wordLists.normalize(text)
    guard undisguised else { return [plain] }
    let traits = DisguiseTraits(plain.scalars)
    guard traits.isAny else { return [plain] }
    // Two blanks end a word of letters set apart, so that blanks are counted after that.
    var folded = TextNormalizer.standard.normalize(text)
    SimplifiedHan().apply(to: &folded)
    var readings = [plain]
    func add(_ steps: [any NormalizationStep]) {
      var reading = folded
      for step in steps { step.apply(to: &reading) }
      if !readings.contains(where: { $0.scalars == reading.scalars }) { readings.append(reading) }
    }
    add(undisguising)
    if traits.hasStrokes { add(withOtherStroke) }
    if traits.hasSingleLetters { add(withNeighbours) }
    return readings
  }
}

/// What in a text a step against disguise may change: nothing in most, so that most cost one pass.
private struct DisguiseTraits {
  /// Digits or signs between or beside letters, signs or blanks between characters, letters of other scripts.
  private(set) var hasMixture = false
  /// Digits and signs that stand for `i` or `l`.
  private(set) var hasStrokes = false
  /// Letters that stand singly, as many in a row as make a word.
  private(set) var hasSingleLetters = false

  var isAny: Bool { hasMixture || hasSingleLetters }

  init(_ scalars: [UInt32]) {
    // What the last word is made of, its length, and what stands behind it.
    enum Word { case none, latin, digits, han }
    enum Gap { case none, blank, sign }
    var (word, length, gap, singles) = (Word.none, 0, Gap.none, 0)
    func next(_ kind: Word) {
      switch (word, kind, gap) {
      case (.none, _, _), (.digits, .digits, _), (.han, .han, .none), (.latin, .latin, .none), (.latin, .latin, .blank),
        (.latin, .digits, .blank), (.digits, .latin, .blank), (.latin, .digits, .sign), (.digits, .latin, .sign),
        (.han, .latin, .none), (.latin, .han, .none), (.han, .digits, _), (.digits, .han, _), (.han, .latin, .sign),
        (.latin, .han, .sign):
        break
      default: hasMixture = true
      }
      if gap == .none, word == kind {
        if length == 1, kind != .han { singles -= 1 }
        length += 1
      } else {
        singles = kind == .han ? 0 : singles + 1
        length = 1
      }
      if singles < 0 || length > 1 { singles = 0 }
      if singles >= JoinedLetters.minimumCount { hasSingleLetters = true }
      (word, gap) = (kind, .none)
    }
    for scalar in scalars {
      if ScalarKind.isLatin(scalar) {
        next(.latin)
      } else if ScalarKind.isDigit(scalar) {
        if scalar == 0x31 { hasStrokes = true }
        next(.digits)
      } else if ScalarKind.isHan(scalar) {
        next(.han)
      } else if ScalarKind.isBlank(scalar) {
        if gap == .none { gap = .blank }
      } else {
        // Punctuation and kana of Chinese and Japanese, and Hangul, change nothing by themselves.
        if scalar >= 0x80, !(0x3000...0x30FF).contains(scalar), !(0xAC00...0xD7AF).contains(scalar) {
          hasMixture = true
        }
        if scalar == 0x40 || scalar == 0x24 { hasMixture = true }
        if scalar == 0x21 || scalar == 0x7C { hasStrokes = true }
        gap = .sign
      }
    }
  }
}
