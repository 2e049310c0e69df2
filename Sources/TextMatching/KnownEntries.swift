/// Tells an entry that is known from a new one, by its parts, normalised and in any order.
///
/// Only hashes are kept, seeded anew in each process, so that a list of a million entries takes 24 MB and none can be
/// made to collide; where hashes are equal, the words are compared.
struct KnownEntries {
  /// How many parts the entry has that was read last.
  private(set) var partCount = 0

  private let folding = CompatibilityFolding()
  private var key = Key()
  private var hash = 0
  private var other = Key()
  /// The hash and the number plus 1 of each entry; 0 for a free slot.
  private var slots = [(hash: Int, entry: UInt32)](repeating: (0, 0), count: 1024)
  private var count = 0

  /// Parts, normalised, one behind the other, and where each ends.
  private struct Key {
    var scalars: [UInt32] = []
    var ends: [Int] = []
    /// The parts in ascending order, each once.
    var order: [Range<Int>] = []

    /// - Returns: Where the first part starts of which nothing is left, in UTF-8 bytes; nil for none.
    mutating func read(_ keyword: UnsafeBufferPointer<UInt8>, _ folding: CompatibilityFolding) -> Int? {
      scalars.removeAll(keepingCapacity: true)
      ends.removeAll(keepingCapacity: true)
      order.removeAll(keepingCapacity: true)
      var emptyPart: Int?
      EntrySyntax.forEachPart(of: keyword) { text, byteOffset in
        let before = scalars.count
        folding.fold(text, appendingTo: &scalars)
        if scalars.count == before, emptyPart == nil { emptyPart = byteOffset }
        ends.append(scalars.count)
      }
      return emptyPart
    }

    mutating func sort() {
      var start = 0
      for end in ends {
        let part = start..<end
        start = end
        // There are few, so that each is put into its place among those before it.
        var place = order.count
        while place > 0, scalars[part].lexicographicallyPrecedes(scalars[order[place - 1]]) { place -= 1 }
        if place > 0, scalars[order[place - 1]] == scalars[part] { continue }
        order.insert(part, at: place)
      }
    }

    func equals(_ other: Key) -> Bool {
      order.count == other.order.count
        && zip(order, other.order).allSatisfy { scalars[$0] == other.scalars[$1] }
    }

    func hash() -> Int {
      var hasher = Hasher()
      for part in order {
        scalars[part].withUnsafeBytes { hasher.combine(bytes: $0) }
        hasher.combine(part.count)
      }
      return hasher.finalize()
    }
  }

  /// Reads the parts of an entry.
  ///
  /// - Returns: Where the first part starts of which normalisation leaves nothing, in UTF-8 bytes; nil for none.
  mutating func read(_ keyword: UnsafeBufferPointer<UInt8>) -> Int? {
    let emptyPart = key.read(keyword, folding)
    partCount = key.ends.count
    if emptyPart == nil {
      key.sort()
      hash = key.hash()
    }
    return emptyPart
  }

  /// The entry that equals the one that was read last; nil for a new one.
  mutating func entry(among entries: EntryTable.Builder) -> Int? {
    var slot = hash & (slots.count - 1)
    while slots[slot].entry != 0 {
      if slots[slot].hash == hash {
        let entry = Int(slots[slot].entry) - 1
        entries.words(of: entry).withUnsafeBufferPointer { _ = other.read($0, folding) }
        other.sort()
        if other.equals(key) { return entry }
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Adds the one that was read last, which `entry(among:)` did not find.
  mutating func add(_ entry: Int) {
    if count * 4 >= slots.count * 3 {
      let old = slots
      slots = [(hash: Int, entry: UInt32)](repeating: (0, 0), count: old.count * 2)
      for (hash, entry) in old where entry != 0 { insert(hash, entry) }
    }
    insert(hash, UInt32(truncatingIfNeeded: entry + 1))
    count += 1
  }

  private mutating func insert(_ hash: Int, _ entry: UInt32) {
    var slot = hash & (slots.count - 1)
    while slots[slot].entry != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = (hash, entry)
  }
}
