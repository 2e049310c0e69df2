/// Parts of a picture without anything to read: sky, walls, black bars.
enum FlatParts {
  /// Squares of so many pixels are compared in themselves, so that a gradient counts as flat.
  static let cell = 16
  /// In a flat square no value of a colour is this far from another, 0…255: what differs by two is on no screen a letter.
  static let contrast: UInt8 = 3

  /// Whether all squares of a part are flat.
  static func isFlat(_ picture: PictureBuffer, _ tile: Canvases.Tile) -> Bool {
    picture.bytes.withUnsafeBufferPointer { bytes in
      for top in stride(from: tile.y, to: tile.y + tile.height, by: cell) {
        let rows = top..<min(top + cell, tile.y + tile.height)
        for left in stride(from: tile.x, to: tile.x + tile.width, by: cell) {
          let columns = left..<min(left + cell, tile.x + tile.width)
          var (least, most) = (SIMD3<UInt8>(repeating: .max), SIMD3<UInt8>(repeating: .min))
          for y in rows {
            for x in columns {
              let start = (y * picture.width + x) * 3
              let colour = SIMD3(bytes[start], bytes[start + 1], bytes[start + 2])
              least = pointwiseMin(least, colour)
              most = pointwiseMax(most, colour)
            }
          }
          if (most &- least).max() >= contrast { return false }
        }
      }
      return true
    }
  }
}
