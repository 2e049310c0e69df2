import ModerationCore

/// Places of a map where the detection network sees a little of text and no region is: letters too low for its input.
enum FaintTraces {
  /// Places are squares of so many pixels of the map.
  static let cell = 16
  /// A pixel of the map above this is a trace, 0…1.
  static let threshold: Float = 0.1

  /// The squares with a trace, beside the regions' boxes.
  ///
  /// - Parameters:
  ///   - map: What `look` gave, `height × width` probabilities.
  ///   - regions: What was found there, in pixels of the picture.
  /// - Returns: Rectangles in pixels of the picture.
  static func places(in map: Span<Float>, _ look: Look, beside regions: [TextRegion]) -> [PixelRectangle] {
    let (across, down) = ((look.width + cell - 1) / cell, (look.height + cell - 1) / cell)
    var marked = [Bool](repeating: false, count: across * down)
    for y in 0..<look.height {
      let (row, start) = (y / cell * across, y * look.width)
      for x in 0..<look.width where map[start + x] > threshold { marked[row + x / cell] = true }
    }
    let (scaleX, scaleY) = (
      Double(look.columns.count) / Double(look.width), Double(look.rows.count) / Double(look.height)
    )
    let (width, height) = (Double(cell) * scaleX, Double(cell) * scaleY)
    let boxes = regions.map(\.box.outline.bounds)
    return marked.indices.filter { marked[$0] }.map { index in
      PixelRectangle(
        x: Double(look.columns.lowerBound) + Double(index % across) * width,
        y: Double(look.rows.lowerBound) + Double(index / across) * height, width: width, height: height)
    }.filter { place in
      !boxes.contains { box in
        box.x < place.x + place.width && place.x < box.x + box.width && box.y < place.y + place.height
          && place.y < box.y + box.height
      }
    }
  }
}
