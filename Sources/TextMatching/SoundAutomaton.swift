/// Finds patterns by their sound: an automaton over syllables, and which patterns sound so.
struct SoundAutomaton: Sendable {
  private let automaton: WordAutomaton
  /// The patterns of sound `s`: `patterns[first[s]..<first[s + 1]]`.
  private let patterns: [UInt32]
  private let first: [UInt32]
  /// What pattern `patterns[place]` is made of: `characters[ends[place - 1]..<ends[place]]`.
  private let characters: [UInt32]
  private let ends: [UInt32]

  /// Collects patterns that are made of enough characters with a known sound.
  struct Builder {
    private var builder = WordAutomaton.Builder()
    private var pairs: [(sound: UInt32, pattern: UInt32, characters: [UInt32])] = []
    /// Patterns are inserted again for every entry that shares them.
    private var known: [Bool] = []

    /// - Returns: Whether there was room.
    mutating func insert(_ scalars: [UInt32], as pattern: Int) -> Bool {
      if pattern >= known.count { known += repeatElement(false, count: pattern + 1 - known.count) }
      guard !known[pattern] else { return true }
      known[pattern] = true
      guard let sounds = Pinyin.sounds(ofEntry: scalars) else { return true }
      guard let sound = builder.insert(sounds) else { return false }
      pairs.append((UInt32(truncatingIfNeeded: sound), UInt32(truncatingIfNeeded: pattern), scalars))
      return true
    }

    consuming func build() -> SoundAutomaton? {
      guard !pairs.isEmpty else { return nil }
      let pairs = pairs.sorted { ($0.sound, $0.pattern) < ($1.sound, $1.pattern) }
      let automaton = builder.build()
      var first = [UInt32](repeating: 0, count: automaton.patternCount + 1)
      for pair in pairs { first[Int(pair.sound) + 1] += 1 }
      for index in first.indices.dropFirst() { first[index] += first[index - 1] }
      var ends: [UInt32] = []
      var end: UInt32 = 0
      for pair in pairs {
        end += UInt32(truncatingIfNeeded: pair.characters.count)
        ends.append(end)
      }
      return SoundAutomaton(
        automaton: automaton, patterns: pairs.map(\.pattern), first: first, characters: pairs.flatMap(\.characters),
        ends: ends)
    }
  }

  var byteCount: Int { automaton.byteCount + (patterns.count + first.count + characters.count + ends.count) * 4 }

  /// Calls `body` for every occurrence of every pattern that sounds like what stands there, and of which at least half
  /// stands there as it is written: 加为新 in 加为新好友 is no 加微信.
  func forEachMatch(in scalars: [UInt32], _ body: (Int, Range<Int>) -> Void) {
    guard scalars.contains(where: ScalarKind.isHan) else { return }
    let (sounds, starts) = Pinyin.sounds(of: scalars)
    automaton.forEachMatch(in: sounds) { match in
      let range = starts[match.range.lowerBound]..<starts[match.range.upperBound]
      for place in first[match.pattern]..<first[match.pattern + 1] {
        let pattern = characters[Int(place == 0 ? 0 : ends[Int(place) - 1])..<Int(ends[Int(place)])]
        let equal = zip(match.range, pattern).count { syllable, character in
          starts[syllable + 1] == starts[syllable] + 1 && scalars[starts[syllable]] == character
        }
        guard equal * 2 >= pattern.count else { continue }
        body(Int(patterns[Int(place)]), range)
      }
    }
  }
}
