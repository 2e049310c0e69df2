/// Digits that follow each other with little between them: what may be a telephone number.
struct DigitChain {
  /// Digits without anything between them.
  struct Group {
    /// The cells, from the first digit to the last.
    var range: Range<Int>
    var digits: [UInt8]
    /// What stands before it, back to the group before; 0 for nothing that is looked at.
    var separator: UInt32
    /// Whether a sign stands before it that no one puts into a number but to disguise it.
    var isOrnamented: Bool
  }

  /// The most cells between two digits of one chain.
  static let maximumGap = 3
  /// The most groups of one chain; a longer row of numbers is a table.
  static let maximumGroupCount = 64

  var groups: [Group] = []
  /// Where it ends.
  var end: Int

  /// The chain that starts with the digit at `start`; nil when there is none. Reads on from where the last one ended,
  /// so that all chains of a line are found in linear time.
  init?(in text: PatternText, from start: Int, stopAt limit: Int? = nil) {
    let limit = limit ?? text.cells.count
    guard start < limit, text.digit(at: start) != nil else { return nil }
    end = start
    var (separator, ornamented): (UInt32, Bool) = (0, false)
    var next = start
    while groups.count < Self.maximumGroupCount {
      var group = Group(range: next..<next, digits: [], separator: separator, isOrnamented: ornamented)
      var isPlain = true
      while next < limit, let digit = text.digit(at: next) {
        // 13800138000陆小姐: a surname behind a whole number.
        if isPlain, group.digits.count == 11, text.kind(at: next) == .numeral { break }
        isPlain = isPlain && text.kind(at: next) == .digit
        group.digits.append(digit)
        next += 1
      }
      group.range = group.range.lowerBound..<next
      groups.append(group)
      end = next
      (separator, ornamented) = (0, false)
      var gap = 0
      while gap < Self.maximumGap, next < limit, Self.mayStandBetween(text.cells[next]) {
        // The last sign that is more than a blank.
        if separator == 0 || text.cells[next].kind != .blank { separator = text.cells[next].scalar }
        ornamented = ornamented || (text.cells[next].kind == .ornament && text.cells[next].scalar != 0x2A)
        next += 1
        gap += 1
      }
      guard gap > 0, next < limit, text.digit(at: next) != nil else { return }
    }
  }

  private static func mayStandBetween(_ cell: PatternText.Cell) -> Bool {
    switch cell.kind {
    case .blank, .ornament, .joint: true
    default: false
    }
  }
}
