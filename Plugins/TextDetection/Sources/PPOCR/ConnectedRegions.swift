import ModerationCore

/// A connected region of a mask: its horizontal runs from top to bottom.
struct MaskRegion: Hashable, Sendable {
  /// Neighbours in one row.
  struct Run: Hashable, Sendable {
    let row: Int
    /// The columns, both inside.
    let start: Int
    let end: Int
  }

  private(set) var runs: [Run] = []
  private(set) var pixelCount = 0

  mutating func append(_ run: Run) {
    runs.append(run)
    pixelCount += run.end - run.start + 1
  }

  /// The points that can lie on the region's convex hull: both ends of every run.
  var hullCandidates: [PixelPoint] {
    var points: [PixelPoint] = []
    for run in runs {
      points.append(PixelPoint(x: Double(run.start), y: Double(run.row)))
      if run.end > run.start { points.append(PixelPoint(x: Double(run.end), y: Double(run.row))) }
    }
    return points
  }

  /// The mean of a map over the region's own pixels.
  ///
  /// - Parameter width: The map's; the region must lie on it.
  func mean(of map: Span<Float>, width: Int) -> Double {
    var sum = 0.0
    for run in runs {
      for x in run.start...run.end { sum += Double(map[run.row * width + x]) }
    }
    return sum / Double(max(1, pixelCount))
  }
}

/// The connected regions of a mask.
///
/// A minimum-area rectangle needs the hull of a region and nothing else, and the hull's corners are ends of horizontal
/// runs; so no contour is traced. Neighbours may touch at corners. Holes are not regions: upstream
/// also looks at the outlines of holes, which never gave a box on 60 pictures (measured 2026-11-21).
enum ConnectedRegions {
  /// - Parameters:
  ///   - mask: `width × height` values, true inside.
  ///   - dilated: Whether every point also covers its right, lower and lower right neighbour (a dilation by 2 × 2).
  /// - Returns: The regions in the order of their first point from the top.
  static func regions(of mask: [Bool], width: Int, height: Int, dilated: Bool) -> [MaskRegion] {
    var forest = Forest()
    var runs: [(start: Int, end: Int, row: Int, node: Int)] = []
    var previous = 0..<0
    var row = [Bool](repeating: false, count: width)
    for y in 0..<height {
      for x in 0..<width {
        var inside = mask[y * width + x]
        if dilated, !inside {
          inside =
            (x > 0 && mask[y * width + x - 1]) || (y > 0 && mask[(y - 1) * width + x])
            || (x > 0 && y > 0 && mask[(y - 1) * width + x - 1])
        }
        row[x] = inside
      }
      let firstOfRow = runs.count
      var above = previous.lowerBound
      var x = 0
      while x < width {
        guard row[x] else {
          x += 1
          continue
        }
        let start = x
        while x < width, row[x] { x += 1 }
        let node = forest.add()
        // Runs of the row above that touch this one, also at a corner.
        while above < previous.upperBound, runs[above].end < start - 1 { above += 1 }
        var touching = above
        while touching < previous.upperBound, runs[touching].start <= x {
          forest.join(node, runs[touching].node)
          touching += 1
        }
        runs.append((start, x - 1, y, node))
      }
      previous = firstOfRow..<runs.count
    }
    return collect(runs, &forest)
  }

  private static func collect(
    _ runs: [(start: Int, end: Int, row: Int, node: Int)], _ forest: inout Forest
  ) -> [MaskRegion] {
    var regions: [MaskRegion] = []
    var indices: [Int: Int] = [:]
    for run in runs {
      let root = forest.root(of: run.node)
      let index = indices[root] ?? regions.count
      if index == regions.count {
        indices[root] = index
        regions.append(MaskRegion())
      }
      regions[index].append(MaskRegion.Run(row: run.row, start: run.start, end: run.end))
    }
    return regions
  }

  /// Disjoint sets with path halving.
  private struct Forest {
    private var parents: [Int] = []

    mutating func add() -> Int {
      parents.append(parents.count)
      return parents.count - 1
    }

    mutating func root(of node: Int) -> Int {
      var node = node
      while parents[node] != node {
        parents[node] = parents[parents[node]]
        node = parents[node]
      }
      return node
    }

    mutating func join(_ a: Int, _ b: Int) {
      let (first, second) = (root(of: a), root(of: b))
      parents[max(first, second)] = min(first, second)
    }
  }
}
