import ModerationCore

/// The pictures that a wish allows, from the smallest to very long ones.
struct PictureShapes {
  /// One picture as the pipeline would give it.
  struct Shape {
    let name: String
    let original: PixelSize
    let tile: Tiling.Tile?
  }

  let shapes: [Shape]
  /// The picture that most checks are done with.
  let common: PixelSize

  init(_ wish: InputWish, longestSidePixels: Int) {
    let wished =
      switch wish.fit {
      case .longestSide(let side): side
      case .exact(let size), .cover(let size): size.longerSide
      }
    let longest = min(max(1, wished), longestSidePixels)
    let square = min(longest, 640)
    // Sixteen times as long as wide, in the original: what is left of the shorter side is the wish's business.
    let long = PixelSize(width: max(1, longest / 16), height: longest)
    let originals = [
      PixelSize(width: 1, height: 1), PixelSize(width: 1, height: longest), PixelSize(width: longest, height: 1),
      PixelSize(width: 2, height: 3), PixelSize(width: 17, height: 13), PixelSize(width: square, height: square), long,
      long.transposed,
      // Larger than wished for, so that the pipeline makes it smaller.
      PixelSize(width: 4000, height: 3000),
    ]
    var shapes = originals.map { Shape(name: "noise of \($0)", original: $0, tile: nil) }
    let veryLong = PixelSize(width: 300, height: 12_000)
    if wish.tiling != nil, let tile = wish.tiles(of: veryLong).dropFirst().first {
      shapes.append(Shape(name: "a tile of noise of \(veryLong)", original: veryLong, tile: tile))
    }
    self.shapes = shapes.filter {
      wish.givenSize(of: $0.tile?.size ?? $0.original).longerSide <= max(longestSidePixels, exactSide(of: wish))
    }
    let side = min(longest, 320)
    common = PixelSize(width: side, height: max(1, side * 3 / 4))
  }
}

private func exactSide(of wish: InputWish) -> Int {
  switch wish.fit {
  case .exact(let size), .cover(let size): size.longerSide
  case .longestSide: 0
  }
}
