/// Finds every hash within a distance, exactly, without comparing with each.
///
/// A hash is cut into 16 pieces of 16 bits. Of two hashes that differ in at most 31 bits, at least one piece differs in
/// at most 1 bit (16 pieces with 2 each make 32), so it is enough to look at the hashes that share a piece, or all but
/// a bit of it: multi-index hashing (Norouzi, Punjani and Fleet 2012). More than that, there is one such piece of which
/// the next, in a ring, is near as well: together they differ in at most 3 bits (Qin and Xiao 2018, the pigeonring). So
/// each hash is kept with 12 bits of the next piece, and nearly all that chance brings are dropped without being
/// fetched.
///
/// Pieces that many hashes share cost time, never a result: where more is to be looked at than comparing with every hash
/// would take, that is done in its place.
///
/// Immutable, searched from any thread. Takes about 96 bytes a hash and 4 MB, hash included, as long as there are more
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
  /// A member is a hash's place in the low 20 bits, which number 1,048,576, and 12 bits of its next piece above.
  private static let placeBits: UInt32 = 20
  private static let nextMask: UInt16 = 0xFFF
  /// How many of 12 bits are 1, by what they are: one look-up in place of a count, which takes a dozen steps where the
  /// processor is not told to count.
  private static let ones = (0...nextMask).map { Int8($0.nonzeroBitCount) }
  /// Once a search has compared with one in so many hashes, it compares with all of them: fetching one here and there
  /// takes some 15 times as long as one in a row.
  private static let comparedShare = 64

  private let hashes: [PDQHash]
  /// Where the hashes with a piece begin in `members`; `65536 + 1` numbers for each of the 16 places.
  private let starts: [UInt32]
  /// The hashes, by the piece that they have at each of the 16 places.
  private let members: [UInt32]

  /// How many hashes are searched.
  public var count: Int { hashes.count }

  /// Makes an index of at most `FingerprintList.maximumEntryCount` hashes; what is beyond is not searched.
  public init(_ hashes: [PDQHash]) {
    let hashes =
      hashes.count > FingerprintList.maximumEntryCount
      ? Array(hashes.prefix(FingerprintList.maximumEntryCount)) : hashes
    self.hashes = hashes
    guard hashes.count > Self.scannedCount else {
      (starts, members) = ([], [])
      return
    }
    var starts: [UInt32] = []
    starts.reserveCapacity(Self.pieceCount * 65537)
    var members = [UInt32](repeating: 0, count: Self.pieceCount * hashes.count)
    for place in 0..<Self.pieceCount {
      var counts = [UInt32](repeating: 0, count: 65537)
      for hash in hashes { counts[Int(Self.piece(place, of: hash)) + 1] += 1 }
      for value in 1..<counts.count { counts[value] += counts[value - 1] }
      starts += counts
      for (index, hash) in hashes.enumerated() {
        let value = Int(Self.piece(place, of: hash))
        let next = Self.piece(place + 1, of: hash) & Self.nextMask
        members[place * hashes.count + Int(counts[value])] = UInt32(next) << Self.placeBits | UInt32(index)
        counts[value] += 1
      }
    }
    (self.starts, self.members) = (starts, members)
  }

  /// Every hash within a distance, each once, nearest first, those as near in the order given.
  ///
  /// - Parameter maximumDistanceBits: 0 to `maximumDistanceBits`; larger numbers count as that.
  public func matches(for hash: PDQHash, within maximumDistanceBits: Int) -> [Match] {
    var found: [Match] = []
    visit(near: hash, within: maximumDistanceBits) { found.append($0) }
    found.sort { ($0.distanceBits, $0.index) < ($1.distanceBits, $1.index) }
    var unique: [Match] = []
    for match in found where match != unique.last { unique.append(match) }
    return unique
  }

  /// Calls for every hash within a distance, in no order, and for some more than once.
  ///
  /// - Parameter maximumDistanceBits: 0 to `maximumDistanceBits`; larger numbers count as that.
  package func visit(near hash: PDQHash, within maximumDistanceBits: Int, _ body: (Match) -> Void) {
    let bound = min(maximumDistanceBits, Self.maximumDistanceBits)
    if members.isEmpty || !visitPieces(hash, bound, body) { scan(hash, bound, body) }
  }

  /// Compares with every hash.
  private func scan(_ hash: PDQHash, _ bound: Int, _ body: (Match) -> Void) {
    let hashes = hashes.span
    for index in hashes.indices {
      let distance = hash.distance(to: hashes[index])
      if distance <= bound { body(Match(index: index, distanceBits: distance)) }
    }
  }

  /// Looks at the hashes that share a piece, or all but a bit of it; false when that would take longer than a scan, and
  /// then not all are found.
  private func visitPieces(_ hash: PDQHash, _ bound: Int, _ body: (Match) -> Void) -> Bool {
    let (hashes, starts, members, ones) = (hashes.span, starts.span, members.span, Self.ones.span)
    // What a piece and the next may differ in together: twice the mean, rounded down.
    let together = 2 * bound / Self.pieceCount
    let flips = bound >= Self.pieceCount ? 16 : 0
    let mostCompared = max(hashes.count / Self.comparedShare, Self.scannedCount)
    var (looked, compared) = (0, 0)
    for place in 0..<Self.pieceCount {
      let piece = Self.piece(place, of: hash)
      let next = Self.piece(place + 1, of: hash) & Self.nextMask
      for flip in -1..<flips {
        let value = Int(flip < 0 ? piece : piece ^ 1 << UInt16(flip))
        let allowed = Int8(flip < 0 ? together : together - 1)
        let (start, end) = (Int(starts[place * 65537 + value]), Int(starts[place * 65537 + value + 1]))
        looked += end - start
        guard looked <= hashes.count else { return false }
        for at in place * hashes.count + start..<place * hashes.count + end {
          let member = members[at]
          guard ones[Int(UInt16(truncatingIfNeeded: member >> Self.placeBits) ^ next)] <= allowed else { continue }
          compared += 1
          guard compared <= mostCompared else { return false }
          let index = Int(member & (1 << Self.placeBits - 1))
          let distance = hash.distance(to: hashes[index])
          if distance <= bound { body(Match(index: index, distanceBits: distance)) }
        }
      }
    }
    return true
  }

  /// A piece; the one behind the last is the first.
  private static func piece(_ place: Int, of hash: PDQHash) -> UInt16 {
    let place = place & (pieceCount - 1)
    return UInt16(truncatingIfNeeded: hash.words[place / 4] >> UInt64(place % 4 * 16))
  }
}
