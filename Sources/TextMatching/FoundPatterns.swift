/// What one search found of each pattern: a table of the few that were found, by the pattern's number.
///
/// A `Dictionary` would defend small integers of an operator's own list with SipHash and move its values at each
/// access; there are some hundred thousand in a megabyte of text.
struct FoundPatterns {
  /// The patterns that were found, in the order in which they were, and what of each.
  private(set) var patterns: [UInt32] = []
  var occurrences: [PatternOccurrences] = []
  /// The place of a pattern among those, plus 1; 0 for a free slot. A power of two, at least half of them free.
  private var slots: [UInt32] = []

  /// The place of a pattern; nil when it was not found.
  func place(of pattern: UInt32) -> Int? {
    guard !slots.isEmpty else { return nil }
    let place = slots[slot(of: pattern)]
    return place == 0 ? nil : Int(place) - 1
  }

  /// What was found of a pattern.
  subscript(pattern: UInt32) -> PatternOccurrences? { place(of: pattern).map { occurrences[$0] } }

  /// Adds a pattern that was not found before, and returns its place.
  mutating func add(_ pattern: UInt32) -> Int {
    if patterns.count * 2 >= slots.count { grow() }
    patterns.append(pattern)
    occurrences.append(PatternOccurrences())
    slots[slot(of: pattern)] = UInt32(truncatingIfNeeded: patterns.count)
    return patterns.count - 1
  }

  private func slot(of pattern: UInt32) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: (UInt64(pattern) &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    while slots[slot] != 0, patterns[Int(slots[slot]) - 1] != pattern { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: max(16, slots.count * 2))
    for (place, pattern) in patterns.enumerated() {
      slots[slot(of: pattern)] = UInt32(truncatingIfNeeded: place + 1)
    }
  }
}
