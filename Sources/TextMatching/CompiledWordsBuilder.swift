import Lists

/// Makes the tables of `CompiledWords`.
struct CompiledWordsBuilder {
  private var automaton = WordAutomaton.Builder()
  private var sounds = SoundAutomaton.Builder()
  private var patterns: [UInt32] = []
  private var firstPattern: [UInt32] = [0]
  private var seekers: [UInt8] = []
  private var exempters: [UInt8] = []

  /// Adds all entries.
  ///
  /// - Throws: `ListError` when the lists together are larger than an automaton can hold.
  init(_ lists: [WordList], readings: Set<WordReading>, groups: [WordSwitches]) throws(ListError) {
    firstPattern.reserveCapacity(lists.reduce(1) { $0 + $1.entries.count })
    for list in lists {
      let group = groups.firstIndex(of: list.without) ?? 0
      try add(
        list, group: group, TextReadings(without: list.without),
        bySound: readings.contains(.samePinyin) && !list.without.contains(.samePinyin))
    }
  }

  private mutating func add(
    _ list: WordList, group: Int, _ readings: TextReadings, bySound: Bool
  ) throws(ListError) {
    let table = list.contents.entries
    var scalars: [UInt32] = []
    for entry in 0..<table.count {
      let isExemption = table.meaning(of: entry).isExemption
      let failure: ListError? = table.withWords(of: entry) { words in
        do throws(ListError) {
          try EntrySyntax.forEachPart(of: words) { part, _ throws(ListError) in
            readings.read(part, into: &scalars)
            try add(scalars, of: list, entry, group: group, isExemption, bySound: bySound && !isExemption)
          }
          return nil
        } catch {
          return error
        }
      }
      if let failure { throw failure }
      firstPattern.append(UInt32(truncatingIfNeeded: patterns.count))
    }
  }

  private mutating func add(
    _ scalars: [UInt32], of list: WordList, _ entry: Int, group: Int, _ isExemption: Bool, bySound: Bool
  ) throws(ListError) {
    guard !scalars.isEmpty else {
      throw ListError(
        .emptyPart, list: list.name, line: list.entries[entry].line,
        message: "nothing of a part is left by normalisation")
    }
    guard let pattern = automaton.insert(scalars) else { throw CompiledWords.tooMany(firstPattern.count) }
    if pattern >= seekers.count {
      seekers.append(0)
      exempters.append(0)
    }
    if isExemption { exempters[pattern] |= 1 << group } else { seekers[pattern] |= 1 << group }
    if bySound, !sounds.insert(scalars, as: pattern) { throw CompiledWords.tooMany(firstPattern.count) }
    patterns.append(UInt32(truncatingIfNeeded: pattern))
  }

  /// The tables, in the order in which `CompiledWords` reads them.
  consuming func tables() -> [CompiledTable] {
    let (entries, firstEntry) = anchors()
    return automaton.tables() + [
      CompiledTable(seekers), CompiledTable(exempters), CompiledTable(patterns), CompiledTable(firstPattern),
      CompiledTable(entries), CompiledTable(firstEntry),
    ] + sounds.tables()
  }

  /// Assigns every entry to the part of it that the fewest parts of entries equal.
  private func anchors() -> (entries: [UInt32], firstEntry: [UInt32]) {
    var uses = [UInt32](repeating: 0, count: seekers.count)
    for pattern in patterns { uses[Int(pattern)] += 1 }
    var anchors: [UInt32] = []
    anchors.reserveCapacity(firstPattern.count - 1)
    var firstEntry = [UInt32](repeating: 0, count: seekers.count + 1)
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
}
