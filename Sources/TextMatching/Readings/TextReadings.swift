/// One text as it is searched.
struct TextReading: Sendable {
  let text: NormalizedText
  let kind: WordReading
}

/// The readings of a text that are searched: as it is written, in simplified characters, and with what hides a word
/// undone; without what a list switches off.
///
/// Entries are never undone: what a list means to say stands there in the open, and a number in a list stays a number.
/// Complexity: linear in the text; at most six readings.
struct TextReadings: Sendable {
  /// What is left out.
  let switches: WordSwitches

  private let folding = CompatibilityFolding()
  private let simplifying: SimplifiedHan?
  private let singleBlanks: SingleBlanks?
  private let undisguising: [any NormalizationStep]
  private let withOtherStroke: [any NormalizationStep]
  private let withNeighbours: [any NormalizationStep]
  private let withBlanks: [any NormalizationStep]

  /// Readings without what is switched off.
  init(without switches: WordSwitches = []) {
    self.switches = switches
    simplifying = switches.contains(.simplifiedHan) ? nil : SimplifiedHan()
    singleBlanks = switches.contains(.singleBlanks) ? nil : SingleBlanks()
    undisguising = Self.steps(stroke: "i", takesNeighbours: false, switches)
    withOtherStroke =
      switches.contains(.lettersForDigits) ? [] : Self.steps(stroke: "l", takesNeighbours: false, switches)
    withNeighbours = switches.contains(.joinedLetters) ? [] : Self.steps(stroke: "i", takesNeighbours: true, switches)
    withBlanks = switches.contains(.blanksForSigns) ? [] : [BlanksForSigns()] + undisguising
  }

  /// The names of all steps, in order.
  static let stepNames =
    [SimplifiedHan().id, BlanksForSigns().id]
    + steps(stroke: "i", takesNeighbours: false, []).map(\.id)

  private static func steps(
    stroke: Unicode.Scalar, takesNeighbours: Bool, _ switches: WordSwitches
  ) -> [any NormalizationStep] {
    let all: [(WordSwitches, any NormalizationStep)] = [
      (.plainLetters, PlainLetters()), (.latinLookAlikes, LatinLookAlikes()),
      (.joinedLetters, JoinedLetters(takesNeighbours: takesNeighbours)),
      (.lettersForDigits, LettersForDigits(stroke: stroke)), (.droppedSigns, DroppedSigns()),
      (.singleBlanks, SingleBlanks()),
    ]
    return all.filter { switches.isDisjoint(with: $0.0) }.map(\.1)
  }

  /// What an entry's part is sought as: in simplified characters, but for a single one. 幹 becomes 干, which is another
  /// word as often as not, and only a word around it tells which is meant.
  ///
  /// - Parameters:
  ///   - part: The part, in valid UTF-8.
  ///   - pattern: What is sought, without what it held before.
  func read(_ part: UnsafeBufferPointer<UInt8>, into pattern: inout [UInt32]) {
    pattern.removeAll(keepingCapacity: true)
    folding.fold(part, appendingTo: &pattern)
    singleBlanks?.apply(to: &pattern)
    if pattern.count > 1 { simplifying?.apply(to: &pattern) }
  }

  /// The same for text.
  func pattern(of part: String) -> [UInt32] {
    var part = part
    var pattern: [UInt32] = []
    part.withUTF8 { read($0, into: &pattern) }
    return pattern
  }

  /// The readings of a text, the plain one first, no two alike.
  func readings(of text: String, undisguised: Bool) -> [TextReading] {
    let folded = TextNormalizer.standard.normalize(text)
    var simplified = folded
    simplifying?.apply(to: &simplified)
    var plain = simplified
    singleBlanks?.apply(to: &plain)
    var readings = [TextReading(text: plain, kind: .plain)]
    if simplifying != nil, simplified.scalars != folded.scalars {
      var original = folded
      singleBlanks?.apply(to: &original)
      readings.append(TextReading(text: original, kind: .plain))
    }
    guard undisguised, !switches.contains(.undisguised) else { return readings }
    let traits = DisguiseTraits(plain.scalars)
    guard traits.isAny else { return readings }
    func add(_ steps: [any NormalizationStep]) {
      guard !steps.isEmpty else { return }
      // Two blanks end a word of letters set apart, so that blanks are counted after that.
      var reading = simplified
      for step in steps { step.apply(to: &reading) }
      if !readings.contains(where: { $0.text.scalars == reading.scalars }) {
        readings.append(TextReading(text: reading, kind: .undisguised))
      }
    }
    add(undisguising)
    if traits.hasStrokes { add(withOtherStroke) }
    if traits.hasSingleLetters { add(withNeighbours) }
    if traits.hasSignsInWords { add(withBlanks) }
    return readings
  }
}

/// What in a text a step against disguise may change: nothing in most, so that most cost one pass.
private struct DisguiseTraits {
  /// Digits or signs between or beside letters, signs or blanks between characters, letters of other scripts.
  private(set) var hasMixture = false
  /// Digits and signs that stand for `i` or `l`.
  private(set) var hasStrokes = false
  /// Signs between Latin letters, with nothing else.
  private(set) var hasSignsInWords = false
  /// Letters that stand singly, as many in a row as make a word.
  private(set) var hasSingleLetters = false

  var isAny: Bool { hasMixture || hasSingleLetters }

  init(_ scalars: [UInt32]) {
    // What the last word is made of, its length, and what stands behind it.
    enum Word { case none, latin, digits, han }
    var (word, length, singles) = (Word.none, 0, 0)
    var hasL = false
    var (gap, gapLength) = (UInt32(0), 0)
    func next(_ kind: Word) {
      switch (word, kind) {
      case (.han, .han), (.han, .latin), (.latin, .han), (.han, .digits), (.digits, .han):
        // Between characters anything may go, beside them a blank.
        if gapLength > 0, (word == .han && kind == .han) || ScalarKind.isBlank(gap) { hasMixture = true }
      case (.latin, .digits), (.digits, .latin):
        if gapLength == 0 { hasMixture = true }
      case (.latin, .latin):
        guard gapLength == 1 else { break }
        if DroppedSigns.mayStandInWord(gap) {
          hasMixture = true
          hasSignsInWords = true
        } else if LettersForDigits.isStroke(gap) {
          hasMixture = true
        }
      default: break
      }
      if gapLength == 0, word == kind {
        length += 1
        if length == 2 { singles = 0 }
      } else {
        singles = kind == .han ? 0 : gapLength == 1 ? singles + 1 : 1
        length = 1
      }
      if length == 1 { hasL = false }
      if singles >= JoinedLetters.minimumCount { hasSingleLetters = true }
      (word, gapLength) = (kind, 0)
    }
    for scalar in scalars {
      if ScalarKind.isLatin(scalar) {
        next(.latin)
        if scalar == 0x6C {
          hasL = true
          // A reading takes `l` for `i`; the word is also read with it.
          hasStrokes = true
        }
        if hasL, length >= LettersForDigits.minimumLengthWithL { hasMixture = true }
      } else if ScalarKind.isDigit(scalar) {
        if scalar == 0x31 { hasStrokes = true }
        next(.digits)
      } else if ScalarKind.isHan(scalar) {
        next(.han)
      } else {
        // Letters of other scripts, marks and ornaments; not the punctuation and kana of Chinese and Japanese, Hangul.
        if scalar >= 0xC0, !(0x2010...0x2026).contains(scalar), !(0x3000...0x30FF).contains(scalar),
          !(0xAC00...0xD7AF).contains(scalar)
        {
          hasMixture = true
        }
        if scalar == 0x40 || scalar == 0x24 { hasMixture = true }
        if LettersForDigits.isStroke(scalar) { hasStrokes = true }
        gap = scalar
        gapLength += 1
      }
    }
  }
}
