/// How very long pictures are cut into overlapping tiles, so that a detector sees them at a useful size.
///
/// A chat screenshot of 1080×9000 pixels shrunk to 960 has letters of 4 pixels; in tiles of 1080×1080 they keep 36.
/// Tiles lie one behind the other along the longer side, each as wide as the picture, the last one flush with the end.
public struct Tiling: Hashable, Sendable {
  /// One tile: a part of the upright original, in whole pixels.
  public struct Tile: Hashable, Sendable {
    /// The left edge, in pixels of the original.
    public let x: Int
    /// The top edge, in pixels of the original.
    public let y: Int
    /// Width and height, in pixels of the original.
    public let size: PixelSize

    /// Makes a tile.
    public init(x: Int, y: Int, size: PixelSize) {
      self.x = x
      self.y = y
      self.size = size
    }

    /// The tile as a rectangle of the original.
    public var rectangle: PixelRectangle {
      PixelRectangle(x: Double(x), y: Double(y), width: Double(size.width), height: Double(size.height))
    }
  }

  /// A second look at pictures that are not long: overlapping parts in rows and columns, each with the picture's shape.
  public struct Grid: Hashable, Sendable {
    /// How many parts lie side by side along each axis, 2 to 8.
    public var count: Int
    /// The length of a part along each axis, as a share of the picture's, so that neighbours overlap: more than 1 in
    /// `count`, less than 1.
    public var share: Double

    /// Makes a grid; numbers out of range make the tiling invalid.
    public init(count: Int, share: Double) {
      self.count = count
      self.share = share
    }

    var isValid: Bool { (2...8).contains(count) && share < 1 && share * Double(count) > 1 }

    func tiles(of picture: PixelSize) -> [Tile] {
      let size = PixelSize(
        width: max(1, Int((Double(picture.width) * share).rounded())),
        height: max(1, Int((Double(picture.height) * share).rounded())))
      return (0..<count).flatMap { row in
        (0..<count).map { column in
          Tile(
            x: (picture.width - size.width) * column / (count - 1),
            y: (picture.height - size.height) * row / (count - 1), size: size)
        }
      }
    }
  }

  /// Pictures whose longer side is at least this many times the shorter one are cut; greater than 1.
  public var fromAspectRatio: Double
  /// The length of a tile along the longer side, in pixels of the original; never less than the shorter side.
  public var minimumLengthPixels: Int
  /// How much of a tile its successor shows again, as a share of the tile's length, 0 to 0.5. What is no longer than
  /// this is whole in some tile.
  public var overlap: Double
  /// The most tiles of one picture, at least 1; where more would be needed the tiles become longer.
  public var maximumTileCount: Int
  /// How pictures are cut that are not long; nil to show those whole only.
  public var grid: Grid?
  /// Whether pictures that are not long are searched for straight gutters that part them into rows and columns, as in a
  /// contact sheet, and each of its pictures is shown.
  ///
  /// They are found in the decoded pixels, so `tiles(of:)` does not know them, and the decoder keeps no more pixels for
  /// them: `InputWish.oversampling` bounds how small a cell may get. At 4, and 256 pixels wanted, each cell of 6×6
  /// keeps 170, and scored there as at 640 (0.48 and 0.45; 0.13 at 85; measured 2026-11-21 with open_nsfw). Every large
  /// picture would have to be decoded whole for more.
  public var cutsContactSheets: Bool

  /// Makes a rule.
  public init(
    fromAspectRatio: Double, minimumLengthPixels: Int, overlap: Double = 0.15, maximumTileCount: Int = 16,
    grid: Grid? = nil, cutsContactSheets: Bool = false
  ) {
    self.fromAspectRatio = fromAspectRatio
    self.minimumLengthPixels = minimumLengthPixels
    self.overlap = overlap
    self.maximumTileCount = maximumTileCount
    self.grid = grid
    self.cutsContactSheets = cutsContactSheets
  }

  /// Whether the numbers keep their ranges.
  public var isValid: Bool {
    fromAspectRatio > 1 && minimumLengthPixels > 0 && (0...0.5).contains(overlap) && maximumTileCount > 0
      && grid?.isValid ?? true
  }

  /// Whether a picture is cut because it is long. If not, `grid` and `cutsContactSheets` say how it is cut.
  public func cutsAsLong(_ picture: PixelSize) -> Bool {
    isValid && picture.shorterSide > 0 && picture.aspectRatio >= fromAspectRatio
      && length(in: picture) < picture.longerSide
  }

  /// The tiles of a picture, first to last; the whole picture as one tile where it is not cut.
  public func tiles(of picture: PixelSize) -> [Tile] {
    let whole = Tile(x: 0, y: 0, size: picture)
    guard isValid, picture.shorterSide > 0 else { return [whole] }
    guard cutsAsLong(picture) else { return grid?.tiles(of: picture) ?? [whole] }
    let length = length(in: picture)
    let step = max(1, length - Int(Double(length) * overlap))
    let count = (picture.longerSide - length + step - 1) / step + 1
    return (0..<count).map { index in
      let start = min(index * step, picture.longerSide - length)
      return picture.height >= picture.width
        ? Tile(x: 0, y: start, size: PixelSize(width: picture.width, height: length))
        : Tile(x: start, y: 0, size: PixelSize(width: length, height: picture.height))
    }
  }

  /// The length that keeps the number of tiles: `length + (count − 1) × step ≥ longer side`.
  private func length(in picture: PixelSize) -> Int {
    let steps = Double(max(0, maximumTileCount - 1)) * (1 - min(max(overlap, 0), 0.5))
    let needed = (Double(picture.longerSide) / (1 + steps)).rounded(.up) + 1
    return max(minimumLengthPixels, picture.shorterSide, needed < 1e9 ? Int(needed) : .max)
  }
}
