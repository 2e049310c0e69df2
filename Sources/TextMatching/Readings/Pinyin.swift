/// How Chinese characters are read, without tones: what sounds alike becomes equal (薇 and 微, and `wei` beside a
/// character).
///
/// A character has one reading, the first of pypinyin's list, so that every character sounds like itself. The few that are
/// written for another one by their look have that one's.
enum Pinyin {
  /// The least syllables of an entry that is sought by sound: shorter ones sound like too much else.
  static let minimumSyllableCount = 3
  /// Syllables are numbered from here, in a plane for private use that no text of a language uses.
  private static let first: UInt32 = 0x10_0000

  private static let table = ScalarTable { set in
    forEachSyllable { number, _, characters in
      for scalar in characters { set(scalar, number) }
    }
    for (scalar, alike) in lookAlikes { set(scalar, alike) }
  }

  /// Syllables in letters; `v` is short for 微 in advertisements.
  private static let numbers: [[UInt32]: UInt32] = {
    var numbers: [[UInt32]: UInt32] = [:]
    forEachSyllable { number, letters, _ in numbers[Array(letters)] = number }
    numbers[[0x76]] = numbers[[0x77, 0x65, 0x69]]
    return numbers
  }()

  /// The most letters of a syllable: `zhuang`.
  private static let maximumLetterCount = 6

  /// Characters written for another by their look.
  private static let lookAlikes: [(UInt32, UInt32)] = {
    var sounds: [UInt32: UInt32] = [:]
    forEachSyllable { number, _, characters in
      for scalar in characters where "微开".unicodeScalars.contains(where: { $0.value == scalar }) {
        sounds[scalar] = number
      }
    }
    return [("徽", "微"), ("幵", "开")].compactMap { (written: Unicode.Scalar, meant: Unicode.Scalar) in
      sounds[meant.value].map { (written.value, $0) }
    }
  }()

  private static func forEachSyllable(_ body: (UInt32, ArraySlice<UInt32>, ArraySlice<UInt32>) -> Void) {
    var syllable: (letters: ArraySlice<UInt32>, number: UInt32) = ([], first)
    GeneratedItems.forEach(of: syllables) { item in
      let letters = item.prefix { $0 < 0x80 }
      // Long syllables go on in a further item.
      if letters != syllable.letters { syllable = (letters, syllable.number + 1) }
      body(syllable.number, letters, item.dropFirst(letters.count))
    }
  }

  /// The sounds of an entry's scalars; nil unless all are characters with a reading and there are enough of them.
  static func sounds(ofEntry scalars: [UInt32]) -> [UInt32]? {
    guard scalars.count >= minimumSyllableCount else { return nil }
    let sounds = scalars.map { table[$0] }
    return sounds.contains(0) ? nil : sounds
  }

  /// The sounds of a text, and for each the scalars that it came from: one, or the letters of a syllable that stands
  /// right beside a character. Scalars without a sound stay what they are.
  static func sounds(of scalars: [UInt32]) -> (sounds: [UInt32], starts: [Int]) {
    var sounds: [UInt32] = []
    var starts: [Int] = []
    sounds.reserveCapacity(scalars.count)
    starts.reserveCapacity(scalars.count + 1)
    func isHan(_ index: Int) -> Bool { scalars.indices.contains(index) && ScalarKind.isHan(scalars[index]) }
    var index = 0
    while index < scalars.count {
      starts.append(index)
      if ScalarKind.isLatin(scalars[index]), index == 0 || !ScalarKind.isLatin(scalars[index - 1]) {
        var end = index
        while end < scalars.count, end - index <= maximumLetterCount, ScalarKind.isLatin(scalars[end]) { end += 1 }
        if isHan(index - 1) || isHan(end), let number = numbers[Array(scalars[index..<end])] {
          sounds.append(number)
          index = end
          continue
        }
      }
      let sound = table[scalars[index]]
      sounds.append(sound == 0 ? scalars[index] : sound)
      index += 1
    }
    starts.append(scalars.count)
    return (sounds, starts)
  }
}
