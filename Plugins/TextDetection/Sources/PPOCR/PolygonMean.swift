import ModerationCore

/// The mean of a map inside a convex polygon, outline included.
enum PolygonMean {
  /// - Parameters:
  ///   - map: `width × height` values, row 0 on top.
  ///   - polygon: A convex polygon of four corners; parts outside the map are left out.
  /// - Returns: 0 where nothing of it lies on the map.
  ///
  /// Corners lose their fractions after the polygon's integer bounds are subtracted, as upstream does it.
  static func mean(of map: Span<Float>, width: Int, height: Int, inside polygon: Quadrilateral) -> Double {
    let corners = polygon.corners
    let left = clamp(floor(corners, \.x), width)
    let right = clamp(ceiling(corners, \.x), width)
    let top = clamp(floor(corners, \.y), height)
    let bottom = clamp(ceiling(corners, \.y), height)
    guard left <= right, top <= bottom else { return 0 }
    let points = corners.map { (x: Int(Float($0.x) - Float(left)), y: Int(Float($0.y) - Float(top))) }
    let rowCount = bottom - top + 1
    var starts = [Int](repeating: .max, count: rowCount)
    var ends = [Int](repeating: .min, count: rowCount)
    for i in 0..<4 {
      walk(from: points[i], to: points[(i + 1) % 4]) { x, y in
        guard y >= 0, y < rowCount else { return }
        starts[y] = min(starts[y], x)
        ends[y] = max(ends[y], x)
      }
    }
    var sum = 0.0
    var count = 0
    map.withUnsafeBufferPointer { map in
      for y in 0..<rowCount {
        let (from, to) = (max(0, starts[y]), min(right - left, ends[y]))
        guard from <= to else { continue }
        let row = (top + y) * width + left
        for value in map[(row + from)...(row + to)] { sum += Double(value) }
        count += to - from + 1
      }
    }
    return count == 0 ? 0 : sum / Double(count)
  }

  private static func floor(_ points: [PixelPoint], _ axis: KeyPath<PixelPoint, Double>) -> Int {
    Int((points.map { $0[keyPath: axis] }.min() ?? 0).rounded(.down))
  }

  private static func ceiling(_ points: [PixelPoint], _ axis: KeyPath<PixelPoint, Double>) -> Int {
    Int((points.map { $0[keyPath: axis] }.max() ?? 0).rounded(.up))
  }

  private static func clamp(_ value: Int, _ count: Int) -> Int { min(max(value, 0), count - 1) }

  /// Visits the points of a line, one for each step along its longer axis.
  private static func walk(from a: (x: Int, y: Int), to b: (x: Int, y: Int), visit: (Int, Int) -> Void) {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let steps = max(abs(dx), abs(dy))
    guard steps > 0 else { return visit(a.x, a.y) }
    for step in 0...steps {
      let x = Double(a.x) + Double(dx * step) / Double(steps)
      let y = Double(a.y) + Double(dy * step) / Double(steps)
      visit(Int(x.rounded()), Int(y.rounded()))
    }
  }
}
