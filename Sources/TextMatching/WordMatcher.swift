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

  private let normalizer: TextNormalizer
  private let automaton: WordAutomaton
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
  /// - Throws: `ListError` when the lists together are larger than this type can hold.
  public init(_ lists: [WordList]) throws(ListError) {
    try self.init(lists, normalizer: .standard)
  }

  init(_ lists: [WordList], normalizer: TextNormalizer) throws(ListError) {
    let count = lists.reduce(0) { $0 + $1.entries.count }
    guard count <= Self.maximumEntryCount else { throw Self.tooMany(count) }
    var builder = WordAutomaton.Builder()
    var patterns: [UInt32] = []
    var firstPattern: [UInt32] = [0]
    var firstEntryOfList: [Int] = []
    firstPattern.reserveCapacity(count + 1)
    for list in lists {
      firstEntryOfList.append(firstPattern.count - 1)
      for entry in list.entries {
        for part in entry.parts {
          let scalars = normalizer.normalize(part).scalars
          guard !scalars.isEmpty else {
            throw ListError(
              .emptyPart, list: list.name, line: entry.line, message: "nothing of a part is left by normalisation")
          }
          guard let pattern = builder.insert(scalars) else { throw Self.tooMany(count) }
          patterns.append(UInt32(truncatingIfNeeded: pattern))
        }
        firstPattern.append(UInt32(truncatingIfNeeded: patterns.count))
      }
    }
    self.lists = lists
    self.normalizer = normalizer
    self.firstEntryOfList = firstEntryOfList
    automaton = builder.build()
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
    automaton.byteCount + (patterns.count + firstPattern.count + entries.count + firstEntry.count) * 4
  }

  /// Every entry that the lines hit.
  ///
  /// - Parameter lines: All text of one image, one line an element. A part is looked for within a line, the parts of an
  ///   entry in any lines; they may overlap.
  public func matches(in lines: [String]) -> WordMatches {
    var places: [UInt32: [WordHit.Place]] = [:]
    for (index, line) in lines.enumerated() {
      let text = normalizer.normalize(line)
      automaton.forEachMatch(in: text.scalars) { match in
        guard WordBoundary.allows(match.range, in: text.scalars) else { return }
        places[UInt32(truncatingIfNeeded: match.pattern), default: []].appendPlace(line: index, text, match.range)
      }
    }
    return matches(at: places)
  }

  private func matches(at places: [UInt32: [WordHit.Place]]) -> WordMatches {
    var found: [(suggestion: Int, entry: Int, list: Int)] = []
    for pattern in places.keys {
      for entry in entries[Int(firstEntry[Int(pattern)])..<Int(firstEntry[Int(pattern) + 1])].lazy.map({ Int($0) })
      where patternsOf(entry).allSatisfy({ places[$0] != nil }) {
        let list = listIndex(of: entry)
        let suggestion = lists[list].entries[entry - firstEntryOfList[list]].suggestion
        found.append((suggestion.gravity, entry, list))
      }
    }
    found.sort { ($1.suggestion, $0.entry) < ($0.suggestion, $1.entry) }
    let hits = found.prefix(Self.maximumHitCount).map { hit in
      WordHit(
        listIndex: hit.list, listName: lists[hit.list].name,
        entry: lists[hit.list].entries[hit.entry - firstEntryOfList[hit.list]],
        parts: patternsOf(hit.entry).map { places[$0, default: []] })
    }
    return WordMatches(hits: hits, omittedHitCount: found.count - hits.count)
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

extension [WordHit.Place] {
  fileprivate mutating func appendPlace(line: Int, _ text: NormalizedText, _ range: Range<Int>) {
    guard count < WordMatcher.maximumPlacesPerPart else { return }
    append(WordHit.Place(line: line, utf8Range: text.originalUTF8Range(of: range)))
  }
}
