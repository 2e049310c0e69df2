/// The buckets that the groups of characters of a text fall into.
///
/// Groups of one to three scalars, those of one and two not where they are plain ASCII; of four and five where no Chinese
/// character is in them. The text stands between two marks, so that its ends count.
enum GramBuckets {
  /// The longest group: 5 scalars.
  static let maximumSize = 5

  /// The buckets, each once, ascending. Complexity: `n log n` in the scalars.
  ///
  /// - Parameter bits: How many bits a bucket's number has, 1…32.
  static func of(_ scalars: [UInt32], bits: Int) -> [UInt32] {
    let text = [0x02] + scalars + [0x03]
    var buckets: [UInt32] = []
    buckets.reserveCapacity(text.count * maximumSize)
    for start in text.indices {
      var hasHan = false
      var isPlain = true
      for size in 1...min(maximumSize, text.count - start) {
        let scalar = text[start + size - 1]
        hasHan = hasHan || ScalarClass.isHan(scalar)
        isPlain = isPlain && (0x20..<0x80).contains(scalar)
        if size > 3 && hasHan { break }
        if size <= 2 && isPlain { continue }
        buckets.append(hash(text[start..<(start + size)]) >> UInt32(32 - bits))
      }
    }
    buckets.sort()
    var kept = 0
    for bucket in buckets where kept == 0 || buckets[kept - 1] != bucket {
      buckets[kept] = bucket
      kept += 1
    }
    buckets.removeSubrange(kept...)
    return buckets
  }

  /// FNV-1a over scalars, started with the size, and mixed at the end (the mixing constants of `lowbias32`).
  @inline(__always)
  private static func hash(_ gram: ArraySlice<UInt32>) -> UInt32 {
    var hash = 2_166_136_261 ^ (UInt32(truncatingIfNeeded: gram.count) &* 0x9E37_79B1)
    for scalar in gram { hash = (hash ^ scalar) &* 16_777_619 }
    hash ^= hash >> 15
    hash = hash &* 0x2C1B_3C6D
    hash ^= hash >> 12
    hash = hash &* 0x297A_2D39
    return hash ^ (hash >> 15)
  }
}
