import ModerationCore

/// Where a tile of the original lies in a decoded frame, which may be smaller than the original.
struct TilePixels {
  /// The tile as if it were a frame of its own.
  let frame: DecodedFrame
  /// Its bytes in the frame's, from the first of its first row to the last of its last one.
  let firstByte: Int
  let endByte: Int
  private let tile: Tiling.Tile

  /// - Parameter tile: Inside the frame's original.
  init(_ tile: Tiling.Tile, of whole: DecodedFrame) {
    self.tile = tile
    let columns = Self.pixels(tile.x, tile.size.width, of: whole.originalSize.width, in: whole.size.width)
    let rows = Self.pixels(tile.y, tile.size.height, of: whole.originalSize.height, in: whole.size.height)
    let size = PixelSize(width: columns.count, height: rows.count)
    firstByte = rows.lowerBound * whole.strideBytes + columns.lowerBound * 3
    endByte = firstByte + (rows.count - 1) * whole.strideBytes + columns.count * 3
    frame = DecodedFrame(
      index: whole.index, size: size, strideBytes: whole.strideBytes, originalSize: tile.size,
      hasAlpha: whole.hasAlpha, origin: whole.origin)
  }

  /// The decoded pixels along one axis that show a run of original ones; at least one.
  private static func pixels(_ start: Int, _ count: Int, of original: Int, in decoded: Int) -> Range<Int> {
    guard original != decoded else { return start..<(start + count) }
    let scale = Double(decoded) / Double(original)
    let first = min(decoded - 1, Int((Double(start) * scale).rounded()))
    let end = min(decoded, Int((Double(start + count) * scale).rounded()))
    return first..<max(first + 1, end)
  }

  /// What the detector is told: the tile's place in the whole original.
  func description(_ ofTile: FrameDescription, in original: PixelSize) -> FrameDescription {
    let region = ofTile.originalRegion
    return FrameDescription(
      size: ofTile.size, strideBytes: ofTile.strideBytes, channelOrder: ofTile.channelOrder,
      frameIndex: ofTile.frameIndex, originalSize: original,
      originalRegion: PixelRectangle(
        x: region.x + Double(tile.x), y: region.y + Double(tile.y), width: region.width, height: region.height),
      tile: tile.size == original ? nil : tile)
  }
}
