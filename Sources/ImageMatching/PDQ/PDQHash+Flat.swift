extension PDQHash {
  /// Fewer one bits than this make a hash flat: 108. A picture with structure has 128, because the median parts its
  /// coefficients in halves; where many are equal, as in plain colours and gradients, fewer lie above it.
  static let fewestOnes = 108
  /// No more different rows than this, or columns, make a hash flat: 6, of 16. A row and its opposite count as one.
  static let flatLineCount = 6

  /// Whether the hash has so little in it that pictures without structure share it: white, black and other plain
  /// colours, upright gradients, stripes, chequers.
  ///
  /// For entries of lists that do not say how good their hashes are. Of 131 files of Fixtures with quality 50 or more
  /// none is flat, and the nearest, a flag of three bands, has 128 ones and 7 different rows; plain colours of five
  /// shapes have 0 to 78 ones, upright gradients 97 to 107; measured 2026-11-27 with `pdqhash` 0.2.8. A level gradient
  /// cannot be told by its hash: its quality says so, 44.
  public var isFlat: Bool {
    guard oneCount >= Self.fewestOnes else { return true }
    return Self.areFew(row) || Self.areFew(column)
  }

  /// How many bits are 1: 128 in the hash of a picture with structure, and in one of 20 digests.
  var oneCount: Int {
    words[0].nonzeroBitCount + words[1].nonzeroBitCount + words[2].nonzeroBitCount + words[3].nonzeroBitCount
  }

  private func row(_ index: Int) -> UInt16 {
    UInt16(truncatingIfNeeded: words[index / 4] >> UInt64(index % 4 * 16))
  }

  private func column(_ index: Int) -> UInt16 {
    (0..<16).reduce(UInt16(0)) { $0 | (row($1) >> UInt16(index) & 1) << UInt16($1) }
  }

  /// Whether so few of 16 lines differ that the hash is flat. Ends with the first line too many, which nearly every hash
  /// has among its first seven.
  private static func areFew(_ line: (Int) -> UInt16) -> Bool {
    var different = SIMD8<UInt16>()
    var count = 0
    for index in 0..<16 {
      let value = min(line(index), ~line(index))
      if (0..<count).contains(where: { different[$0] == value }) { continue }
      guard count < flatLineCount else { return false }
      different[count] = value
      count += 1
    }
    return true
  }
}
