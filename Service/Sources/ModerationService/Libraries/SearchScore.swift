import ImageMatching

/// How like two pictures are, from 0 to 100, by the bits in which their PDQ hashes differ: 100 for none, 50 for 31, the
/// usual bound for the same picture, and in proportion between and beyond.
///
/// So the documented default threshold of 50 means what moderation calls the same picture. Pictures that have nothing in
/// common differ in about 128 bits and score 0.
enum SearchScore {
  /// The threshold where a caller gives none, or 0.
  static let usualThreshold = 50

  static func score(distanceBits: Int) -> Int {
    let bound = FingerprintIndex.maximumDistanceBits
    return max(0, (200 * bound - 100 * distanceBits + bound) / (2 * bound))
  }

  /// The farthest that still has a score.
  static func maximumDistanceBits(score: Int) -> Int {
    (0...PDQHash.bitCount).last { Self.score(distanceBits: $0) >= max(score, 1) } ?? 0
  }
}
