/// The lines read in the tiles of one frame, put together: what two tiles both show is kept once, as the one that shows
/// more of it has read it.
///
/// The whole picture, read last, only adds lines that are longer than what neighbouring tiles share: any tile may have cut
/// those. Nothing is dropped for them, because letters that are small in the whole are better read in a tile. Of a contact
/// sheet, whose cells share nothing, the whole adds what lies in no cell.
struct TiledText {
  private(set) var lines: [RecognizedLine] = []
  /// Lines up to this length along the picture are whole in some tile, in pixels of the original.
  private let sharedLength: Double
  private let isTall: Bool
  private let isTiled: Bool
  /// The cells of a contact sheet; empty where tiles overlap.
  private let cells: [PixelRectangle]

  /// - Parameter tiles: All tiles, first to last, without the whole.
  init(tiles: [Tiling.Tile]) {
    isTiled = tiles.count > 1
    isTall = tiles.first?.x == tiles.last?.x
    guard isTiled else {
      sharedLength = 0
      cells = []
      return
    }
    let (first, second) = (tiles[0], tiles[1])
    let areApart = second.x >= first.x + first.size.width || second.y >= first.y + first.size.height
    cells = areApart ? tiles.map(\.rectangle) : []
    sharedLength = Double(isTall ? first.size.height - second.y : first.size.width - second.x)
  }

  /// Takes over the lines of one tile, or of the whole picture after all tiles; boxes in pixels of the original.
  mutating func add(_ read: [RecognizedLine], ofWhole isWhole: Bool) {
    for line in read {
      if !isTiled {
        lines.append(line)
      } else if !isWhole {
        place(line)
      } else if !cells.isEmpty {
        if !cells.contains(where: { $0.coversMost(of: line.box) }) { lines.append(line) }
      } else if (isTall ? line.box.height : line.box.width) > sharedLength {
        lines.append(line)
      }
    }
  }

  /// Adds a line unless a tile before has read the same, or more of it; drops what it shows more of.
  private mutating func place(_ line: RecognizedLine) {
    let same = lines.indices.filter { lines[$0].box.coversMost(of: line.box) }
    guard !same.contains(where: { lines[$0].box.area >= line.box.area }) else { return }
    for index in same.reversed() { lines.remove(at: index) }
    lines.append(line)
  }
}

extension PixelRectangle {
  /// Width times height.
  var area: Double { width * height }

  /// Whether this rectangle and another share more than half of the smaller one.
  func coversMost(of other: PixelRectangle) -> Bool {
    let across = min(x + width, other.x + other.width) - max(x, other.x)
    let down = min(y + height, other.y + other.height) - max(y, other.y)
    guard across > 0, down > 0 else { return false }
    return across * down > min(area, other.area) / 2
  }
}
