import TextMatching

/// A text in the form in which the model of text classes takes it: simplified, lower case, without signs, and with
/// every number, address and account the same.
///
/// Step by step what `normalized` of `Scripts/training/text_classes.py` does; a test compares the two.
struct ClassifiableText {
  /// The most Unicode scalars that are looked at: 4,000.
  static let maximumInputCount = 4000
  /// The most Unicode scalars that are judged: 1,000, as in training; a line of a picture has 400 at most.
  static let maximumCount = 1000
  /// The longest number that is told from longer ones: 12 digits.
  static let maximumDigitCount = 12
  /// From this many Chinese numerals in a row they are digits: 5. Fewer are a year or an amount.
  static let minimumNumeralCount = 5

  /// The scalars after all steps.
  let scalars: [UInt32]

  init(_ text: String) {
    let input = String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.maximumInputCount)))
    var scalars = TextNormalizer.simplifiedHan.normalize(input).scalars.filter { !ScalarClass.isDropped($0) }
    scalars = AddressTokens.replaced(in: scalars)
    Self.replaceSignsInWords(&scalars)
    scalars = Self.withSingleBlanks(scalars)
    scalars = Self.joiningSpacedLetters(scalars)
    scalars = Self.withPlainNumbers(scalars)
    scalars = Self.withoutBlanksBesideHan(scalars)
    self.scalars = Array(Self.withShortRepeats(scalars).prefix(Self.maximumCount))
  }

  /// How many scalars are Chinese characters.
  var hanCount: Int { scalars.count(where: ScalarClass.isHan) }

  /// How many scalars are Latin letters.
  var latinCount: Int { scalars.count(where: ScalarClass.isLatin) }

  /// `sa$e` → `sase`.
  private static func replaceSignsInWords(_ scalars: inout [UInt32]) {
    guard scalars.count > 2 else { return }
    let original = scalars
    for index in 1..<(scalars.count - 1)
    where ScalarClass.isLatin(original[index - 1]) && ScalarClass.isLatin(original[index + 1]) {
      switch original[index] {
      case 0x24: scalars[index] = 0x73
      case 0x40: scalars[index] = 0x61
      case 0x21: scalars[index] = 0x69
      default: break
      }
    }
  }

  /// Signs become blanks, runs of blanks one, and none stands at either end.
  private static func withSingleBlanks(_ scalars: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(scalars.count)
    for scalar in scalars {
      if ScalarClass.isKept(scalar) {
        result.append(scalar)
      } else if let last = result.last, last != blank {
        result.append(blank)
      }
    }
    if result.last == blank { result.removeLast() }
    return result
  }

  /// `f u c k` → `fuck`: three or more words of one Latin letter.
  private static func joiningSpacedLetters(_ scalars: [UInt32]) -> [UInt32] {
    let words = scalars.split(separator: blank)
    var result: [UInt32] = []
    result.reserveCapacity(scalars.count)
    var index = 0
    while index < words.count {
      if !result.isEmpty { result.append(blank) }
      let run = words[index...].prefix { $0.count == 1 && $0.first.map(ScalarClass.isLatin) == true }
      if run.count >= 3 {
        result += run.joined()
        index += run.count
      } else {
        result += words[index]
        index += 1
      }
    }
    return result
  }

  /// Digits become zeros, Chinese ones in a row too.
  private static func withPlainNumbers(_ scalars: [UInt32]) -> [UInt32] {
    var plain = scalars
    var start = 0
    for end in 0...scalars.count where end == scalars.count || !numerals.contains(scalars[end]) {
      if end - start >= minimumNumeralCount { for index in start..<end { plain[index] = zero } }
      start = end + 1
    }
    var result: [UInt32] = []
    result.reserveCapacity(plain.count)
    var digitCount = 0
    for scalar in plain {
      let isDigit = ScalarClass.isDigit(scalar)
      digitCount = isDigit ? digitCount + 1 : 0
      if digitCount <= maximumDigitCount { result.append(isDigit ? zero : scalar) }
    }
    return result
  }

  private static func withoutBlanksBesideHan(_ scalars: [UInt32]) -> [UInt32] {
    scalars.indices.filter { index in
      // Blanks stand alone and never at an end.
      scalars[index] != blank || (scalars[index - 1] < 0x80 && scalars[index + 1] < 0x80)
    }.map { scalars[$0] }
  }

  /// No scalar but the zero stands more than twice in a row.
  private static func withShortRepeats(_ scalars: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(scalars.count)
    for scalar in scalars
    where scalar == zero || result.count < 2 || result[result.count - 1] != scalar || result[result.count - 2] != scalar
    {
      result.append(scalar)
    }
    return result
  }

  private static let blank: UInt32 = 0x20
  private static let zero: UInt32 = 0x30
  private static let numerals = Set("零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖".unicodeScalars.map(\.value))
}
