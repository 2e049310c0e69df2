import ModerationCore
import Testing

@Suite("Tiling", .timeLimit(.minutes(20)))
struct TilingTests {
  static let rule = Tiling(fromAspectRatio: 3, minimumLengthPixels: 960)

  @Test(
    "tiles cover the picture without a gap, overlap as asked, and are no more than allowed",
    arguments: [
      (1080, 9000), (9000, 1080), (51, 4589), (100, 8999), (9999, 3333), (1000, 3000), (300, 2999), (1, 100_000),
    ])
  func coverage(width: Int, height: Int) throws {
    let picture = PixelSize(width: width, height: height)
    let tiles = Self.rule.tiles(of: picture)
    try #require(tiles.count > 1)
    #expect(tiles.count <= Self.rule.maximumTileCount)
    let isTall = height > width
    let spans = tiles.map { isTall ? $0.y..<($0.y + $0.size.height) : $0.x..<($0.x + $0.size.width) }
    #expect(spans.first?.lowerBound == 0)
    #expect(spans.last?.upperBound == max(width, height))
    for (span, next) in zip(spans, spans.dropFirst()) {
      #expect(Double(span.upperBound - next.lowerBound) >= Double(span.count) * Self.rule.overlap - 1)
      #expect(next.lowerBound > span.lowerBound)
    }
    for tile in tiles {
      #expect(tile.size.shorterSide == min(picture.shorterSide, tile.size.longerSide))
      #expect(tile.size.longerSide >= max(960, picture.shorterSide))
    }
  }

  @Test("a chat screenshot of 1080×9000 becomes squares")
  func screenshot() {
    let tiles = Self.rule.tiles(of: PixelSize(width: 1080, height: 9000))
    #expect(tiles.allSatisfy { $0.size == PixelSize(width: 1080, height: 1080) })
    #expect(tiles.count == 10)
  }

  @Test(
    "ordinary pictures, short ones and nonsense stay whole",
    arguments: [(1080, 2400), (2400, 1080), (100, 900), (0, 9000), (-5, 3), (1000, 2999)])
  func whole(width: Int, height: Int) {
    let picture = PixelSize(width: width, height: height)
    #expect(Self.rule.tiles(of: picture) == [Tiling.Tile(x: 0, y: 0, size: picture)])
  }

  @Test("a decoder may shrink a long picture only as far as its tiles allow")
  func shrink() {
    var wish = InputWish(fit: .longestSide(500), oversampling: 1)
    let picture = PixelSize(width: 1000, height: 8000)
    #expect(wish.largestShrink(of: picture).vertical == 16)
    wish.tiling = Self.rule
    #expect(wish.largestShrink(of: picture).vertical == 2)
    #expect(wish.largestShrink(of: picture).horizontal == 2)
  }

  @Test("a rule that cannot work makes the wish invalid")
  func validity() {
    let wish = { (tiling: Tiling) in InputWish(fit: .longestSide(500), tiling: tiling).isValid }
    #expect(wish(Self.rule))
    #expect(!wish(Tiling(fromAspectRatio: 1, minimumLengthPixels: 960)))
    #expect(!wish(Tiling(fromAspectRatio: 3, minimumLengthPixels: 0)))
    #expect(!wish(Tiling(fromAspectRatio: 3, minimumLengthPixels: 960, overlap: 0.6)))
    #expect(!wish(Tiling(fromAspectRatio: 3, minimumLengthPixels: 960, maximumTileCount: 0)))
    #expect(!wish(Tiling(fromAspectRatio: .nan, minimumLengthPixels: 960)))
  }

  @Test("numbers beyond any picture give an answer and no trap", arguments: [Int.max, Int.max / 3, 1 << 40, -7, 0])
  func extremes(side: Int) {
    for picture in [PixelSize(width: side, height: 60), PixelSize(width: 60, height: side)] {
      #expect(Self.rule.tiles(of: picture).count <= Self.rule.maximumTileCount)
      let wish = InputWish(fit: .longestSide(500), oversampling: side, tiling: Self.rule)
      #expect(wish.largestShrink(of: picture).horizontal >= 1)
    }
  }
}
