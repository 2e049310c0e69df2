/// Signs put into words go: 代·开·发·票, `vi*agra`, `f.uck`; and blanks beside Chinese characters.
///
/// Between Chinese characters a sign that ends a clause stays, unless the same signs stand between every one of three
/// characters and more (代，开，发 or 【代】【开】【发】); a single point ends none there. Between Latin letters, a point
/// stays that may end a sentence, and so does what is in an address.
struct DroppedSigns: NormalizationStep {
  let id = "dropped-signs/1"

  /// The most signs and blanks between two characters.
  static let maximumGap = 4
  /// Signs that no word of a language has inside it.
  private static let neverInWords = Set("*_~|^`+=#\u{B7}\u{2022}\u{2027}\u{30FB}".unicodeScalars.map(\.value))

  /// Whether a sign between two Latin letters may go.
  static func mayStandInWord(_ sign: UInt32) -> Bool { sign == 0x2D || sign == 0x2E || neverInWords.contains(sign) }

  func apply(to text: inout NormalizedText) {
    let scalars = text.scalars
    var isDropped = [Bool](repeating: false, count: scalars.count)
    var hasDropped = false
    var index = 1
    while index < scalars.count {
      guard isGap(scalars[index]), !isGap(scalars[index - 1]) else {
        index += 1
        continue
      }
      let start = index
      while index < scalars.count, isGap(scalars[index]) { index += 1 }
      guard index < scalars.count, index - start <= Self.maximumGap, mayGo(start..<index, in: scalars) else { continue }
      for place in start..<index { isDropped[place] = true }
      hasDropped = true
    }
    if hasDropped { text.drop(where: isDropped) }
  }

  private func isGap(_ scalar: UInt32) -> Bool { ScalarKind.isBlank(scalar) || ScalarKind.isSign(scalar) }

  private func mayGo(_ gap: Range<Int>, in scalars: [UInt32]) -> Bool {
    let (before, after) = (scalars[gap.lowerBound - 1], scalars[gap.upperBound])
    switch (ScalarKind.isHan(before), ScalarKind.isHan(after)) {
    case (true, true):
      return !scalars[gap].contains(where: ScalarKind.endsClause) || alternates(gap, in: scalars)
        || (gap.count == 1 && scalars[gap.lowerBound] == 0x2E)
    case (true, false), (false, true):
      return scalars[gap].allSatisfy(ScalarKind.isBlank)
    case (false, false):
      return gap.count == 1 && ScalarKind.isLatin(before) && ScalarKind.isLatin(after)
        && mayGoFromWord(gap.lowerBound, in: scalars)
    }
  }

  /// Whether the same signs stand one character before or behind these, too: 代，开，发 and 【代】【开】【发】.
  private func alternates(_ gap: Range<Int>, in scalars: [UInt32]) -> Bool {
    func repeats(_ other: Range<Int>, beyond outer: Int) -> Bool {
      scalars.indices.contains(other.lowerBound) && other.upperBound <= scalars.count
        && zip(scalars[other], scalars[gap]).allSatisfy(Self.areAlike) && scalars.indices.contains(outer)
        && ScalarKind.isHan(scalars[outer])
    }
    return repeats(
      gap.lowerBound - 1 - gap.count..<gap.lowerBound - 1, beyond: gap.lowerBound - 2 - gap.count)
      || repeats(gap.upperBound + 1..<gap.upperBound + 1 + gap.count, beyond: gap.upperBound + 1 + gap.count)
  }

  /// Whether two signs are the same, or both brackets or quotation marks: 代(开)发(票).
  private static func areAlike(_ first: UInt32, _ second: UInt32) -> Bool {
    first == second || (enclosing.contains(first) && enclosing.contains(second))
  }

  private static let enclosing = Set("()[]{}<>\"'《》〈〉「」『』【】〔〕“”‘’".unicodeScalars.map(\.value))

  private func mayGoFromWord(_ index: Int, in scalars: [UInt32]) -> Bool {
    let sign = scalars[index]
    guard sign == 0x2E else { return Self.mayStandInWord(sign) }
    func isLetter(_ place: Int) -> Bool { scalars.indices.contains(place) && ScalarKind.isLatin(scalars[place]) }
    return !isLetter(index - 2) || !isLetter(index + 2)
  }
}
