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

  /// Looks at the parts around some boxes, as large as the whole would be shown.
  ///
  /// - Parameters:
  ///   - boxes: What is to be seen, in pixels of the picture; not empty.
  ///   - margin: How far the parts reach beyond the boxes, in pixels of the picture.
  ///   - whole: The look that the parts are cut out of.
  ///   - canvases: What looks are shown on; nil where each is an input of its own.
  /// - Returns: `whole` alone where parts would save little.
  static func looks(
    around boxes: [PixelRectangle], margin: Double, of whole: Look, on canvases: Canvases? = nil
  ) -> [Look] {
    let parts = joined(boxes.map { grown($0, by: margin, whole) })
    let looks = parts.map { look(at: $0, of: whole, on: canvases) }
    func cost(_ look: Look) -> Int {
      canvases?.plan(width: look.width, height: look.height).cost ?? look.pixelCount
    }
    return Double(looks.reduce(0) { $0 + cost($1) }) < nearlyAll * Double(cost(whole)) ? looks : [whole]
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

  /// A part at the scale of the whole, grown until it fills its canvas: what is shown costs the same as grey.
  private static func look(at part: PixelRectangle, of whole: Look, on canvases: Canvases?) -> Look {
    let scale = (
      x: Double(whole.width) / Double(whole.columns.count), y: Double(whole.height) / Double(whole.rows.count)
    )
    var size = (width: Int((part.width * scale.x).rounded(.up)), height: Int((part.height * scale.y).rounded(.up)))
    if let plan = canvases?.plan(width: size.width, height: size.height), plan.tiles.count == 1 {
      size = (max(size.width, plan.canvas.width), max(size.height, plan.canvas.height))
    }
    let (columns, width) = side(part.x, part.width, size.width, scale.x, whole.columns, whole.width)
    let (rows, height) = side(part.y, part.height, size.height, scale.y, whole.rows, whole.height)
    return Look(columns: columns, rows: rows, width: width, height: height)
  }

  private static func side(
    _ start: Double, _ length: Double, _ wanted: Int, _ scale: Double, _ whole: Range<Int>, _ size: Int
  ) -> (range: Range<Int>, size: Int) {
    guard wanted < size else { return (whole, size) }
    let count = min(whole.count, max(1, Int((Double(wanted) / scale).rounded())))
    let middle = Int(start + length / 2)
    let first = min(max(whole.lowerBound, middle - count / 2), whole.upperBound - count)
    return (first..<(first + count), wanted)
  }
}
