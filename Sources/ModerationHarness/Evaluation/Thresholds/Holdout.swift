/// Keeps images apart from those that thresholds are chosen on: by the digest of their bytes, so that equal files fall
/// on one side and every run makes the same parts.
enum Holdout {
  /// 0 to less than 1, evenly.
  ///
  /// - Parameter identity: The digest of an image's file; its source where that is not known.
  static func part(of identity: String) -> Double {
    // FNV-1a, and a last mixing so that the high bits depend on every byte.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in identity.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
    hash ^= hash >> 33
    return Double(hash >> 11) / Double(1 << 53)
  }
}
