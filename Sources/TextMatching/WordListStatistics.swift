package import Lists
package import ModerationCore

/// What a list is made of.
package struct WordListStatistics {
  /// Entries of one label and suggestion.
  package struct Meaning: Hashable {
    package let label: Label
    package let suggestion: Suggestion
    package let count: Int
  }

  /// How many entries there are, exemptions among them.
  package let entryCount: Int
  /// How many of them are exemptions.
  package let exemptionCount: Int
  /// How many entries have how many parts, by the number of parts.
  package let partCounts: [(key: Int, value: Int)]
  /// What entries claim and suggest, the most frequent first; without exemptions.
  package let meanings: [Meaning]
  /// The lengths in characters of the shortest and the longest part, and how many parts are a single character.
  package let shortest: Int
  package let longest: Int
  package let single: Int

  /// Counts a list. Complexity: linear in the list.
  package init(_ list: WordList) {
    var partCounts: [Int: Int] = [:]
    var counts: [EntryTable.Meaning: Int] = [:]
    var (shortest, longest, single) = (Int.max, 0, 0)
    for (index, entry) in list.entries.enumerated() {
      counts[list.contents.entries.meaning(of: index), default: 0] += 1
      let parts = entry.parts
      partCounts[parts.count, default: 0] += 1
      for part in parts {
        let length = part.count
        (shortest, longest) = (min(shortest, length), max(longest, length))
        if length == 1 { single += 1 }
      }
    }
    entryCount = list.entries.count
    exemptionCount = counts.reduce(0) { $0 + ($1.key.isExemption ? $1.value : 0) }
    self.partCounts = partCounts.sorted { $0.key < $1.key }
    meanings = counts.filter { !$0.key.isExemption }
      .map { Meaning(label: $0.key.label, suggestion: $0.key.suggestion, count: $0.value) }
      .sorted { ($1.count, $0.label.rawValue, $0.suggestion) < ($0.count, $1.label.rawValue, $1.suggestion) }
    self.shortest = shortest
    self.longest = longest
    self.single = single
  }
}

extension WordMatcher {
  /// The memory of the lists' entries in bytes.
  package var listByteCount: Int { lists.reduce(0) { $0 + $1.contents.entries.byteCount } }

  /// Entries that differ in their lists and are sought as the same: 發票 and 发票, the same word in two lists.
  ///
  /// - Parameter most: The most groups that are returned.
  /// - Returns: The first groups, by their first entry, and how many there are.
  package func entriesSoughtAlike(
    atMost most: Int
  ) -> (shown: [[(list: String, entry: WordList.Entry)]], count: Int) {
    var groups: [[UInt32]: [Int]] = [:]
    var first: [[UInt32]: Int] = [:]
    for entry in 0..<entryCount {
      let patterns = Set(words.patterns(of: entry)).sorted()
      if let known = first[patterns] {
        groups[patterns, default: [known]].append(entry)
      } else {
        first[patterns] = entry
      }
    }
    let sorted = groups.values.sorted { ($0.first ?? 0) < ($1.first ?? 0) }
    let shown = sorted.prefix(most).map { group in
      group.map { number in
        let list = words.listIndex(of: number)
        return (lists[list].name, lists[list].entries[number - words.firstEntryOfList[list]])
      }
    }
    return (Array(shown), sorted.count)
  }

  /// What a folder keeps of these lists.
  package func compiledFiles(in folder: CompiledFolder) -> [(path: String, byteCount: Int)] {
    (lists.compactMap(\.compiledKey) + [words.compiledKey].compactMap(\.self)).compactMap { key in
      folder.byteCount(of: key).map { (folder.path(of: key), $0) }
    }
  }
}
