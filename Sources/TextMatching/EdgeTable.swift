/// The edges of a trie under construction: (state, scalar) → child, in one open-addressed table.
///
/// A `Dictionary` would defend every key with SipHash; the keys here are small integers of an operator's own list, so
/// a multiplicative hash is enough.
struct EdgeTable: Sendable {
  private var keys = [UInt64](repeating: Self.empty, count: 1024)
  private var children = [UInt32](repeating: 0, count: 1024)
  private var count = 0
  private var shift: UInt64 = 54

  private static let empty = UInt64.max

  /// The child of a state, made `new` if there was none.
  mutating func child(of state: UInt32, by scalar: UInt32, orInsert new: UInt32) -> UInt32 {
    if count * 4 >= keys.count * 3 { grow() }
    let key = UInt64(state) << 32 | UInt64(scalar)
    let index = slot(of: key)
    if keys[index] == Self.empty {
      keys[index] = key
      children[index] = new
      count += 1
    }
    return children[index]
  }

  private func slot(of key: UInt64) -> Int {
    let mask = keys.count - 1
    var mixed = key &* 0x9E37_79B9_7F4A_7C15
    mixed ^= mixed >> 32
    var index = Int(truncatingIfNeeded: (mixed &* 0xD6E8_FEB8_6659_FD93) >> shift)
    while keys[index] != key, keys[index] != Self.empty { index = (index + 1) & mask }
    return index
  }

  private mutating func grow() {
    let (oldKeys, oldChildren) = (keys, children)
    keys = [UInt64](repeating: Self.empty, count: oldKeys.count * 2)
    children = [UInt32](repeating: 0, count: oldKeys.count * 2)
    shift -= 1
    for (key, child) in zip(oldKeys, oldChildren) where key != Self.empty {
      let index = slot(of: key)
      keys[index] = key
      children[index] = child
    }
  }
}
