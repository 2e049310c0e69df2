/// Digests in order, each with its place in a list, so that a million are looked through in twenty steps.
struct SortedDigests<Words: SIMD & Sendable>: Hashable, Sendable where Words.Scalar == UInt64 {
  private(set) var words: [Words] = []
  /// The place in the list of each.
  private(set) var order: [UInt32] = []

  var count: Int { order.count }

  /// Adds one at the end, whatever the order.
  mutating func append(_ digest: Words, _ place: UInt32) {
    words.append(digest)
    order.append(place)
  }

  /// The same in order; those that are equal by their place.
  func sorted() -> Self {
    let ranks = (0..<UInt32(clamping: count)).sorted { left, right in
      let (first, second) = (words[Int(left)], words[Int(right)])
      return first == second ? order[Int(left)] < order[Int(right)] : Self.precedes(first, second)
    }
    return Self(words: ranks.map { words[Int($0)] }, order: ranks.map { order[Int($0)] })
  }

  /// The places of a digest.
  func places(of digest: Words) -> [Int] {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if Self.precedes(words[middle], digest) { low = middle + 1 } else { high = middle }
    }
    return (low..<count).prefix { words[$0] == digest }.map { Int(order[$0]) }
  }

  /// What equal digests make of each other.
  func settled(_ entries: KnownEntries) -> KnownEntries.Settlement {
    let ranks = Array(0..<UInt32(clamping: count))
    return entries.settled(ranks, place: { Int(order[Int($0)]) }) { words[Int($0)] == words[Int($1)] }
  }

  /// Those whose place is among some, which are in order; places are counted anew.
  func selecting(_ kept: [Int]) -> Self {
    let places = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($0.element, UInt32(clamping: $0.offset)) })
    var result = Self()
    for (digest, place) in zip(words, order) {
      if let new = places[Int(place)] { result.append(digest, new) }
    }
    return result
  }

  private static func precedes(_ left: Words, _ right: Words) -> Bool {
    for index in left.indices where left[index] != right[index] { return left[index] < right[index] }
    return false
  }
}
