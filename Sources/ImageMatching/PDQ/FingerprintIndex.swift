/// Finds every hash within a distance, exactly, without comparing with each.
///
/// A hash is cut into 16 pieces of 16 bits. Of two hashes that differ in at most 31 bits, at least one piece differs in
/// at most 1 bit (16 pieces with 2 each make 32), so it is enough to look at the hashes that share a piece, or all but
/// a bit of it: multi-index hashing (Norouzi, Punjani and Fleet 2012). Pieces that many hashes share cost time, never a
/// result: a search compares with at most 16 times as many hashes as there are.
///
/// Immutable, searched from any thread. Takes about 100 bytes a hash and 4 MB, hash included, as long as there are more
/// than `scannedCount`; fewer are compared one by one.
public struct FingerprintIndex: Sendable {
  /// One hash that was found.
  public struct Match: Hashable, Sendable {
    /// Its place among the hashes given.
    public let index: Int
    /// In how many bits it differs.
    public let distanceBits: Int
  }

  /// The largest distance that can be asked for: 31 bits, the usual bound for "the same picture" and the most that
  /// 16 pieces allow.
  public static let maximumDistanceBits = 31
  /// So many hashes are compared one by one: that takes less time than looking 272 pieces up.
  static let scannedCount = 2048

  private static let pieceCount = 16

  private let hashes: [PDQHash]
  /// Where the hashes with a piece begin in `members`; `65536 + 1` numbers for each of the 16 places.
  private let starts: [UInt32]
  /// The hashes, by the piece that they have at each of the 16 places.
  private let members: [UInt32]

  /// Makes an index of at most `FingerprintList.maximumEntryCount` hashes; what is beyond is not searched.
  public init(_ hashes: [PDQHash]) {
    let hashes = Array(hashes.prefix(FingerprintList.maximumEntryCount))
    self.hashes = hashes
    guard hashes.count > Self.scannedCount else {
      (starts, members) = ([], [])
      return
    }
    var starts: [UInt32] = []
    var members = [UInt32](repeating: 0, count: Self.pieceCount * hashes.count)
    for place in 0..<Self.pieceCount {
      var counts = [UInt32](repeating: 0, count: 65537)
      for hash in hashes { counts[Int(Self.piece(place, of: hash)) + 1] += 1 }
      for value in 1..<counts.count { counts[value] += counts[value - 1] }
      starts += counts
      for (index, hash) in hashes.enumerated() {
        let value = Int(Self.piece(place, of: hash))
        members[place * hashes.count + Int(counts[value])] = UInt32(index)
        counts[value] += 1
      }
    }
    (self.starts, self.members) = (starts, members)
  }

  /// Every hash within a distance, each once, nearest first, those as near in the order given.
  ///
  /// - Parameter maximumDistanceBits: 0 to `maximumDistanceBits`; larger numbers count as that.
  public func matches(for hash: PDQHash, within maximumDistanceBits: Int) -> [Match] {
    let bound = min(maximumDistanceBits, Self.maximumDistanceBits)
    var found: [Int: Int] = [:]
    if members.isEmpty {
      for (index, other) in hashes.enumerated() {
        let distance = hash.distance(to: other)
        if distance <= bound { found[index] = distance }
      }
    } else {
      for place in 0..<Self.pieceCount {
        let piece = Self.piece(place, of: hash)
        collect(piece, at: place, hash, bound, &found)
        for bit in 0..<16 { collect(piece ^ 1 << UInt16(bit), at: place, hash, bound, &found) }
      }
    }
    return found.map { Match(index: $0.key, distanceBits: $0.value) }
      .sorted { ($0.distanceBits, $0.index) < ($1.distanceBits, $1.index) }
  }

  private func collect(_ piece: UInt16, at place: Int, _ hash: PDQHash, _ bound: Int, _ found: inout [Int: Int]) {
    let first = place * 65537 + Int(piece)
    let offset = place * hashes.count
    for at in Int(starts[first])..<Int(starts[first + 1]) {
      let index = Int(members[offset + at])
      let distance = hash.distance(to: hashes[index])
      if distance <= bound { found[index] = distance }
    }
  }

  private static func piece(_ place: Int, of hash: PDQHash) -> UInt16 {
    UInt16(truncatingIfNeeded: hash.words[place / 4] >> UInt64(place % 4 * 16))
  }
}
