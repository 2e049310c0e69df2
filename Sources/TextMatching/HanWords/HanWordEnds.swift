/// Whether words end where an entry was found in Chinese text: 毛片 is cut out of 羊毛|片材.
///
/// The text around the place is divided into words as is likeliest, which is to say into those whose rarities add up to
/// least. The entry counts among the words, as frequent as jieba suggests for a list's own words, unless it is a verb of
/// one character with a word behind it: 加微信 is such a phrase, and ends within 添加|微信. It is cut when a word of the
/// dictionary crosses one of its ends. A longer word that the entry stands in whole does not cut it (赌博 in 赌博机),
/// unless the entry is a single character (毛 in 羊毛).
enum HanWordEnds {
  /// How far around the place the text is divided, in characters: words end within.
  static let margin = 8
  /// A list's own word counts as 200 of the 60 million words of jieba's corpus.
  static let entryRarity = 18

  /// Whether the words of the text are cut at either end of `range`.
  static func cut(_ range: Range<Int>, in scalars: [UInt32]) -> Bool {
    guard let first = range.first, let last = range.last else { return false }
    func isHan(_ index: Int) -> Bool { scalars.indices.contains(index) && ScalarKind.isHan(scalars[index]) }
    guard (isHan(first) && isHan(first - 1)) || (isHan(last) && isHan(last + 1)) else { return false }
    var (start, end) = (first, range.upperBound)
    if isHan(first) { while start > first - margin, isHan(start - 1) { start -= 1 } }
    if isHan(last) { while end < range.upperBound + margin, isHan(end) { end += 1 } }
    return words(
      in: SimplifiedHan.simplified(scalars[start..<end]), entry: (first - start)..<(range.upperBound - start)
    ).contains {
      word in
      let word = (word.lowerBound + start)..<(word.upperBound + start)
      let crosses =
        (word.lowerBound < first && word.upperBound > first)
        || (word.lowerBound <= last && word.upperBound > range.upperBound)
      let holdsWhole = word.lowerBound <= first && word.upperBound > last
      return crosses && !(holdsWhole && range.count > 1)
    }
  }

  /// The likeliest division of a text into words.
  private static func words(in text: [UInt32], entry: Range<Int>) -> [Range<Int>] {
    let dictionary = HanDictionary.shared
    let ownRarity = isPhrase(text[entry]) ? nil : min(entryRarity, dictionary.rarity(of: text[entry]) ?? entryRarity)
    // The least sum up to each place, and where the last word starts.
    var best = [(sum: Int, start: Int)](repeating: (Int.max, 0), count: text.count + 1)
    best[0].sum = 0
    for start in text.indices where best[start].sum < Int.max {
      func offer(_ end: Int, _ rarity: Int) {
        let sum = best[start].sum + rarity
        if sum < best[end].sum { best[end] = (sum, start) }
      }
      offer(start + 1, dictionary.rarity(of: text[start...start]) ?? HanDictionary.unknownRarity)
      var end = start + 2
      while end <= min(text.count, start + HanDictionary.maximumWordLength) {
        if let rarity = dictionary.rarity(of: text[start..<end]) { offer(end, rarity) }
        end += 1
      }
      if start == entry.lowerBound, let ownRarity { offer(entry.upperBound, ownRarity) }
    }
    var words: [Range<Int>] = []
    var end = text.count
    while end > 0 {
      words.append(best[end].start..<end)
      end = best[end].start
    }
    return words
  }

  private static func isPhrase(_ entry: ArraySlice<UInt32>) -> Bool {
    entry.count == 1
      || (entry.count == 3 && HanDictionary.shared.rarity(of: entry.suffix(2)) != nil
        && HanDictionary.shared.rarity(of: entry) == nil)
  }
}
