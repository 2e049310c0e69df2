public import Lists
import ModerationCore

/// Looks for the entries of several lists in all lines of an image at once.
///
/// Built once for its lists and shared by any number of threads; to reload is to build another. Complexity: a build is
/// linear in the lists; a search is linear in the text and in the occurrences, and does not depend on how many words
/// there are.
public struct WordMatcher: Sendable {
  /// The most entries of all lists together: 8,000,000.
  public static let maximumEntryCount = 8_000_000
  /// The most hits that one search returns; the gravest are kept: 1000.
  public static let maximumHitCount = 1000
  /// The most places kept for one part of an entry; the first are kept: 64.
  public static let maximumPlacesPerPart = 64

  /// The lists, in the order given.
  public let lists: [WordList]

  /// The readings in which text is searched.
  public let readings: Set<WordReading>

  private let automaton: WordAutomaton
  /// The patterns that are sought by sound; nil when there are none.
  private let sounds: SoundAutomaton?
  /// Where each list's entries start in one numbering of all.
  private let firstEntryOfList: [Int]
  /// The patterns of entry `e`, in order: `patterns[firstPattern[e]..<firstPattern[e + 1]]`.
  private let patterns: [UInt32]
  private let firstPattern: [UInt32]
  /// The entries to consider when pattern `p` occurs: `entries[firstEntry[p]..<firstEntry[p + 1]]`. An entry stands
  /// with the rarest of its parts only, so that a common part of many entries costs nothing.
  private let entries: [UInt32]
  private let firstEntry: [UInt32]

  /// Builds a matcher.
  ///
  /// - Parameter readings: The ways of reading the text; `plain` is always among them.
  /// - Throws: `ListError` when the lists together are larger than this type can hold.
  public init(_ lists: [WordList], readings: [WordReading] = WordReading.all) throws(ListError) {
    let count = lists.reduce(0) { $0 + $1.entries.count }
    guard count <= Self.maximumEntryCount else { throw Self.tooMany(count) }
    var builder = WordAutomaton.Builder()
    var soundBuilder = SoundAutomaton.Builder()
    var patterns: [UInt32] = []
    var firstPattern: [UInt32] = [0]
    var firstEntryOfList: [Int] = []
    firstPattern.reserveCapacity(count + 1)
    for list in lists {
      firstEntryOfList.append(firstPattern.count - 1)
      for entry in list.entries {
        for part in entry.parts {
          let scalars = TextReadings.pattern(of: part)
          guard !scalars.isEmpty else {
            throw ListError(
              .emptyPart, list: list.name, line: entry.line, message: "nothing of a part is left by normalisation")
          }
          guard let pattern = builder.insert(scalars) else { throw Self.tooMany(count) }
          if readings.contains(.samePinyin) {
            guard soundBuilder.insert(scalars, as: pattern) else { throw Self.tooMany(count) }
          }
          patterns.append(UInt32(truncatingIfNeeded: pattern))
        }
        firstPattern.append(UInt32(truncatingIfNeeded: patterns.count))
      }
    }
    self.lists = lists
    self.readings = Set(readings + [.plain])
    self.firstEntryOfList = firstEntryOfList
    automaton = builder.build()
    sounds = soundBuilder.build()
    self.patterns = patterns
    self.firstPattern = firstPattern
    (entries, firstEntry) = Self.anchors(patterns, firstPattern, patternCount: automaton.patternCount)
  }

  private static func tooMany(_ count: Int) -> ListError {
    ListError(
      .tooManyEntries, list: nil, message: "the lists together are too large: \(count) entries",
      limit: "maximumEntryCount", measured: .count(count), allowed: .count(maximumEntryCount))
  }

  /// Assigns every entry to the part of it that the fewest parts of entries equal.
  private static func anchors(
    _ patterns: [UInt32], _ firstPattern: [UInt32], patternCount: Int
  ) -> (entries: [UInt32], firstEntry: [UInt32]) {
    var uses = [UInt32](repeating: 0, count: patternCount)
    for pattern in patterns { uses[Int(pattern)] += 1 }
    var anchors: [UInt32] = []
    anchors.reserveCapacity(firstPattern.count - 1)
    var firstEntry = [UInt32](repeating: 0, count: patternCount + 1)
    for entry in 0..<(firstPattern.count - 1) {
      var anchor = patterns[Int(firstPattern[entry])]
      for pattern in patterns[Int(firstPattern[entry])..<Int(firstPattern[entry + 1])]
      where uses[Int(pattern)] < uses[Int(anchor)] {
        anchor = pattern
      }
      anchors.append(anchor)
      firstEntry[Int(anchor) + 1] += 1
    }
    for index in firstEntry.indices.dropFirst() { firstEntry[index] += firstEntry[index - 1] }
    var next = firstEntry
    var entries = [UInt32](repeating: 0, count: anchors.count)
    for (entry, anchor) in anchors.enumerated() {
      entries[Int(next[Int(anchor)])] = UInt32(truncatingIfNeeded: entry)
      next[Int(anchor)] += 1
    }
    return (entries, firstEntry)
  }

  /// How many entries all lists have together.
  public var entryCount: Int { firstPattern.count - 1 }

  /// The memory of the automaton and its tables in bytes, the lists themselves not counted.
  public var byteCount: Int {
    automaton.byteCount + (sounds?.byteCount ?? 0)
      + (patterns.count + firstPattern.count + entries.count + firstEntry.count) * 4
  }

  /// Every entry that the text of an image hits.
  ///
  /// - Parameters:
  ///   - lines: All text of one image, one line an element. A part is looked for within a line, the parts of an entry in
  ///     any lines; they may overlap.
  ///   - passages: Lines put together, in which parts are sought that are cut by the end of a line.
  public func matches(in lines: [String], passages: [Passage] = []) -> WordMatches {
    var found: [UInt32: PatternPlaces] = [:]
    for (index, line) in lines.enumerated() {
      search(line, &found) { range in [WordHit.Place(line: index, utf8Range: range)] }
    }
    for passage in passages {
      search(passage.text, &found) { range in
        let places = passage.places(of: range)
        // What stands in one line was found there.
        return places.last?.line == places.first?.line ? [] : places
      }
    }
    return matches(at: found)
  }

  /// Searches all readings of a text.
  private func search(
    _ text: String, _ found: inout [UInt32: PatternPlaces], at places: (Range<Int>) -> [WordHit.Place]
  ) {
    let texts = TextReadings.readings(of: text, undisguised: readings.contains(.undisguised))
    func add(_ pattern: Int, _ range: Range<Int>, _ text: NormalizedText, _ kind: WordReading) {
      guard WordBoundary.allows(range, in: text.scalars) else { return }
      let key = UInt32(truncatingIfNeeded: pattern)
      let known = found[key]
      // Whatever else is found of a pattern cannot change what it means.
      if let known, known.isComplete(for: kind) { return }
      let places = places(text.originalUTF8Range(of: range))
      guard let first = places.first, known?.holds(first) != true else { return }
      found[key, default: PatternPlaces()].add(
        places, as: kind, cutsWords: HanWordEnds.cut(range, in: text.scalars))
    }
    for text in texts {
      automaton.forEachMatch(in: text.text.scalars) { add($0.pattern, $0.range, text.text, text.kind) }
    }
    guard let sounds else { return }
    for text in texts {
      sounds.forEachMatch(in: text.text.scalars) { add($0, $1, text.text, .samePinyin) }
    }
  }

  private func matches(at found: [UInt32: PatternPlaces]) -> WordMatches {
    var hits: [(suggestion: Int, entry: Int, list: Int, reading: WordReading, cutsWords: Bool)] = []
    for pattern in found.keys {
      for entry in entries[Int(firstEntry[Int(pattern)])..<Int(firstEntry[Int(pattern) + 1])].lazy.map({ Int($0) })
      where patternsOf(entry).allSatisfy({ found[$0] != nil }) {
        let list = listIndex(of: entry)
        let cutsWords = patternsOf(entry).contains { found[$0]?.cutsWords == true }
        let reading = patternsOf(entry).compactMap { found[$0]?.reading }.max() ?? .plain
        let suggestion = WordHit.suggestion(
          of: lists[list].entries[entry - firstEntryOfList[list]], reading: reading, cutsWords: cutsWords)
        hits.append((suggestion.gravity, entry, list, reading, cutsWords))
      }
    }
    hits.sort { ($1.suggestion, $0.entry) < ($0.suggestion, $1.entry) }
    let kept = hits.prefix(Self.maximumHitCount).map { hit in
      let parts = patternsOf(hit.entry).compactMap { found[$0] }
      return WordHit(
        listIndex: hit.list, listName: lists[hit.list].name,
        entry: lists[hit.list].entries[hit.entry - firstEntryOfList[hit.list]], parts: parts.map(\.places),
        reading: hit.reading, cutsWords: hit.cutsWords)
    }
    return WordMatches(hits: kept, omittedHitCount: hits.count - kept.count)
  }

  private func patternsOf(_ entry: Int) -> ArraySlice<UInt32> {
    patterns[Int(firstPattern[entry])..<Int(firstPattern[entry + 1])]
  }

  /// The list of an entry: the last that starts at or before it and is not empty.
  private func listIndex(of entry: Int) -> Int {
    var (low, high) = (0, firstEntryOfList.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if firstEntryOfList[middle] <= entry { low = middle } else { high = middle }
    }
    return low
  }
}
