import Lists

/// Finds patterns by their sound: an automaton over syllables, and which patterns sound so.
struct SoundAutomaton: Sendable {
  private let automaton: WordAutomaton
  /// The patterns of sound `s`: `patterns[first[s]..<first[s + 1]]`.
  private let patterns: Table<UInt32>
  private let first: Table<UInt32>
  /// What pattern `patterns[place]` is made of: `characters[ends[place]..<ends[place + 1]]`.
  private let characters: Table<UInt32>
  private let ends: Table<UInt32>

  /// How many tables of a file these are.
  static let tableCount = WordAutomaton.tableCount + 4

  /// Reads tables; nil when their numbers make no sense.
  ///
  /// - Parameters:
  ///   - start: The place of the first table.
  ///   - patternCount: How many patterns there are.
  init?(_ file: CompiledFile, from start: Int, patternCount: Int) {
    automaton = WordAutomaton(file, from: start)
    let next = start + WordAutomaton.tableCount
    patterns = file.table(next, of: UInt32.self)
    first = file.table(next + 1, of: UInt32.self)
    characters = file.table(next + 2, of: UInt32.self)
    ends = file.table(next + 3, of: UInt32.self)
    guard automaton.isSound, patterns.isBelow(patternCount), first.divides(patterns.count),
      first.count == automaton.patternCount + 1, ends.divides(characters.count), ends.count == patterns.count + 1
    else { return nil }
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
      for pair in pairs { first[Int(pair.sound) + 1] += 1 }
      for index in first.indices.dropFirst() { first[index] += first[index - 1] }
      var patterns: [UInt32] = []
      var sorted: [UInt32] = []
      var ends: [UInt32] = [0]
      patterns.reserveCapacity(pairs.count)
      sorted.reserveCapacity(characters.count)
      ends.reserveCapacity(pairs.count + 1)
      for pair in pairs {
        patterns.append(pair.pattern)
        sorted += characters[Int(pair.start)..<(Int(pair.start) + Int(pair.count))]
        ends.append(UInt32(truncatingIfNeeded: sorted.count))
      }
      return builder.tables() + [
        CompiledTable(patterns), CompiledTable(first), CompiledTable(sorted), CompiledTable(ends),
      ]
    }
  }

  var byteCount: Int {
    automaton.byteCount + patterns.byteCount + first.byteCount + characters.byteCount + ends.byteCount
  }

  /// Calls `body` for every occurrence of every pattern that sounds like what stands there, and of which at least half
  /// stands there as it is written: 加为新 in 加为新好友 is no 加微信.
  func forEachMatch(in scalars: [UInt32], _ body: (Int, Range<Int>) -> Void) {
    guard scalars.contains(where: ScalarKind.isHan) else { return }
    let (sounds, starts) = Pinyin.sounds(of: scalars)
    automaton.forEachMatch(in: sounds) { match in
      let range = starts[match.range.lowerBound]..<starts[match.range.upperBound]
      for place in first[match.pattern]..<first[match.pattern + 1] {
        let pattern = characters[Int(ends[Int(place)])..<Int(ends[Int(place) + 1])]
        let equal = zip(match.range, pattern).count { syllable, character in
          starts[syllable + 1] == starts[syllable] + 1 && scalars[starts[syllable]] == character
        }
        guard equal * 2 >= pattern.count else { continue }
        body(Int(patterns[Int(place)]), range)
      }
    }
  }
}
