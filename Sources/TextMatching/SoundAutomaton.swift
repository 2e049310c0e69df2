import Lists

/// Finds patterns by their sound: an automaton over syllables, and which patterns sound so.
struct SoundAutomaton: Sendable {
  private let automaton: WordAutomaton
  /// The patterns of sound `s` are `patterns[first[s]..<first[s + 1]]`: of each its number and its characters, which are
  /// as many as the syllables of the sound.
  private let patterns: Numbers<UInt32>
  private let first: Numbers<UInt32>

  /// How many tables of a file these are.
  static let tableCount = WordAutomaton.tableCount + 2

  /// Reads tables; nil when their numbers make no sense.
  ///
  /// - Parameters:
  ///   - start: The place of the first table.
  ///   - patternCount: How many patterns there are.
  init?(_ file: CompiledFile, from start: Int, patternCount: Int) {
    automaton = WordAutomaton(file, from: start)
    let next = start + WordAutomaton.tableCount
    patterns = Numbers(file.table(next, of: UInt32.self))
    let first = file.table(next + 1, of: UInt32.self)
    guard automaton.isSound, first.divides(patterns.count), first.count == automaton.patternCount + 1 else {
      return nil
    }
    self.first = Numbers(first)
    for sound in 0..<automaton.patternCount {
      let stretch = self.first.stretch(sound)
      let size = automaton.length(of: sound) + 1
      guard stretch.count % size == 0,
        stride(from: stretch.lowerBound, to: stretch.upperBound, by: size).allSatisfy({
          Int(patterns[$0]) < patternCount
        })
      else { return nil }
    }
  }

  /// Collects patterns that are made of enough characters with a known sound.
  struct Builder {
    private var builder = WordAutomaton.Builder()
    private var pairs: [(sound: UInt32, pattern: UInt32, start: UInt32, count: UInt32)] = []
    /// The characters of all pairs.
    private var characters: [UInt32] = []
    /// Patterns are inserted again for every entry that shares them.
    private var known: [Bool] = []

    /// - Returns: Whether there was room.
    mutating func insert(_ scalars: [UInt32], as pattern: Int) -> Bool {
      if pattern >= known.count { known += repeatElement(false, count: pattern + 1 - known.count) }
      guard !known[pattern] else { return true }
      known[pattern] = true
      guard let sounds = Pinyin.sounds(ofEntry: scalars) else { return true }
      guard let sound = builder.insert(sounds) else { return false }
      pairs.append(
        (
          UInt32(truncatingIfNeeded: sound), UInt32(truncatingIfNeeded: pattern),
          UInt32(truncatingIfNeeded: characters.count), UInt32(truncatingIfNeeded: scalars.count)
        ))
      characters += scalars
      return true
    }

    /// The tables, `SoundAutomaton.tableCount` of them; none when no pattern is sought by sound.
    consuming func tables() -> [CompiledTable] {
      guard !pairs.isEmpty else { return [] }
      let pairs = pairs.sorted { ($0.sound, $0.pattern) < ($1.sound, $1.pattern) }
      var first = [UInt32](repeating: 0, count: builder.patternCount + 1)
      for pair in pairs { first[Int(pair.sound) + 1] += pair.count + 1 }
      for index in first.indices.dropFirst() { first[index] += first[index - 1] }
      var patterns: [UInt32] = []
      patterns.reserveCapacity(pairs.count + characters.count)
      for pair in pairs {
        patterns.append(pair.pattern)
        patterns += characters[Int(pair.start)..<(Int(pair.start) + Int(pair.count))]
      }
      return builder.tables() + [CompiledTable(patterns), CompiledTable(first)]
    }
  }

  var byteCount: Int { automaton.byteCount + patterns.byteCount + first.byteCount }

  /// Calls `body` for every occurrence of every pattern that sounds like what stands there, and of which at least half
  /// stands there as it is written: 加为新 in 加为新好友 is no 加微信.
  ///
  /// - Parameter alsoAsWritten: Whether to call it for patterns that stand there letter for letter too.
  func forEachMatch(in scalars: [UInt32], alsoAsWritten: Bool, _ body: (Int, Range<Int>) -> Void) {
    guard scalars.contains(where: ScalarKind.isHan) else { return }
    let (sounds, starts) = Pinyin.sounds(of: scalars)
    automaton.forEachMatch(in: sounds) { match in
      let syllables = match.range
      let range = starts[syllables.lowerBound]..<starts[syllables.upperBound]
      let stretch = first.stretch(match.pattern)
      for place in stride(from: stretch.lowerBound, to: stretch.upperBound, by: syllables.count + 1) {
        let equal = syllables.count { syllable in
          starts[syllable + 1] == starts[syllable] + 1
            && scalars[starts[syllable]] == patterns[place + 1 + syllable - syllables.lowerBound]
        }
        if equal * 2 >= syllables.count, equal < syllables.count || alsoAsWritten {
          body(Int(patterns[place]), range)
        }
      }
    }
  }
}
