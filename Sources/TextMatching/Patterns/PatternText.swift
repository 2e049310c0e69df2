/// One line of text, taken apart for `TextPatterns`: folded, look-alikes undone, every scalar given its part.
struct PatternText: Sendable {
  /// What a scalar can be part of.
  enum Kind: UInt8 {
    /// A Latin letter, lower-case ASCII.
    case letter
    /// A decimal digit, ASCII.
    case digit
    /// A Chinese numeral; `scalar` stays what it is.
    case numeral
    /// A letter of any other script.
    case word
    /// A space.
    case blank
    /// An emoji, an ornament, a mark: what is put between characters to disguise them.
    case ornament
    /// One of `- . _ / \ ( ) [ ]` and their like: what separates groups of digits.
    case joint
    /// One of `: =`.
    case link
    /// `@`.
    case at
    /// `+`.
    case plus
    /// Everything else: what ends a phrase.
    case stop
  }

  /// One scalar.
  struct Cell {
    var scalar: UInt32
    var kind: Kind
    /// Whether the original was an enclosed digit, a mathematical letter or a look-alike of another script.
    var isDisguised: Bool
    /// Where it starts in the original, in UTF-8 bytes.
    var start: Int
  }

  let original: String
  private(set) var cells: [Cell] = []
  /// For each cell, whether it is a letter that stands for a digit: `o`, `l` or `i` in a run of at least half digits.
  private(set) var isLetterDigit: [Bool] = []

  init(_ line: String) {
    original = line
    let text = TextNormalizer.standard.normalize(line)
    let disguised = Self.disguisedStarts(in: line)
    cells.reserveCapacity(text.scalars.count)
    for (index, scalar) in text.scalars.enumerated() {
      let start = text.starts[index]
      let alike = LookAlikes.latin(for: scalar)
      let shown = alike ?? scalar
      cells.append(
        Cell(
          scalar: shown, kind: Self.kind(of: shown), isDisguised: alike != nil || disguised.contains(start),
          start: start))
    }
    isLetterDigit = Self.letterDigits(in: cells)
  }

  /// The original text of some cells.
  func text(_ range: Range<Int>) -> String {
    guard let first = range.first, let last = range.last, last < cells.count else { return "" }
    var next = last + 1
    while next < cells.count, cells[next].start == cells[last].start { next += 1 }
    let end = next < cells.count ? cells[next].start : original.utf8.count
    return String(decoding: original.utf8.dropFirst(cells[first].start).prefix(end - cells[first].start), as: UTF8.self)
  }

  /// The cells as they are compared, in ASCII where they have a Latin look.
  func folded(_ range: Range<Int>) -> String {
    var result = ""
    for cell in cells[range] { Unicode.Scalar(cell.scalar).map { result.unicodeScalars.append($0) } }
    return result
  }

  func kind(at index: Int) -> Kind? { cells.indices.contains(index) ? cells[index].kind : nil }

  func scalar(at index: Int) -> UInt32? { cells.indices.contains(index) ? cells[index].scalar : nil }

  /// Whether the cells from `index` on spell an ASCII or Chinese word.
  func spells(_ word: [UInt32], at index: Int) -> Bool {
    guard index >= 0, index + word.count <= cells.count else { return false }
    for offset in word.indices where cells[index + offset].scalar != word[offset] { return false }
    return true
  }

  /// Whether a run of Latin letters and digits goes on here.
  func isAlphanumeric(_ index: Int) -> Bool {
    switch kind(at: index) {
    case .letter, .digit: true
    default: false
    }
  }

  /// The digit that a cell stands for: a decimal one, a Chinese numeral, or a letter among digits.
  func digit(at index: Int) -> UInt8? {
    guard cells.indices.contains(index) else { return nil }
    let cell = cells[index]
    switch cell.kind {
    case .digit: return UInt8(truncatingIfNeeded: cell.scalar - 0x30)
    case .numeral: return LookAlikes.numerals[cell.scalar]
    case .letter: return isLetterDigit[index] ? (cell.scalar == 0x6F ? 0 : 1) : nil
    default: return nil
    }
  }

  private static func kind(of scalar: UInt32) -> Kind {
    if scalar < 0x80 {
      switch UInt8(truncatingIfNeeded: scalar) {
      case UInt8(ascii: "a")...UInt8(ascii: "z"): return .letter
      case UInt8(ascii: "0")...UInt8(ascii: "9"): return .digit
      case UInt8(ascii: " "), UInt8(ascii: "\t"): return .blank
      case UInt8(ascii: "*"), UInt8(ascii: "~"), UInt8(ascii: "^"), UInt8(ascii: "|"), UInt8(ascii: "`"),
        UInt8(ascii: "#"), UInt8(ascii: "'"):
        return .ornament
      case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "/"), UInt8(ascii: "\\"),
        UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"):
        return .joint
      case UInt8(ascii: ":"), UInt8(ascii: "="): return .link
      case UInt8(ascii: "@"): return .at
      case UInt8(ascii: "+"): return .plus
      default: return .stop
      }
    }
    if LookAlikes.numerals[scalar] != nil { return .numeral }
    if [0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212, 0x3010, 0x3011].contains(scalar) { return .joint }
    guard let properties = Unicode.Scalar(scalar)?.properties else { return .stop }
    return switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber:
      .word
    case .spaceSeparator, .lineSeparator, .paragraphSeparator: .blank
    case .otherSymbol, .modifierSymbol, .mathSymbol, .nonspacingMark, .spacingMark, .enclosingMark, .privateUse,
      .unassigned, .format, .control:
      .ornament
    case .otherPunctuation: [0xB7, 0x2022, 0x2027, 0x30FB, 0x203B].contains(scalar) ? .ornament : .stop
    default: .stop
    }
  }

  /// Where in the original something stands that folding turns into a plain letter or digit and that nobody types by
  /// accident: enclosed and mathematical alphanumerics. Full-width letters and digits are ordinary Chinese print.
  private static func disguisedStarts(in line: String) -> Set<Int> {
    var starts: Set<Int> = []
    var position = 0
    for scalar in line.unicodeScalars {
      switch scalar.value {
      case 0x2070...0x209C, 0x2460...0x24FF, 0x2776...0x2793, 0x3220...0x3229, 0x3280...0x3289, 0x1D400...0x1D7FF,
        0x1F100...0x1F1E5, 0x20E3:
        starts.insert(position)
      default: break
      }
      position += UTF8.width(scalar)
    }
    return starts
  }

  /// Letters in runs of digits, `o`, `l` and `i` of which at least half are digits.
  private static func letterDigits(in cells: [Cell]) -> [Bool] {
    var result = [Bool](repeating: false, count: cells.count)
    var index = 0
    while index < cells.count {
      guard cells[index].kind == .letter || cells[index].kind == .digit else {
        index += 1
        continue
      }
      let start = index
      var digits = 0
      var others = 0
      var strokes = 0
      while index < cells.count, cells[index].kind == .letter || cells[index].kind == .digit {
        if cells[index].kind == .digit {
          digits += 1
          strokes = 0
        } else if ![0x6F, 0x6C, 0x69].contains(cells[index].scalar) {
          others += 1
        } else if cells[index].scalar != 0x6F {
          // Two strokes side by side are a name (`lili520`) sooner than a number.
          strokes += 1
          if strokes > 1 { others += 1 }
        }
        index += 1
      }
      guard others == 0, digits * 2 >= index - start else { continue }
      for place in start..<index where cells[place].kind == .letter { result[place] = true }
    }
    return result
  }
}
