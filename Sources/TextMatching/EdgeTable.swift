/// The edges of a trie under construction: (state, scalar) → child, in one open-addressed table.
///
/// A `Dictionary` would defend every key with SipHash; the keys here are small integers of an operator's own list, so
/// a multiplicative hash is enough. An edge is 16 bytes, so that to find it takes one line of the processor's cache.
struct EdgeTable: Sendable {
  private struct Edge {
    var key = EdgeTable.empty
    var child: UInt32 = 0
  }

  private var edges = [Edge](repeating: Edge(), count: 1024)
  private var count = 0
  private var shift: UInt64 = 54

  private static let empty = UInt64.max

  /// The child of a state, made `new` if there was none.
  mutating func child(of state: UInt32, by scalar: UInt32, orInsert new: UInt32) -> UInt32 {
    if count * 4 >= edges.count * 3 { grow() }
    let key = UInt64(state) << 32 | UInt64(scalar)
    let index = slot(of: key)
    if edges[index].key == Self.empty {
      edges[index] = Edge(key: key, child: new)
      count += 1
    }
    return edges[index].child
  }

  private func slot(of key: UInt64) -> Int {
    let mask = edges.count - 1
    var mixed = key &* 0x9E37_79B9_7F4A_7C15
    mixed ^= mixed >> 32
    var index = Int(truncatingIfNeeded: (mixed &* 0xD6E8_FEB8_6659_FD93) >> shift)
    while edges[index].key != key, edges[index].key != Self.empty { index = (index + 1) & mask }
    return index
  }

  private mutating func grow() {
    let old = edges
    edges = [Edge](repeating: Edge(), count: old.count * 2)
    shift -= 1
    for edge in old where edge.key != Self.empty { edges[slot(of: edge.key)] = edge }
  }
}
