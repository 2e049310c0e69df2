/// Chinese words and how rare they are, for telling where words end.
///
/// Source: jieba's dictionary (MIT), 146,000 words of up to four characters, and a few younger ones. The words are
/// unpacked on first use, into 2.3 MB: text without hits of Chinese entries never needs them.
struct HanDictionary: Sendable {
  static let shared = HanDictionary()

  /// The most characters of a word.
  static let maximumWordLength = 4
  /// The rarity of a character that the dictionary does not know: the rarest it can hold.
  static let unknownRarity = 25

  /// Four characters of 16 bits each; 0 for a free slot.
  private var keys: [UInt64]
  private var rarities: [UInt8]

  private init() {
    // Twice as many slots as words, a power of two.
    keys = [UInt64](repeating: 0, count: 1 << 18)
    rarities = [UInt8](repeating: 0, count: 1 << 18)
    GeneratedItems.forEach(of: Self.words) { item in
      guard let head = item.first else { return }
      var key = UInt64(head)
      for scalar in item.dropFirst() {
        if scalar < 0x80 {
          let slot = slot(of: key)
          keys[slot] = key
          rarities[slot] = UInt8(truncatingIfNeeded: scalar - 0x61)
          key = UInt64(head)
        } else {
          key = key << 16 | UInt64(scalar & 0xFFFF)
        }
      }
    }
  }

  private func slot(of key: UInt64) -> Int {
    let mask = keys.count - 1
    var index = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 46)
    while keys[index] != key, keys[index] != 0 { index = (index + 1) & mask }
    return index
  }

  /// What stands for a word that the dictionary does not have.
  static let noWord = UInt8.max

  /// How rare the words of one, two, three and four characters are that start at a place, in halvings of the corpus;
  /// `noWord` for those that are none.
  func rarities(at start: Int, of scalars: [UInt32]) -> SIMD4<UInt8> {
    var rarities = SIMD4(repeating: Self.noWord)
    var key: UInt64 = 0
    for offset in 0..<min(Self.maximumWordLength, scalars.count - start) {
      let scalar = SimplifiedHan.simplified(scalars[start + offset])
      guard (0x4E00...0x9FFF).contains(scalar) else { break }
      key = key << 16 | UInt64(scalar)
      let slot = slot(of: key)
      if keys[slot] == key { rarities[offset] = self.rarities[slot] }
    }
    return rarities
  }
}
