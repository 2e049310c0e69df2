/// Finds room in a double array: which slots are free, and a base under which all of a state's codes are.
///
/// A slot that has failed as the place of a first code `maximumFailures` times is left to the states with one child,
/// which fit anywhere. So the whole search is linear in the slots, and the gaps are still filled.
struct SlotLayout {
  /// How often a slot is tried. An automaton of 100,000 words took 6.8 MB with 2, 6.3 MB with 4, 6.1 MB with 8 and with
  /// 32 (measured 2026-11-21).
  static let maximumFailures: UInt8 = 4

  /// Slots come in blocks of a power of two above every code, so that `base ^ code` stays inside the array.
  private let blockSlotCount: Int
  private var isUsed: [Bool] = []
  private var failures: [UInt8] = []
  /// The free slots as a ring of links through slot 0, which is the root's and never free.
  private var next: [UInt32] = []
  private var previous: [UInt32] = []
  /// No slot below is free for `takeAny`.
  private var lowestFree = 0

  init(codeCount: UInt32) {
    var size = 2
    while size <= Int(codeCount) { size *= 2 }
    blockSlotCount = size
    grow()
  }

  var slotCount: Int { isUsed.count }

  /// Takes the slots of all codes under one base, and returns the base.
  mutating func place(_ codes: [UInt32]) -> UInt32 {
    guard let first = codes.first else { return 0 }
    var slot = next[0]
    while slot != 0 {
      let base = slot ^ first
      if isFree(base, codes) { return take(codes, base) }
      let following = next[Int(slot)]
      failures[Int(slot)] += 1
      if failures[Int(slot)] >= Self.maximumFailures { unlink(slot) }
      slot = following
    }
    let base = UInt32(truncatingIfNeeded: slotCount)
    grow()
    return take(codes, base)
  }

  /// Takes the first free slot, so that states that follow each other lie close together. To be used after the last
  /// `place`.
  mutating func takeAny() -> UInt32 {
    while lowestFree < slotCount, isUsed[lowestFree] { lowestFree += 1 }
    if lowestFree == slotCount { grow() }
    isUsed[lowestFree] = true
    return UInt32(truncatingIfNeeded: lowestFree)
  }

  private func isFree(_ base: UInt32, _ codes: [UInt32]) -> Bool {
    for code in codes where isUsed[Int(base ^ code)] { return false }
    return true
  }

  private mutating func take(_ codes: [UInt32], _ base: UInt32) -> UInt32 {
    for code in codes {
      let slot = base ^ code
      isUsed[Int(slot)] = true
      if failures[Int(slot)] < Self.maximumFailures { unlink(slot) }
    }
    return base
  }

  private mutating func unlink(_ slot: UInt32) {
    let (before, after) = (previous[Int(slot)], next[Int(slot)])
    next[Int(before)] = after
    previous[Int(after)] = before
  }

  private mutating func grow() {
    let start = slotCount
    if start == 0 {
      isUsed.append(true)
      failures.append(0)
      next.append(0)
      previous.append(0)
    }
    for slot in max(start, 1)..<(start + blockSlotCount) {
      let last = previous[0]
      isUsed.append(false)
      failures.append(0)
      previous.append(last)
      next.append(0)
      next[Int(last)] = UInt32(truncatingIfNeeded: slot)
      previous[0] = UInt32(truncatingIfNeeded: slot)
    }
  }
}
