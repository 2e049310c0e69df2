/// Which sets of a search file have a group: a scope then looks at its own groups alone.
struct SetsOfGroups: Sendable {
  /// Behind which of `sets` each group's end.
  private let ends: [Int]
  /// Those of one group behind those of the one before, ascending.
  private let sets: [UInt32]

  init(_ content: SearchedContent) {
    let counts = content.layout.counts
    var ends = [Int](repeating: 0, count: counts.groups)
    for set in 0..<counts.sets {
      for group in content.members(ofSet: set) { ends[Int(group)] += 1 }
    }
    var total = 0
    // Where each begins; filling moves it to where it ends.
    for group in ends.indices { (ends[group], total) = (total, total + ends[group]) }
    var sets = [UInt32](repeating: 0, count: total)
    for set in 0..<counts.sets {
      for group in content.members(ofSet: set) {
        sets[ends[Int(group)]] = UInt32(set)
        ends[Int(group)] += 1
      }
    }
    (self.ends, self.sets) = (ends, sets)
  }

  /// The sets that have a group, ascending.
  subscript(group: Int) -> ArraySlice<UInt32> { sets[(group == 0 ? 0 : ends[group - 1])..<ends[group]] }
}
