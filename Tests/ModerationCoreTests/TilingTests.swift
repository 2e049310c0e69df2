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

  static let grid = Tiling(fromAspectRatio: 3, minimumLengthPixels: 960, grid: .init(count: 3, share: 0.5))

  @Test(
    "a grid's parts have the picture's shape, overlap, and reach each edge",
    arguments: [(1600, 1200), (1080, 2400), (333, 517), (51, 51), (2999, 1000)], [(2, 0.6), (3, 0.5), (8, 0.2)])
  func gridCoverage(size: (Int, Int), rule: (Int, Double)) {
    let picture = PixelSize(width: size.0, height: size.1)
    let tiling = Tiling(
      fromAspectRatio: 3, minimumLengthPixels: 960, grid: .init(count: rule.0, share: rule.1))
    let tiles = tiling.tiles(of: picture)
    #expect(tiles.count == rule.0 * rule.0)
    for tile in tiles {
      #expect(abs(Double(tile.size.width) - Double(picture.width) * rule.1) <= 0.5)
      #expect(abs(Double(tile.size.height) - Double(picture.height) * rule.1) <= 0.5)
    }
    for (starts, length, side) in [
      (tiles.prefix(rule.0).map(\.x), tiles[0].size.width, picture.width),
      (stride(from: 0, to: tiles.count, by: rule.0).map { tiles[$0].y }, tiles[0].size.height, picture.height),
    ] {
      #expect(starts.first == 0)
      #expect(starts.last == side - length)
      #expect(zip(starts, starts.dropFirst()).allSatisfy { $0 < $1 && $1 < $0 + length })
    }
  }

  @Test("a long picture is cut as a long one, grid or not")
  func gridOfLongPictures() {
    let picture = PixelSize(width: 1080, height: 9000)
    #expect(Self.grid.tiles(of: picture) == Self.rule.tiles(of: picture))
    #expect(Self.grid.cutsAsLong(picture))
    #expect(!Self.grid.cutsAsLong(PixelSize(width: 1080, height: 2400)))
    #expect(!Self.grid.cutsAsLong(PixelSize(width: 100, height: 900)), "no longer than one tile")
    #expect(!Self.grid.cutsAsLong(PixelSize(width: 0, height: 900)))
  }

  @Test(
    "a grid that cannot work makes the wish invalid and cuts nothing",
    arguments: [(1, 0.9), (9, 0.5), (0, 0.5), (-3, 0.5), (2, 0.5), (2, 1.0), (3, 0.3), (3, Double.nan), (2, .infinity)])
  func gridValidity(count: Int, share: Double) {
    let tiling = Tiling(fromAspectRatio: 3, minimumLengthPixels: 960, grid: .init(count: count, share: share))
    #expect(!tiling.isValid)
    #expect(!InputWish(fit: .longestSide(500), tiling: tiling).isValid)
    #expect(tiling.tiles(of: PixelSize(width: 800, height: 600)).count == 1)
  }

  @Test("a grid of a picture of any size gives parts inside it and no trap", arguments: [1, 2, 3, 1 << 40])
  func gridExtremes(side: Int) {
    for picture in [PixelSize(width: side, height: side), PixelSize(width: side, height: max(1, side / 2))] {
      for tile in Self.grid.tiles(of: picture) {
        #expect(tile.x >= 0 && tile.y >= 0 && tile.size.shorterSide >= 1)
        #expect(tile.x + tile.size.width <= picture.width && tile.y + tile.size.height <= picture.height)
      }
    }
  }

  @Test("for a grid's parts the decoder must keep more of the picture")
  func gridShrink() {
    var wish = InputWish(fit: .exact(PixelSize(width: 256, height: 256)), oversampling: 1)
    let picture = PixelSize(width: 4096, height: 4096)
    #expect(wish.largestShrink(of: picture).horizontal == 16)
    wish.tiling = Self.grid
    #expect(wish.largestShrink(of: picture).horizontal == 8)
    #expect(wish.leastDecodedSize(of: picture) == PixelSize(width: 512, height: 512))
  }
}
