import TestFixtures
import Testing

@testable import ImageMatching

@Suite("fingerprint index", .timeLimit(.minutes(20)))
struct FingerprintIndexTests {
  static func hash(_ random: inout SplitMix) -> PDQHash {
    PDQHash(words: SIMD4(random.next(), random.next(), random.next(), random.next()))
  }

  /// A hash in which `count` bits of another are turned, the same bit perhaps twice.
  static func near(_ hash: PDQHash, turning count: Int, _ random: inout SplitMix) -> PDQHash {
    var words = hash.words
    for _ in 0..<count {
      let bit = Int.random(in: 0..<256, using: &random)
      words[bit / 64] ^= 1 << UInt64(bit % 64)
    }
    return PDQHash(words: words)
  }

  static func byComparing(_ hashes: [PDQHash], _ hash: PDQHash, _ bound: Int) -> [FingerprintIndex.Match] {
    hashes.enumerated().map { FingerprintIndex.Match(index: $0.offset, distanceBits: $0.element.distance(to: hash)) }
      .filter { $0.distanceBits <= bound }
      .sorted { ($0.distanceBits, $0.index) < ($1.distanceBits, $1.index) }
  }

  @Test(
    "a search finds exactly what comparing with each hash finds",
    arguments: [0, 1, 500, FingerprintIndex.scannedCount, FingerprintIndex.scannedCount + 1, 6000])
  func exact(count: Int) {
    var random = SplitMix(seed: UInt64(count))
    let families = (0..<20).map { _ in Self.hash(&random) }
    let hashes = (0..<count).map { index in
      index % 3 == 0
        ? Self.hash(&random)
        : Self.near(families[index % families.count], turning: Int.random(in: 0...40, using: &random), &random)
    }
    let index = FingerprintIndex(hashes)
    var found = 0
    for family in families {
      for bound in [0, 16, 31] {
        let matches = index.matches(for: family, within: bound)
        #expect(matches == Self.byComparing(hashes, family, bound))
        found += matches.count
      }
    }
    #expect(count < 100 || found > 100)
  }

  @Test("the hardest case for the pieces is found: 31 bits, two in each piece but one")
  func spread() {
    var random = SplitMix(seed: 7)
    let wanted = Self.hash(&random)
    var words = wanted.words
    for piece in 0..<16 {
      words[piece / 4] ^= (piece == 11 ? 1 : 3) << UInt64(piece % 4 * 16 + 5)
    }
    let index = FingerprintIndex((0..<4000).map { _ in Self.hash(&random) } + [wanted])
    let matches = index.matches(for: PDQHash(words: words), within: 99)
    #expect(matches == [FingerprintIndex.Match(index: 4000, distanceBits: 31)])
  }

  @Test("hashes that all share their pieces are searched all the same")
  func skewed() {
    let hashes = (0..<3000).map { PDQHash(words: SIMD4(UInt64($0), 0, 0, 1)) }
    let matches = FingerprintIndex(hashes).matches(for: hashes[5], within: 31)
    #expect(matches.count == 3000)
    #expect(matches.first == FingerprintIndex.Match(index: 5, distanceBits: 0))
  }

  @Test("every bound is exact, for hashes whose differences lie in few pieces or in all", arguments: 0...31)
  func bounds(bound: Int) {
    var random = SplitMix(seed: UInt64(bound) + 100)
    let wanted = Self.hash(&random)
    let hashes = (0..<3000).map { index -> PDQHash in
      guard index % 2 == 0 else { return Self.hash(&random) }
      // All differences in as many pieces as the number says, the rest alike.
      let pieceCount = index % 16 + 1
      var words = wanted.words
      for _ in 0..<Int.random(in: 0...bound + 2, using: &random) {
        let bit = Int.random(in: 0..<16 * pieceCount, using: &random)
        words[bit / 64] ^= 1 << UInt64(bit % 64)
      }
      return PDQHash(words: words)
    }
    let matches = FingerprintIndex(hashes).matches(for: wanted, within: bound)
    #expect(matches == Self.byComparing(hashes, wanted, bound))
    #expect(!matches.isEmpty)
  }
}
