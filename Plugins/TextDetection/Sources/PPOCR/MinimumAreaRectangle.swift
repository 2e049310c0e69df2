import ModerationCore

/// The smallest rectangle, turned any way, around a set of points.
///
/// One of its sides lies along an edge of the convex hull, so all edges are tried. With n hull points that is n² steps;
/// hulls of pixel regions are short (at most a few hundred points on a side of 1,000).
struct MinimumAreaRectangle: Sendable {
  /// Clockwise or counter-clockwise; which corner comes first means nothing.
  let corners: [PixelPoint]
  /// The shorter side in pixels, measured between the outermost points (not pixel edges).
  let shorterSide: Double

  /// - Returns: nil for no points.
  init?(around points: [PixelPoint]) {
    let hull = ConvexHull.points(of: points)
    guard let first = hull.first else { return nil }
    guard hull.count > 2 else {
      let last = hull[hull.count - 1]
      corners = [first, last, last, first]
      shorterSide = 0
      return
    }
    var best: (area: Double, corners: [PixelPoint], side: Double)?
    for i in 0..<hull.count {
      let (from, to) = (hull[i], hull[(i + 1) % hull.count])
      let length = from.distance(to: to)
      guard length > 0 else { continue }
      let (ux, uy) = ((to.x - from.x) / length, (to.y - from.y) / length)
      var (low, high, depth) = (Double.infinity, -Double.infinity, 0.0)
      for point in hull {
        let (dx, dy) = (point.x - from.x, point.y - from.y)
        let along = dx * ux + dy * uy
        low = min(low, along)
        high = max(high, along)
        let across = dy * ux - dx * uy
        if abs(across) > abs(depth) { depth = across }
      }
      let area = (high - low) * abs(depth)
      if let best, best.area <= area { continue }
      let near = (
        PixelPoint(x: from.x + low * ux, y: from.y + low * uy), PixelPoint(x: from.x + high * ux, y: from.y + high * uy)
      )
      let (offX, offY) = (-uy * depth, ux * depth)
      best = (
        area,
        [
          near.0, near.1, PixelPoint(x: near.1.x + offX, y: near.1.y + offY),
          PixelPoint(x: near.0.x + offX, y: near.0.y + offY),
        ], min(high - low, abs(depth))
      )
    }
    guard let best else { return nil }
    corners = best.corners
    shorterSide = best.side
  }

  /// The corners by name.
  var quadrilateral: Quadrilateral { Quadrilateral(corners[0], corners[1], corners[2], corners[3]) }
}

/// The convex hull of points in the plane.
enum ConvexHull {
  /// The corners of the hull in one direction of turn, without points on its edges. Andrew's monotone chain.
  static func points(of points: [PixelPoint]) -> [PixelPoint] {
    let sorted = points.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    guard sorted.count > 1 else { return sorted }
    let lower = chain(sorted)
    let upper = chain(sorted.reversed())
    let hull = Array(lower.dropLast() + upper.dropLast())
    return hull.isEmpty ? Array(sorted.prefix(1)) : hull
  }

  private static func chain(_ sorted: some Collection<PixelPoint>) -> [PixelPoint] {
    var chain: [PixelPoint] = []
    for point in sorted {
      while chain.count > 1, !turnsLeft(chain[chain.count - 2], chain[chain.count - 1], point) { chain.removeLast() }
      if chain.last != point { chain.append(point) }
    }
    return chain
  }

  private static func turnsLeft(_ a: PixelPoint, _ b: PixelPoint, _ c: PixelPoint) -> Bool {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x) > 0
  }
}
