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

  /// The most ways in which the lists of one search differ in what they switch off, for each of which all text is read
  /// again: 8.
  public static let maximumGroupCount = 8
  /// The most text whose readings are kept while exemptions are looked for, in UTF-8 bytes; those of more text are made
  /// again: 64 KiB, which is more than pictures hold, and takes some 8 MB.
  static let maximumKeptByteCount = 64 << 10

  /// The lists, in the order given.
  public let lists: [WordList]

  /// What was built for the lists. Matchers whose lists differ in `suggestion` alone may share it.
  package let words: CompiledWords

  /// The readings in which text is searched.
  public var readings: Set<WordReading> { words.readings }

  /// Builds a matcher.
  ///
  /// - Parameters:
  ///   - readings: The ways of reading the text; `plain` is always among them.
  ///   - folder: Where what is built is kept, and taken from when a matcher of the same lists is made again; nil for
  ///     nowhere.
  /// - Throws: `ListError` when the lists together are larger than this type can hold.
  public init(
    _ lists: [WordList], readings: [WordReading] = WordReading.all, keepingIn folder: CompiledFolder? = nil
  ) throws(ListError) {
    words = try CompiledWords(lists, readings: readings, keepingIn: folder)
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
    var search = WordSearch(words, lines, passages)
    return matches(at: search.found())
  }

  private typealias Candidate = (
    gravity: Int, entry: Int, list: Int, reading: WordReading, cutsWords: Bool, exemption: ExemptPlaces.Exemption?
  )

  private func matches(at found: [FoundPatterns]) -> WordMatches {
    var hits: [Candidate] = []
    for (group, found) in found.enumerated() {
      for pattern in found.patterns {
        for entry in words.entries(anchoredAt: Int(pattern)) {
          if let hit = candidate(entry, of: group, in: found) { hits.append(hit) }
        }
      }
    }
    hits.sort { ($1.gravity, $0.entry) < ($0.gravity, $1.entry) }
    let kept = hits.prefix(Self.maximumHitCount).map { hit in
      let found = found[words.groupOfList[hit.list]]
      return WordHit(
        listIndex: hit.list, listName: lists[hit.list].name, entry: entry(hit.entry, of: hit.list),
        parts: words.patterns(of: hit.entry).compactMap { pattern in
          found[pattern].map { part in
            hit.exemption == nil || part.exempt.isEmpty ? part.counted.places : part.exempt.places
          }
        },
        reading: hit.reading, cutsWords: hit.cutsWords, exemption: hit.exemption.flatMap(exemption))
    }
    return WordMatches(hits: kept, omittedHitCount: hits.count - kept.count)
  }

  /// The hit of an entry of a group's lists; nil unless every part of it was found.
  private func candidate(_ entry: Int, of group: Int, in found: FoundPatterns) -> Candidate? {
    let list = words.listIndex(of: entry)
    guard words.groupOfList[list] == group else { return nil }
    let meaning = meaning(of: entry, in: list)
    guard !meaning.isExemption else { return nil }
    var parts: [Int] = []
    var exempt: Int?
    for pattern in words.patterns(of: entry) {
      guard let part = found.place(of: pattern) else { return nil }
      parts.append(part)
      if exempt == nil, found.occurrences[part].counted.isEmpty { exempt = part }
    }
    var (reading, cutsWords) = (WordReading.plain, false)
    for part in parts {
      let occurrences = found.occurrences[part]
      let places = exempt == nil || occurrences.exempt.isEmpty ? occurrences.counted : occurrences.exempt
      cutsWords = cutsWords || places.cutsWords
      reading = max(reading, places.reading)
    }
    let suggestion = WordHit.suggestion(
      lists[list].suggestion ?? meaning.suggestion, reading: reading, cutsWords: cutsWords)
    // What does not count comes last.
    return (
      exempt == nil ? suggestion.gravity : -1, entry, list, reading, cutsWords,
      exempt.flatMap { found.occurrences[$0].exemption }
    )
  }

  /// The entry that is an exemption; the first where several lists have the same.
  func exemption(_ exemption: ExemptPlaces.Exemption) -> WordHit.Exemption? {
    for number in words.entries(anchoredAt: Int(exemption.pattern)) {
      let list = words.listIndex(of: number)
      let entry = entry(number, of: list)
      if entry.isExemption, words.groupOfList[list] == exemption.group {
        return WordHit.Exemption(listIndex: list, listName: lists[list].name, entry: entry)
      }
    }
    return nil
  }

  private func meaning(of entry: Int, in list: Int) -> EntryTable.Meaning {
    lists[list].contents.entries.meaning(of: place(of: entry, in: list))
  }

  private func place(of entry: Int, in list: Int) -> Int { entry - words.firstEntryOfList[list] }

  /// An entry by its number among all, with what it suggests here.
  private func entry(_ number: Int, of list: Int) -> WordList.Entry {
    lists[list].contents.entries.entry(place(of: number, in: list)).suggesting(lists[list].suggestion)
  }
}
