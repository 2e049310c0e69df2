import ModerationCore

/// Cuts a line out of a picture, of a large one no more pixels than the reader can use.
///
/// The reader's input is 48 pixels high. Straightening a line of 500 pixels costs a hundred times as much and gives the
/// same letters with rougher edges, because what is then left out is left out without antialiasing. Most regions so
/// large are textures that only look like text.
enum LineCut {
  /// A line keeps at least this thickness, in pixels.
  static let leastThickness = 64.0
  /// The pixels around a box that straightening looks at.
  private static let margin = 4.0

  static func cut(_ box: Quadrilateral, outOf picture: PictureBuffer) -> PictureBuffer {
    let (width, height) = PerspectiveCrop.size(of: box)
    guard Double(min(width, height)) >= 2 * leastThickness else { return PerspectiveCrop.cut(box, outOf: picture) }
    let bounds = box.outline.bounds
    let columns = range(bounds.x, bounds.x + bounds.width, picture.width)
    let rows = range(bounds.y, bounds.y + bounds.height, picture.height)
    guard !columns.isEmpty, !rows.isEmpty else { return PerspectiveCrop.cut(box, outOf: picture) }
    var part = picture.part(columns: columns, rows: rows)
    var thickness = Double(min(width, height))
    while thickness >= 2 * leastThickness, min(part.width, part.height) > 1 {
      part = LinearResize.resize(part, width: (part.width + 1) / 2, height: (part.height + 1) / 2)
      thickness /= 2
    }
    let (x, y) = (Double(columns.lowerBound), Double(rows.lowerBound))
    let (scaleX, scaleY) = (
      Double(part.width) / Double(columns.count), Double(part.height) / Double(rows.count)
    )
    return PerspectiveCrop.cut(
      box.mapped { PixelPoint(x: ($0.x - x) * scaleX, y: ($0.y - y) * scaleY) }, outOf: part)
  }

  private static func range(_ from: Double, _ to: Double, _ count: Int) -> Range<Int> {
    let start = Int(min(max((from - margin).rounded(.down), 0), Double(count)))
    return start..<max(start, Int(min(max((to + margin).rounded(.up), 0), Double(count))))
  }
}
