import ModerationCore

/// The parts of a picture that are looked at again: few, and together no more than they save.
enum LookedAtAgain {
  /// More parts are joined; each costs a run of the network of its own.
  static let maximumPartCount = 4
  /// Of more rectangles than this, which are apart, only the one around all is looked at: joining costs their cube.
  static let maximumRectangleCount = 64
  /// Two parts are joined when the one around both is no more than this many times as large as they are together.
  static let joinedRatio = 1.3
  /// From this share of the whole on, the whole is looked at.
  static let nearlyAll = 0.7
  /// Sides of the parts' maps are multiples of this, in pixels, so that few sizes come up.
  static let step = 128

  /// Looks at the parts around some boxes, as large as the whole would be shown.
  ///
  /// - Parameters:
  ///   - boxes: What is to be seen, in pixels of the picture; not empty.
  ///   - margin: How far the parts reach beyond the boxes, in pixels of the picture.
  ///   - whole: The look that the parts are cut out of.
  /// - Returns: `whole` alone where parts would save little.
  static func looks(around boxes: [PixelRectangle], margin: Double, of whole: Look) -> [Look] {
    let parts = joined(boxes.map { grown($0, by: margin, whole) })
    let looks = parts.map { look(at: $0, of: whole) }
    let pixelCount = looks.reduce(0) { $0 + $1.pixelCount }
    return Double(pixelCount) < nearlyAll * Double(whole.pixelCount) ? looks : [whole]
  }

  private static func grown(_ box: PixelRectangle, by margin: Double, _ whole: Look) -> PixelRectangle {
    let (left, top) = (max(0, box.x - margin), max(0, box.y - margin))
    let right = min(Double(whole.columns.upperBound), box.x + box.width + margin)
    let bottom = min(Double(whole.rows.upperBound), box.y + box.height + margin)
    return PixelRectangle(x: left, y: top, width: max(1, right - left), height: max(1, bottom - top))
  }

  /// Joins rectangles that overlap or nearly do, and then those that cost least, until they are few.
  private static func joined(_ rectangles: [PixelRectangle]) -> [PixelRectangle] {
    var parts: [PixelRectangle] = []
    for rectangle in rectangles {
      var next = rectangle
      while let index = parts.firstIndex(where: { isWorthJoining($0, next) }) {
        next = around(parts.remove(at: index), next)
      }
      parts.append(next)
    }
    if parts.count > maximumRectangleCount { parts = [parts.dropFirst().reduce(parts[0], around)] }
    while parts.count > maximumPartCount {
      var best = (i: 0, j: 1, more: Double.infinity)
      for i in parts.indices {
        for j in parts.indices where j > i {
          let more = area(around(parts[i], parts[j])) - area(parts[i]) - area(parts[j])
          if more < best.more { best = (i, j, more) }
        }
      }
      let second = parts.remove(at: best.j)
      parts[best.i] = around(parts[best.i], second)
    }
    return parts
  }

  private static func isWorthJoining(_ a: PixelRectangle, _ b: PixelRectangle) -> Bool {
    area(around(a, b)) <= joinedRatio * (area(a) + area(b))
  }

  private static func around(_ a: PixelRectangle, _ b: PixelRectangle) -> PixelRectangle {
    let (x, y) = (min(a.x, b.x), min(a.y, b.y))
    return PixelRectangle(
      x: x, y: y, width: max(a.x + a.width, b.x + b.width) - x, height: max(a.y + a.height, b.y + b.height) - y)
  }

  private static func area(_ rectangle: PixelRectangle) -> Double { rectangle.width * rectangle.height }

  /// A part at the scale of the whole, grown so that its sides have few lengths.
  private static func look(at part: PixelRectangle, of whole: Look) -> Look {
    let (columns, width) = side(part.x, part.width, whole.columns, whole.width)
    let (rows, height) = side(part.y, part.height, whole.rows, whole.height)
    return Look(columns: columns, rows: rows, width: width, height: height)
  }

  private static func side(
    _ start: Double, _ length: Double, _ whole: Range<Int>, _ size: Int
  ) -> (range: Range<Int>, size: Int) {
    let scale = Double(size) / Double(whole.count)
    let wanted = (Int((length * scale).rounded(.up)) + step - 1) / step * step
    guard wanted < size else { return (whole, size) }
    let count = min(whole.count, max(1, Int((Double(wanted) / scale).rounded())))
    let middle = Int(start + length / 2)
    let first = min(max(whole.lowerBound, middle - count / 2), whole.upperBound - count)
    return (first..<(first + count), wanted)
  }
}
