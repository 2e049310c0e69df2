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

  /// What was built for the lists. Matchers whose lists differ in `suggestion` alone may share it.
  package let words: CompiledWords

  /// The readings in which text is searched.
  public var readings: Set<WordReading> { words.readings }

  /// Builds a matcher.
  ///
  /// - Parameter readings: The ways of reading the text; `plain` is always among them.
  /// - Throws: `ListError` when the lists together are larger than this type can hold.
  public init(_ lists: [WordList], readings: [WordReading] = WordReading.all) throws(ListError) {
    words = try CompiledWords(lists, readings: readings)
    self.lists = lists
  }

  /// Makes a matcher of what was built for these very lists, whatever they suggested; nil when it was built for others.
  package init?(_ lists: [WordList], sharing words: CompiledWords) {
    guard words.serve(lists) else { return nil }
    self.words = words
    // Those that were built for, so that lists that were read again are not kept twice.
    self.lists = zip(words.lists, lists).map { known, list in known.replacingSuggestion(list.suggestion) }
  }

  /// How many entries all lists have together.
  public var entryCount: Int { words.entryCount }

  /// The memory of the automaton and its tables in bytes, the lists themselves not counted.
  public var byteCount: Int { words.byteCount }

  /// Every entry that the text of an image hits.
  ///
  /// - Parameters:
  ///   - lines: All text of one image, one line an element. A part is looked for within a line, the parts of an entry
  ///     in any lines; they may overlap.
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
      words.automaton.forEachMatch(in: text.text.scalars) { add($0.pattern, $0.range, text.text, text.kind) }
    }
    guard let sounds = words.sounds else { return }
    for text in texts {
      sounds.forEachMatch(in: text.text.scalars) { add($0, $1, text.text, .samePinyin) }
    }
  }

  private func matches(at found: [UInt32: PatternPlaces]) -> WordMatches {
    var hits: [(suggestion: Int, entry: Int, list: Int, reading: WordReading, cutsWords: Bool)] = []
    for pattern in found.keys {
      for entry in words.entries(anchoredAt: Int(pattern))
      where words.patterns(of: entry).allSatisfy({ found[$0] != nil }) {
        let list = words.listIndex(of: entry)
        let cutsWords = words.patterns(of: entry).contains { found[$0]?.cutsWords == true }
        let reading = words.patterns(of: entry).compactMap { found[$0]?.reading }.max() ?? .plain
        let suggestion = WordHit.suggestion(of: self.entry(entry, of: list), reading: reading, cutsWords: cutsWords)
        hits.append((suggestion.gravity, entry, list, reading, cutsWords))
      }
    }
    hits.sort { ($1.suggestion, $0.entry) < ($0.suggestion, $1.entry) }
    let kept = hits.prefix(Self.maximumHitCount).map { hit in
      let parts = words.patterns(of: hit.entry).compactMap { found[$0] }
      return WordHit(
        listIndex: hit.list, listName: lists[hit.list].name,
        entry: entry(hit.entry, of: hit.list), parts: parts.map(\.places),
        reading: hit.reading, cutsWords: hit.cutsWords)
    }
    return WordMatches(hits: kept, omittedHitCount: hits.count - kept.count)
  }

  /// An entry by its number among all, with what it suggests here.
  private func entry(_ number: Int, of list: Int) -> WordList.Entry {
    lists[list].entries[number - words.firstEntryOfList[list]].suggesting(lists[list].suggestion)
  }
}
