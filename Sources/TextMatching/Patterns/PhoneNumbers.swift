/// Telephone numbers in one line.
///
/// A number counts when its digits are a number somewhere and are grouped as people group them: Chinese mobile numbers
/// (`138 1234 5678`), Chinese area codes (`010-8888 6666`), 400 and 800 numbers, anything after `+`, and numbers of the
/// North American plan with hyphens or parentheses. Shorter and looser ones count after a word such as 电话 or `call`.
/// Service numbers of five digits (95588) are nobody's contact and do not count, nor does a number that is called an
/// order's, a parcel's or the like, unless a sign disguises it.
struct PhoneNumbers {
  struct Found {
    var range: Range<Int>
    var canonical: String
    var isObfuscated: Bool
  }

  /// How far before a number its word may stand, in cells.
  static let maximumKeyDistance = 8

  let text: PatternText
  /// Cells that are part of an address already.
  let taken: [Bool]
  /// Whether what stands above or before the line names its number: a cell of a table, 订单号 on a line of its own.
  let isNamedElsewhere: Bool

  func found() -> [Found] {
    var result: [Found] = []
    var index = 0
    while index < text.cells.count {
      guard !taken[index], let chain = DigitChain(in: text, from: index) else {
        index += 1
        continue
      }
      numbers(in: chain, &result)
      index = max(index + 1, chain.end)
    }
    return result
  }

  private func numbers(in chain: DigitChain, _ result: inout [Found]) {
    var first = 0
    while first < chain.groups.count {
      if let (count, found) = number(in: chain, at: first) {
        result.append(found)
        first += count
      } else {
        first += 1
      }
    }
  }

  /// The number that starts with a group, and how many groups it takes.
  private func number(in chain: DigitChain, at first: Int) -> (count: Int, found: Found)? {
    let start = chain.groups[first].range.lowerBound
    guard mayStart(at: start, chain, first) else { return nil }
    let hasPlus = plus(before: start)
    let hasKey = hasKeyWord(before: start)
    let hasOtherName = !hasPlus && (NumberNames.standsBefore(start, in: text) || isNamedElsewhere && isFirst(start))
    var digits: [UInt8] = []
    var lengths: [Int] = []
    var best: (count: Int, found: Found)?
    for last in first..<min(first + 16, chain.groups.count) {
      digits += chain.groups[last].digits
      lengths.append(chain.groups[last].digits.count)
      guard digits.count <= 15 else { break }
      let groups = chain.groups[first...last]
      guard let canonical = canonical(digits, lengths, groups, hasPlus: hasPlus, hasKey: hasKey),
        mayEnd(chain, last, count: lengths.count)
      else { continue }
      let range = start..<chain.groups[last].range.upperBound
      let isObfuscated = isObfuscated(groups, range, lengths)
      guard isObfuscated || !hasOtherName else { continue }
      best = (last - first + 1, Found(range: range, canonical: canonical, isObfuscated: isObfuscated))
    }
    return best
  }

  /// Whether nothing that says something stands before a number on its line.
  private func isFirst(_ start: Int) -> Bool {
    !text.cells[..<start].contains { [.letter, .word, .digit, .numeral].contains($0.kind) }
  }

  /// What a number is in one spelling; nil when the digits are no number so grouped.
  private func canonical(
    _ digits: [UInt8], _ lengths: [Int], _ groups: ArraySlice<DigitChain.Group>, hasPlus: Bool, hasKey: Bool
  ) -> String? {
    let text = digits.map(String.init).joined()
    let separators = Set(groups.dropFirst().map(\.separator))
    let isSpaced =
      lengths.count >= 6 && lengths.allSatisfy { $0 <= 3 } && !separators.contains(0x2F)
      && (separators.count == 1 || !separators.contains(0x2E))
    let isDecimal = lengths.count == 2 && separators == [0x2E]
    guard Set(digits).count > 1 else { return nil }
    if hasPlus { return (9...15).contains(digits.count) && digits[0] != 0 && !isDecimal ? "+" + text : nil }
    for prefix in [[], [8, 6], [0, 0, 8, 6], [0]] as [[UInt8]] where digits.starts(with: prefix) {
      let rest = Array(digits.dropFirst(prefix.count))
      guard rest.count == 11, rest[0] == 1, rest[1] >= 3, !isDecimal else { continue }
      let known = Self.drop(prefix.count, from: lengths).map(Self.mobileGroups.contains) ?? false
      if known || isSpaced { return "+86" + rest.map(String.init).joined() }
    }
    let isLandline = Self.isLandline(digits)
    if isLandline, !isDecimal, Self.landlineGroups.contains(lengths) || (hasKey && lengths.count == 1) || isSpaced {
      return "+86" + text.dropFirst()
    }
    if digits.count == 10, digits[0] == 4 || digits[0] == 8, digits[1] == 0, digits[2] == 0, !isDecimal,
      digits[0] == 4 || lengths.count > 1, Self.serviceGroups.contains(lengths)
    {
      return text
    }
    if let american = Self.american(digits), lengths.count > 1 || hasKey {
      let shape = digits.count == 11 ? Array(lengths.dropFirst()) : lengths
      let isShaped = shape == [3, 3, 4] && (digits.count == 10 || lengths[0] == 1)
      let isMarked = separators.contains(0x2D) || separators.contains(0x29) || separators.contains(0x2E)
      if isShaped, isMarked || hasKey || digits.count == 11 { return "+1" + american }
      if hasKey, lengths.count == 1 { return "+1" + american }
    }
    let isWhole = lengths.count <= 4 && lengths.allSatisfy { $0 >= 2 } && !isDecimal
    return hasKey && isWhole && (7...12).contains(digits.count) && !Self.isDate(digits, lengths) ? text : nil
  }

  /// Groupings of the eleven digits of a Chinese mobile number.
  private static let mobileGroups: Set<[Int]> = [
    [11], [3, 4, 4], [3, 8], [7, 4], [4, 3, 4], [5, 6], [6, 5], [3, 3, 5], [4, 7],
  ]
  /// Groupings of area code and number.
  private static let landlineGroups: Set<[Int]> = [
    [3, 8], [3, 4, 4], [4, 7], [4, 8], [4, 4, 4], [4, 3, 4],
  ]
  /// Groupings of 400 and 800 numbers.
  private static let serviceGroups: Set<[Int]> = [[10], [3, 3, 4], [3, 4, 3], [4, 3, 3], [3, 7], [6, 4]]

  /// An area code of mainland China and a number behind it: 010 and 02x with eight digits, 03xx to 09xx with seven or
  /// eight; numbers start with 2 to 9.
  private static func isLandline(_ digits: [UInt8]) -> Bool {
    guard digits.count >= 11, digits[0] == 0 else { return false }
    if digits[1] == 1 { return digits.count == 11 && digits[2] == 0 && digits[3] >= 2 }
    if digits[1] == 2 { return digits.count == 11 && digits[3] >= 2 }
    return digits[1] >= 3 && (11...12).contains(digits.count) && digits[4] >= 2
  }

  /// The ten digits of a number of the North American plan, without the 1: area and exchange start with 2 to 9.
  private static func american(_ digits: [UInt8]) -> String? {
    let ten = digits.count == 11 && digits[0] == 1 ? digits.dropFirst() : digits[...]
    guard ten.count == 10, ten[ten.startIndex] >= 2, ten[ten.startIndex + 3] >= 2 else { return nil }
    return ten.map(String.init).joined()
  }

  private static func isDate(_ digits: [UInt8], _ lengths: [Int]) -> Bool {
    (digits[0] == 1 && digits[1] == 9 || digits[0] == 2 && digits[1] == 0) && digits.count <= 8
  }

  /// Group lengths without the first `count` digits; nil when a group would be cut into a zero or the prefix is longer.
  private static func drop(_ count: Int, from lengths: [Int]) -> [Int]? {
    guard count > 0, let first = lengths.first else { return lengths }
    if first > count { return [first - count] + lengths.dropFirst() }
    return first == count ? Array(lengths.dropFirst()) : nil
  }

  private func isObfuscated(_ groups: ArraySlice<DigitChain.Group>, _ range: Range<Int>, _ lengths: [Int]) -> Bool {
    let isOdd = text.cells[range].contains { $0.isDisguised || $0.kind == .numeral || $0.kind == .letter }
    return isOdd || groups.dropFirst().contains(where: \.isOrnamented) || lengths.count >= 6
  }

  /// Not in the middle of a word, a decimal, a price or a longer row of groups.
  private func mayStart(at start: Int, _ chain: DigitChain, _ first: Int) -> Bool {
    if first > 0 {
      let group = chain.groups[first]
      let (before, glue) = (chain.groups[first - 1], group.range.lowerBound - chain.groups[first - 1].range.upperBound)
      // A number of its own is set apart from the digits before it; a country code belongs to it.
      if before.digits == [8, 6] || before.digits == [0, 0, 8, 6] { return true }
      let setsApart: Set<UInt32> = [0x2F, 0x28, 0x29, 0x5C, 0x5B, 0x5D]
      guard group.digits.count >= 10 || glue >= 2 || setsApart.contains(group.separator) else { return false }
      return group.separator != 0x2E && group.separator != 0x5F && group.separator != 0x2D
    }
    guard let before = text.kind(at: start - 1) else { return true }
    switch before {
    case .letter: return Self.endsWithKey(text, before: start)
    case .stop: return !Self.currencies.contains(text.cells[start - 1].scalar) && !isFraction(start - 1)
    case .plus: return !text.isAlphanumeric(start - 2)
    case .joint: return !isFraction(start - 1) && ![0x5F, 0x2E].contains(text.cells[start - 1].scalar)
    default: return true
    }
  }

  /// A comma or a point right behind a digit.
  private func isFraction(_ index: Int) -> Bool {
    [0x2C, 0x2E].contains(text.cells[index].scalar) && text.digit(at: index - 1) != nil
  }

  private func mayEnd(_ chain: DigitChain, _ last: Int, count: Int) -> Bool {
    let end = chain.groups[last].range.upperBound
    if last + 1 < chain.groups.count {
      let next = chain.groups[last + 1]
      if next.separator == 0x2E, next.range.lowerBound == end + 1 { return false }
      // More groups of the same kind: a longer number, of which this is only the start.
      guard count > 1, next.range.lowerBound == end + 1, next.separator == chain.groups[last].separator else {
        return true
      }
      return next.digits.count >= 10 || next.digits.count <= 2
    }
    guard let after = text.kind(at: end) else { return true }
    if after == .letter { return false }
    if after == .stop, text.cells[end].scalar == 0x2C, text.digit(at: end + 1) != nil { return false }
    if after == .at || after == .plus { return after == .plus }
    return !Self.currencies.contains(text.cells[end].scalar)
  }

  private func plus(before start: Int) -> Bool {
    var index = start - 1
    if text.kind(at: index) == .joint, text.scalar(at: index) == 0x28 { index -= 1 }
    return text.kind(at: index) == .plus && !text.isAlphanumeric(index - 1)
  }

  private static let currencies: Set<UInt32> = Set("¥$€£₩元円圆圓₽₹".unicodeScalars.map(\.value))

  /// Whether one of the words for a telephone stands shortly before, with nothing but signs between.
  private func hasKeyWord(before start: Int) -> Bool {
    var index = start - 1
    var steps = 0
    while index >= 0, steps < Self.maximumKeyDistance {
      switch text.cells[index].kind {
      case .letter, .word, .digit, .numeral: return Self.endsWithKey(text, before: index + 1)
      default: break
      }
      index -= 1
      steps += 1
    }
    return false
  }

  private static func endsWithKey(_ text: PatternText, before end: Int) -> Bool {
    keys.contains { key in
      let start = end - key.count
      guard text.spells(key, at: start) else { return false }
      return text.kind(at: start) != .letter || text.kind(at: start - 1) != .letter
    }
  }

  private static let keys: [[UInt32]] = [
    "电话", "電話", "手机", "手機", "热线", "熱線", "座机", "客服", "咨询", "致电", "拨打", "来电", "联系", "联系我", "号码", "传真",
    "tel", "phone", "call", "mobile", "hotline", "cell", "fax", "text", "mob", "ph", "dial", "sms", "call us",
    "call me",
    "☎", "📞", "📱",
  ].map { $0.unicodeScalars.map(\.value) }
}
