/// How Chinese characters are read, without tones: what sounds alike becomes equal (薇 and 微).
///
/// A character has one reading, the first of pypinyin's list, so that every character sounds like itself.
enum Pinyin {
  /// The least syllables of an entry that is sought by sound: shorter ones sound like too much else.
  static let minimumSyllableCount = 3
  /// Syllables are numbered from here, in a plane for private use that no text of a language uses.
  private static let first: UInt32 = 0x10_0000

  private static let table = ScalarTable { set in
    var syllable: (letters: ArraySlice<UInt32>, number: UInt32) = ([], first)
    GeneratedItems.forEach(of: syllables) { item in
      let letters = item.prefix { $0 < 0x80 }
      // Long syllables go on in a further item.
      if letters != syllable.letters { syllable = (letters, syllable.number + 1) }
      for scalar in item.dropFirst(letters.count) { set(scalar, syllable.number) }
    }
  }

  /// The sounds of an entry's scalars; nil unless all are characters with a reading and there are enough of them.
  static func sounds(ofEntry scalars: [UInt32]) -> [UInt32]? {
    guard scalars.count >= minimumSyllableCount else { return nil }
    let sounds = scalars.map { table[$0] }
    return sounds.contains(0) ? nil : sounds
  }

  /// The sounds of a text; scalars without one stay what they are.
  static func sounds(of scalars: [UInt32]) -> [UInt32] {
    scalars.map { scalar in
      let sound = table[scalar]
      return sound == 0 ? scalar : sound
    }
  }
}
