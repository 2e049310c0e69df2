/// What two states of a list differ in.
package struct WordListDifference {
  /// Entries of the new list alone, and of the old one alone, in the order of their lists.
  package private(set) var added: [WordList.Entry] = []
  package private(set) var removed: [WordList.Entry] = []
  /// Entries whose label or suggestion changed, in the order of the old list.
  package private(set) var changed: [(old: WordList.Entry, new: WordList.Entry)] = []
  /// What each list switches off.
  package let oldSwitches: WordSwitches
  package let newSwitches: WordSwitches

  /// Compares two lists.
  package init(from old: WordList, to new: WordList) {
    oldSwitches = old.without
    newSwitches = new.without
    var places = Dictionary(
      new.entries.enumerated().map { (Self.key(of: $0.element), $0.offset) }, uniquingKeysWith: { first, _ in first })
    for entry in old.entries {
      guard let place = places.removeValue(forKey: Self.key(of: entry)) else {
        removed.append(entry)
        continue
      }
      let other = new.entries[place]
      let isSame =
        entry.label == other.label && entry.suggestion == other.suggestion && entry.isExemption == other.isExemption
      if !isSame { changed.append((entry, other)) }
    }
    added = places.values.sorted().map { new.entries[$0] }
  }

  /// Whether both lists say the same.
  package var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty && oldSwitches == newSwitches }

  /// The parts of an entry, normalised, each once and in order.
  private static func key(of entry: WordList.Entry) -> [[UInt32]] {
    Set(entry.parts.map { TextNormalizer.standard.normalize($0).scalars }).sorted { $0.lexicographicallyPrecedes($1) }
  }
}
