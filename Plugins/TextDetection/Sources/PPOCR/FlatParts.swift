/// Parts of a picture without anything to read: sky, walls, black bars.
enum FlatParts {
  /// Squares of so many pixels are compared in themselves, so that a gradient counts as flat.
  static let cell = 16
  /// In a flat square no value of green is this far from another, 0…255.
  static let contrast: UInt8 = 16

  /// Whether all squares of a part are flat.
  static func isFlat(_ picture: PictureBuffer, _ tile: Canvases.Tile) -> Bool {
    picture.bytes.withUnsafeBufferPointer { bytes in
      for top in stride(from: tile.y, to: tile.y + tile.height, by: cell) {
        let rows = top..<min(top + cell, tile.y + tile.height)
        for left in stride(from: tile.x, to: tile.x + tile.width, by: cell) {
          let columns = left..<min(left + cell, tile.x + tile.width)
          var (least, most) = (UInt8.max, UInt8.min)
          for y in rows {
            for x in columns {
              let green = bytes[(y * picture.width + x) * 3 + 1]
              least = min(least, green)
              most = max(most, green)
            }
          }
          if most - least >= contrast { return false }
        }
      }
      return true
    }
  }
}
