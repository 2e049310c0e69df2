import Lists
package import ModerationCore

/// What `WordMatcher` builds of lists: the automata, and which entries their patterns belong to. Shared by every
/// matcher of the same lists, whatever the lists suggest.
package final class CompiledWords: Sendable {
  /// The lists that this was built for, with the suggestions of their files.
  let lists: [WordList]
  /// The readings in which text is searched.
  let readings: Set<WordReading>
  /// Every label that a hit may claim.
  package let labels: Set<Label>

  let automaton: WordAutomaton
  /// The patterns that are sought by sound; nil when there are none.
  let sounds: SoundAutomaton?
  /// The lists that switch the same off are read for together: what each group leaves out.
  let groups: [WordSwitches]
  /// The group of each list.
  let groupOfList: [Int]
  /// For each pattern the groups, one bit each, in which an entry seeks it and in which it is an exemption.
  private let seekers: [UInt8]
  private let exempters: [UInt8]
  /// Whether any list has exemptions.
  let hasExemptions: Bool
  /// Where each list's entries start in one numbering of all.
  let firstEntryOfList: [Int]
  /// The patterns of entry `e`, in order: `patterns[firstPattern[e]..<firstPattern[e + 1]]`.
  private let patterns: [UInt32]
  private let firstPattern: [UInt32]
  /// The entries to consider when pattern `p` occurs: `entries[firstEntry[p]..<firstEntry[p + 1]]`. An entry stands
  /// with the rarest of its parts only, so that a common part of many entries costs nothing.
  private let entries: [UInt32]
  private let firstEntry: [UInt32]

  /// Builds.
  ///
  /// - Throws: `ListError` when the lists together are larger than this type can hold.
  init(_ lists: [WordList], readings: [WordReading]) throws(ListError) {
    let count = lists.reduce(0) { $0 + $1.entries.count }
    guard count <= WordMatcher.maximumEntryCount else { throw Self.tooMany(count) }
    let groups = lists.reduce(into: [WordSwitches]()) { if !$0.contains($1.without) { $0.append($1.without) } }
    guard groups.count <= WordMatcher.maximumGroupCount else { throw Self.tooManyGroups(groups.count) }
    let groupOfList = lists.map { groups.firstIndex(of: $0.without) ?? 0 }
    let readingsOfGroup = groups.map { TextReadings(without: $0) }
    var seekers: [UInt8] = []
    var exempters: [UInt8] = []
    var builder = WordAutomaton.Builder()
    var soundBuilder = SoundAutomaton.Builder()
    var patterns: [UInt32] = []
    var firstPattern: [UInt32] = [0]
    var firstEntryOfList: [Int] = []
    firstPattern.reserveCapacity(count + 1)
    for (list, group) in zip(lists, groupOfList) {
      let soundsCount = readings.contains(.samePinyin) && !list.without.contains(.samePinyin)
      firstEntryOfList.append(firstPattern.count - 1)
      for entry in list.entries {
        for part in entry.parts {
          let scalars = readingsOfGroup[group].pattern(of: part)
          guard !scalars.isEmpty else {
            throw ListError(
              .emptyPart, list: list.name, line: entry.line, message: "nothing of a part is left by normalisation")
          }
          guard let pattern = builder.insert(scalars) else { throw Self.tooMany(count) }
          while seekers.count <= pattern {
            seekers.append(0)
            exempters.append(0)
          }
          if entry.isExemption { exempters[pattern] |= 1 << group } else { seekers[pattern] |= 1 << group }
          if soundsCount, !entry.isExemption {
            guard soundBuilder.insert(scalars, as: pattern) else { throw Self.tooMany(count) }
          }
          patterns.append(UInt32(truncatingIfNeeded: pattern))
        }
        firstPattern.append(UInt32(truncatingIfNeeded: patterns.count))
      }
    }
    self.lists = lists.map { $0.replacingSuggestion(nil) }
    self.readings = Set(readings + [.plain])
    self.groups = groups
    self.groupOfList = groupOfList
    self.seekers = seekers
    self.exempters = exempters
    hasExemptions = exempters.contains { $0 != 0 }
    self.firstEntryOfList = firstEntryOfList
    labels = Set(lists.lazy.flatMap(\.entries).filter { !$0.isExemption }.map(\.label))
    automaton = builder.build()
    sounds = soundBuilder.build()
    self.patterns = patterns
    self.firstPattern = firstPattern
    (entries, firstEntry) = Self.anchors(patterns, firstPattern, patternCount: automaton.patternCount)
  }

  private static func tooMany(_ count: Int) -> ListError {
    ListError(
      .tooManyEntries, list: nil, message: "the lists together are too large: \(count) entries",
      limit: "maximumEntryCount", measured: .count(count), allowed: .count(WordMatcher.maximumEntryCount))
  }

  private static func tooManyGroups(_ count: Int) -> ListError {
    ListError(
      .tooManySwitches, list: nil,
      message: "the lists differ in \(count) ways in what they do without; the text is read for each way",
      limit: "maximumGroupCount", measured: .count(count), allowed: .count(WordMatcher.maximumGroupCount))
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

  var entryCount: Int { firstPattern.count - 1 }

  /// The memory in bytes, the lists themselves not counted.
  var byteCount: Int {
    automaton.byteCount + (sounds?.byteCount ?? 0)
      + (patterns.count + firstPattern.count + entries.count + firstEntry.count) * 4 + seekers.count * 2
  }

  /// Whether this was built for these lists, in this order. Compares the entries and not only the identities: two
  /// states of a list may have the same first digits. Takes no time where the entries are shared.
  package func serve(_ others: [WordList]) -> Bool {
    others.count == lists.count
      && zip(lists, others).allSatisfy {
        $0.identity == $1.identity && $0.without == $1.without && $0.entries == $1.entries
      }
  }

  /// The entries to consider when a pattern occurs.
  func entries(anchoredAt pattern: Int) -> some Sequence<Int> {
    entries[Int(firstEntry[pattern])..<Int(firstEntry[pattern + 1])].lazy.map { Int($0) }
  }

  /// The patterns of an entry, in order.
  func patterns(of entry: Int) -> ArraySlice<UInt32> {
    patterns[Int(firstPattern[entry])..<Int(firstPattern[entry + 1])]
  }

  /// Whether an entry of a group's lists has the pattern, and whether one is an exemption of it.
  func isSought(_ pattern: Int, by group: Int) -> Bool { seekers[pattern] >> group & 1 != 0 }
  func isExemption(_ pattern: Int, of group: Int) -> Bool { exempters[pattern] >> group & 1 != 0 }

  /// The list of an entry: the last that starts at or before it and is not empty.
  func listIndex(of entry: Int) -> Int {
    var (low, high) = (0, firstEntryOfList.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if firstEntryOfList[middle] <= entry { low = middle } else { high = middle }
    }
    return low
  }
}
