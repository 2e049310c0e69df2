import ModerationCore

/// A part of a picture as the detection network is shown it.
struct Look: Hashable, Sendable {
  /// The part, in pixels of the picture; neither range is empty.
  let columns: Range<Int>
  let rows: Range<Int>
  /// The size that it is brought to, which is that of the map, in pixels: multiples of 32.
  let width: Int
  let height: Int

  /// The whole of a picture.
  init(at picture: PictureBuffer, width: Int, height: Int) {
    self.init(columns: 0..<picture.width, rows: 0..<picture.height, width: width, height: height)
  }

  init(columns: Range<Int>, rows: Range<Int>, width: Int, height: Int) {
    (self.columns, self.rows, self.width, self.height) = (columns, rows, width, height)
  }

  /// What the network calculates on.
  var pixelCount: Int { width * height }

  /// Pixels of the map that a pixel of the picture becomes, on the side where that is less.
  var scale: Double { min(Double(width) / Double(columns.count), Double(height) / Double(rows.count)) }

  /// Whether it is a look at all of a picture.
  func isWhole(_ picture: PictureBuffer) -> Bool {
    columns == 0..<picture.width && rows == 0..<picture.height
  }
}
