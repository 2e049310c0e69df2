import ModerationCore

/// Lines that run over each other: one hides letters of the other, so neither is read for certain.
enum CrossingLines {
  /// The square of the sine of the least angle, 8°, at which lines cross: boxes of one paragraph differ by 2° or less.
  static let squaredSine = 0.0194
  /// The area that crossing lines share, at least, in squares of the thinner one: boxes reach a little beyond their
  /// letters.
  static let sharedSquares = 0.3
  /// Shorter lines, in thicknesses, have no direction.
  static let directedRatio = 2.5

  /// How many pairs of lines cross. Complexity: `n²` comparisons of rectangles.
  static func count(in lines: [PixelQuadrilateral]) -> Int {
    let directed = lines.compactMap { line -> (line: PixelQuadrilateral, bounds: PixelRectangle, thickness: Double)? in
      let thickness = line.thickness
      return line.length >= directedRatio * thickness ? (line, line.bounds, thickness) : nil
    }
    var count = 0
    for (index, a) in directed.enumerated() {
      for b in directed[(index + 1)...]
      where a.bounds.x < b.bounds.x + b.bounds.width && b.bounds.x < a.bounds.x + a.bounds.width
        && a.bounds.y < b.bounds.y + b.bounds.height && b.bounds.y < a.bounds.y + a.bounds.height
        && a.line.squaredSine(to: b.line) > squaredSine
      {
        let thinner = min(a.thickness, b.thickness)
        if a.line.sharedArea(with: b.line) >= sharedSquares * thinner * thinner { count += 1 }
      }
    }
    return count
  }
}
