/// Whether words end where an entry was found in Chinese text: 毛片 is cut out of 羊毛|片材.
///
/// The text around the place is divided into words as is likeliest, which is to say into those whose rarities add up to
/// least. The entry counts among the words, as frequent as jieba suggests for a list's own words, unless it is a verb of
/// one character with a word behind it: 加微信 is such a phrase, and ends within 添加|微信. It is cut when a word of the
/// dictionary crosses one of its ends. A longer word that the entry stands in whole does not cut it (赌博 in 赌博机),
/// unless the entry is a single character (毛 in 羊毛).
///
/// Made for one text: what words start at a place is looked up once, however many entries stand around it.
struct HanWordEnds {
  /// How far around the place the text is divided, in characters: words end within.
  static let margin = 8
  /// A list's own word counts as 200 of the 60 million words of jieba's corpus.
  static let entryRarity = 18
  /// What stands for a place that was not looked up; no rarity is as high.
  private static let unknown: UInt8 = HanDictionary.noWord - 1

  private let scalars: [UInt32]
  /// For each place the rarities of the words of one to four characters that start there; empty before the first
  /// question.
  private var rarities: [SIMD4<UInt8>] = []
  /// The least sum of rarities up to each place of the text that is divided, and where the last word starts.
  private var best: [(sum: Int, start: Int)] = []

  init(in scalars: [UInt32]) { self.scalars = scalars }

  /// Whether the words of the text are cut at either end of `range`.
  mutating func cut(_ range: Range<Int>) -> Bool {
    guard let first = range.first, let last = range.last else { return false }
    guard (isHan(first) && isHan(first - 1)) || (isHan(last) && isHan(last + 1)) else { return false }
    var (start, end) = (first, range.upperBound)
    if isHan(first) { while start > first - Self.margin, isHan(start - 1) { start -= 1 } }
    if isHan(last) { while end < range.upperBound + Self.margin, isHan(end) { end += 1 } }
    divide(start..<end, entry: range)
    while end > start {
      let word = best[end - start].start..<end
      let crosses =
        (word.lowerBound < first && word.upperBound > first)
        || (word.lowerBound <= last && word.upperBound > range.upperBound)
      let holdsWhole = word.lowerBound <= first && word.upperBound > last
      if crosses, !(holdsWhole && range.count > 1) { return true }
      end = word.lowerBound
    }
    return false
  }

  private func isHan(_ index: Int) -> Bool { scalars.indices.contains(index) && ScalarKind.isHan(scalars[index]) }

  /// Finds the likeliest division of a stretch into words.
  private mutating func divide(_ stretch: Range<Int>, entry: Range<Int>) {
    lookUp(stretch)
    let ownRarity = ownRarity(of: entry)
    best.removeAll(keepingCapacity: true)
    for _ in stretch.lowerBound...stretch.upperBound { best.append((Int.max, 0)) }
    best[0].sum = 0
    for start in stretch {
      let sum = best[start - stretch.lowerBound].sum
      let rarities = rarities[start]
      offer(sum + (rarities[0] == HanDictionary.noWord ? HanDictionary.unknownRarity : Int(rarities[0])), 1)
      for length in 2..<(HanDictionary.maximumWordLength + 1)
      where rarities[length - 1] != HanDictionary.noWord && start + length <= stretch.upperBound {
        offer(sum + Int(rarities[length - 1]), length)
      }
      if start == entry.lowerBound, let ownRarity { offer(sum + ownRarity, entry.count) }

      func offer(_ sum: Int, _ length: Int) {
        let place = start + length - stretch.lowerBound
        if sum < best[place].sum { best[place] = (sum, start) }
      }
    }
  }

  private mutating func lookUp(_ stretch: Range<Int>) {
    if rarities.isEmpty { rarities = [SIMD4<UInt8>](repeating: SIMD4(repeating: Self.unknown), count: scalars.count) }
    for place in stretch where rarities[place][0] == Self.unknown {
      rarities[place] = HanDictionary.shared.rarities(at: place, of: scalars)
    }
  }

  /// How rare the entry is as a word of its own; nil where it is a phrase.
  private func ownRarity(of entry: Range<Int>) -> Int? {
    func isWord(_ start: Int, _ count: Int) -> Bool { rarities[start][count - 1] != HanDictionary.noWord }
    let isShort = entry.count <= HanDictionary.maximumWordLength
    let isKnown = isShort && isWord(entry.lowerBound, entry.count)
    if entry.count == 1 || (entry.count == 3 && !isKnown && isWord(entry.lowerBound + 1, 2)) { return nil }
    return isKnown ? min(Self.entryRarity, Int(rarities[entry.lowerBound][entry.count - 1])) : Self.entryRarity
  }
}
