/// What may be an account: letters, digits and underscores in a run, or digits with signs between.
struct AccountToken {
  /// The most characters that are looked at.
  static let maximumLength = 40

  let start: Int
  let end: Int
  /// In lower-case ASCII, signs between digits left out.
  let account: String
  let digitCount: Int
  let hasUnderscore: Bool
  /// Whether it is digits only.
  let isNumber: Bool
  /// Whether it was written so that a program would not read it.
  let isDisguised: Bool
  /// Whether a number is not followed by a word that it counts (12345条消息).
  let standsAlone: Bool
  /// Whether it reads as a date.
  let isDate: Bool

  /// The number of characters.
  var length: Int { account.utf8.count }

  /// Whether it is a Chinese mobile number.
  var isMobile: Bool {
    let digits = Array(account.utf8)
    return isNumber && digits.count == 11 && digits[0] == 0x31 && digits[1] >= 0x33
  }

  init?(in text: PatternText, at start: Int) {
    guard start < text.cells.count else { return nil }
    self.start = start
    if let chain = DigitChain(in: text, from: start), let taken = Self.number(chain),
      text.kind(at: taken.end) != .letter, text.scalar(at: taken.end) != 0x5F
    {
      end = taken.end
      account = taken.digits.map(String.init).joined()
      digitCount = taken.digits.count
      hasUnderscore = false
      isNumber = true
      let isOdd = text.cells[start..<end].contains { $0.isDisguised || $0.kind == .numeral || $0.kind == .letter }
      isDisguised = isOdd || taken.isSpaced
      standsAlone = text.kind(at: end) != .word
      isDate = taken.isDate
      return
    }
    var end = start
    while end < text.cells.count, end - start < Self.maximumLength,
      text.isAlphanumeric(end) || [0x5F, 0x2D].contains(text.cells[end].scalar)
    {
      end += 1
    }
    if end - start == 1, let spaced = Self.spaced(in: text, from: start) {
      (self.end, account) = spaced
      isDisguised = true
    } else {
      // A file or a host goes on with a point.
      guard end > start, !(text.scalar(at: end) == 0x2E && text.isAlphanumeric(end + 1)) else { return nil }
      self.end = end
      account = text.folded(start..<end)
      isDisguised = text.cells[start..<end].contains(where: \.isDisguised)
    }
    digitCount = account.utf8.count { (0x30...0x39).contains($0) }
    hasUnderscore = account.utf8.contains(0x5F)
    isNumber = digitCount == account.utf8.count
    standsAlone = true
    isDate = false
  }

  /// As many groups of a chain as make one number: all of one to fifteen digits, or the first eleven.
  private static func number(
    _ chain: DigitChain
  ) -> (digits: [UInt8], end: Int, isSpaced: Bool, isDate: Bool)? {
    let first = chain.groups[0]
    if first.digits.count >= 5 || chain.groups.count == 1 {
      return (first.digits, first.range.upperBound, false, isDate([first.digits]))
    }
    var digits: [UInt8] = []
    for (index, group) in chain.groups.enumerated() {
      guard digits.count + group.digits.count <= 15, index == 0 || ![0x2F, 0x2E].contains(group.separator) else {
        break
      }
      digits += group.digits
      let isLast = index + 1 == chain.groups.count
      if isLast || (digits.count == 11 && digits[0] == 1) {
        return (digits, group.range.upperBound, index > 3, isDate(chain.groups[0...index].map(\.digits)))
      }
    }
    return nil
  }

  private static func isDate(_ groups: [[UInt8]]) -> Bool {
    guard let year = groups.first, year.count >= 4 else { return false }
    let isYear = (year[0] == 1 && year[1] == 9) || (year[0] == 2 && year[1] == 0)
    if groups.count == 1 { return isYear && year.count == 8 && year[4] <= 1 && year[6] <= 3 }
    return isYear && year.count == 4 && groups.count <= 3 && groups.dropFirst().allSatisfy { $0.count <= 2 }
  }

  /// Letters and digits one by one with a sign between each: `a b c 1 2 3`.
  private static func spaced(in text: PatternText, from start: Int) -> (end: Int, account: String)? {
    var account = ""
    var index = start
    var end = start
    while text.isAlphanumeric(index), account.utf8.count < maximumLength, !text.isAlphanumeric(index + 1) {
      account += text.folded(index..<(index + 1))
      end = index + 1
      guard let kind = text.kind(at: end), kind == .blank || kind == .ornament || kind == .joint else { break }
      index = end + 1
    }
    let digits = account.utf8.count { (0x30...0x39).contains($0) }
    return account.utf8.count >= 5 && digits > 0 ? (end, account) : nil
  }
}
