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
  /// The lists that switch the same off are read for together: what each group leaves out.
  let groups: [WordSwitches]
  /// How each group reads text, and whether it undoes disguises.
  let readingsOfGroup: [TextReadings]
  let undoesDisguises: Bool
  /// The group of each list.
  let groupOfList: [Int]
  /// Where each list's entries start in one numbering of all.
  let firstEntryOfList: [Int]

  /// What this is kept under; nil where libcrypto refuses.
  let compiledKey: CompiledKey?
  let automaton: WordAutomaton
  /// The patterns that are sought by sound; nil when there are none.
  let sounds: SoundAutomaton?
  /// Whether any list has exemptions.
  let hasExemptions: Bool
  /// Whether every group seeks every pattern, so that `seekers` need not be asked.
  private let isSoughtByAll: Bool
  /// For each pattern the groups, one bit each, in which an entry seeks it and in which it is an exemption.
  private let seekers: Numbers<UInt8>
  private let exempters: Numbers<UInt8>
  /// The patterns of entry `e`, in order: `patterns[firstPattern[e]..<firstPattern[e + 1]]`.
  private let patterns: Numbers<UInt32>
  private let firstPattern: Numbers<UInt32>
  /// The entries to consider when pattern `p` occurs: `entries[firstEntry[p]..<firstEntry[p + 1]]`. An entry stands
  /// with the rarest of its parts only, so that a common part of many entries costs nothing.
  private let entries: Numbers<UInt32>
  private let firstEntry: Numbers<UInt32>

  /// Builds, or takes what was kept of the same lists.
  ///
  /// - Throws: `ListError` when the lists together are larger than this type can hold.
  convenience init(
    _ lists: [WordList], readings: [WordReading], keepingIn folder: CompiledFolder? = nil
  ) throws(ListError) {
    let count = lists.reduce(0) { $0 + $1.entries.count }
    guard count <= WordMatcher.maximumEntryCount else { throw Self.tooMany(count) }
    let groups = lists.reduce(into: [WordSwitches]()) { if !$0.contains($1.without) { $0.append($1.without) } }
    guard groups.count <= WordMatcher.maximumGroupCount else { throw Self.tooManyGroups(groups.count) }
    let readings = Set(readings + [.plain])
    let folder = folder?.forSource(ofByteCount: lists.reduce(0) { $0 + $1.contents.entries.words.count })
    let key = Self.key(of: lists, readings)
    func reading(_ file: CompiledFile) -> Tables? { Tables(file, lists, groups) }
    if let key, let tables = folder?.product(of: key, kind: .words, read: reading) {
      self.init(tables, lists, readings, groups, key)
      return
    }
    let file = CompiledFile(
      try CompiledWordsBuilder(lists, readings: readings, groups: groups).tables(), kind: .words, key: key ?? .none)
    if let key { folder?.keep(file, for: key) }
    // The mapped file takes no memory that the system could not take back.
    let kept = key.flatMap { folder?.product(of: $0, kind: .words, read: reading) }
    guard let tables = kept ?? reading(file) else {
      throw ListError(.unreadableTables, list: nil, message: "the tables that were made of the lists make no sense")
    }
    self.init(tables, lists, readings, groups, key)
  }

  private init(
    _ tables: Tables, _ lists: [WordList], _ readings: Set<WordReading>, _ groups: [WordSwitches],
    _ key: CompiledKey?
  ) {
    compiledKey = key
    self.lists = lists.map { $0.replacingSuggestion(nil) }
    self.readings = readings
    self.groups = groups
    readingsOfGroup = groups.map { TextReadings(without: $0) }
    undoesDisguises = readings.contains(.undisguised)
    groupOfList = lists.map { groups.firstIndex(of: $0.without) ?? 0 }
    firstEntryOfList = lists.indices.map { index in lists[..<index].reduce(0) { $0 + $1.entries.count } }
    labels = lists.reduce(into: []) { $0.formUnion($1.labels) }
    automaton = tables.automaton
    sounds = tables.sounds
    seekers = Numbers(tables.seekers)
    exempters = Numbers(tables.exempters)
    hasExemptions = lists.contains { $0.contents.entries.meanings.contains(where: \.isExemption) }
    isSoughtByAll = groups.count == 1 && !hasExemptions
    patterns = Numbers(tables.patterns)
    firstPattern = Numbers(tables.firstPattern)
    entries = Numbers(tables.entries)
    firstEntry = Numbers(tables.firstEntry)
  }

  /// The key of what is kept; nil where libcrypto refuses.
  private static func key(of lists: [WordList], _ readings: Set<WordReading>) -> CompiledKey? {
    let digests = lists.compactMap(\.digest)
    guard digests.count == lists.count else { return nil }
    return CompiledKey(["words", WordTables.revision] + readings.map(\.rawValue).sorted() + digests)
  }

  static func tooMany(_ count: Int) -> ListError {
    ListError(
      .tooManyEntries, list: nil, message: "the lists together are too large: \(count) entries",
      limit: "maximumEntryCount", measured: .count(count), allowed: .count(WordMatcher.maximumEntryCount))
  }

  private static func tooManyGroups(_ count: Int) -> ListError {
    ListError(
      .tooManySwitches, list: nil,
      message: """
        the lists differ in \(count) ways in what they do without, of which \(WordMatcher.maximumGroupCount) are \
        allowed, because the text is read for each: have lists do without the same
        """,
      limit: "maximumGroupCount", measured: .count(count), allowed: .count(WordMatcher.maximumGroupCount))
  }

  var entryCount: Int { firstPattern.count - 1 }

  /// The memory in bytes, the lists themselves not counted.
  var byteCount: Int {
    automaton.byteCount + (sounds?.byteCount ?? 0) + patterns.byteCount + firstPattern.byteCount + entries.byteCount
      + firstEntry.byteCount + seekers.byteCount + exempters.byteCount
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
    firstEntry.stretch(pattern).lazy.map { [entries] in Int(entries[$0]) }
  }

  /// The patterns of an entry, in order.
  func patterns(of entry: Int) -> some Collection<UInt32> {
    firstPattern.stretch(entry).lazy.map { [patterns] in patterns[$0] }
  }

  /// Whether an entry of a group's lists has the pattern, and whether one is an exemption of it.
  func isSought(_ pattern: Int, by group: Int) -> Bool { isSoughtByAll || seekers[pattern] >> group & 1 != 0 }
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

  /// The tables of a file, in the order in which `CompiledWordsBuilder` gives them.
  private struct Tables {
    let automaton: WordAutomaton
    let sounds: SoundAutomaton?
    let seekers: Table<UInt8>
    let exempters: Table<UInt8>
    let patterns: Table<UInt32>
    let firstPattern: Table<UInt32>
    let entries: Table<UInt32>
    let firstEntry: Table<UInt32>

    /// Reads tables; nil when their numbers make no sense for these lists.
    init?(_ file: CompiledFile, _ lists: [WordList], _ groups: [WordSwitches]) {
      let entryCount = lists.reduce(0) { $0 + $1.entries.count }
      automaton = WordAutomaton(file, from: 0)
      let own = WordAutomaton.tableCount
      seekers = file.table(own, of: UInt8.self)
      exempters = file.table(own + 1, of: UInt8.self)
      patterns = file.table(own + 2, of: UInt32.self)
      firstPattern = file.table(own + 3, of: UInt32.self)
      entries = file.table(own + 4, of: UInt32.self)
      firstEntry = file.table(own + 5, of: UInt32.self)
      let hasSounds = file.tableCount > own + 6
      sounds = hasSounds ? SoundAutomaton(file, from: own + 6, patternCount: automaton.patternCount) : nil
      guard automaton.isSound, sounds != nil || !hasSounds, seekers.count == automaton.patternCount,
        exempters.count == automaton.patternCount, patterns.isBelow(automaton.patternCount),
        firstPattern.divides(patterns.count), firstPattern.count == entryCount + 1, entries.isBelow(entryCount),
        firstEntry.divides(entries.count), firstEntry.count == automaton.patternCount + 1
      else { return nil }
    }
  }
}
