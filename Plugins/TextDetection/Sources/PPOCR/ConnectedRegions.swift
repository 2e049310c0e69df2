import CPixels
import Glibc
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
    map.withUnsafeBufferPointer { map in
      for run in runs {
        for value in map[(run.row * width + run.start)...(run.row * width + run.end)] { sum += Double(value) }
      }
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
  private struct Link {
    let run: MaskRegion.Run
    let node: Int
  }

  /// The regions of what is above a threshold.
  ///
  /// - Parameters:
  ///   - map: `width × height` values, row 0 on top.
  ///   - dilated: Whether every point also covers its right, lower and lower right neighbour (a dilation by 2 × 2).
  /// - Returns: The regions in the order of their first point from the top.
  static func regions(
    of map: Span<Float>, above threshold: Float, width: Int, height: Int, dilated: Bool
  ) -> [MaskRegion] {
    guard width > 0, height > 0 else { return [] }
    precondition(map.count >= width * height)
    var forest = Forest()
    var links: [Link] = []
    // Two rows of marks, each behind a 0, and the row that they make together.
    let rowBytes = width + 1
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 3 * rowBytes) { marks in
      marks.initialize(repeating: 0)
      guard let start = marks.baseAddress else { return }
      var (before, row) = (start + 1, start + 1 + rowBytes)
      let grown = start + 1 + 2 * rowBytes
      var (isMarkedBefore, above) = (false, 0..<0)
      for y in 0..<height {
        let isMarked = map.withUnsafeBufferPointer { map in
          map.baseAddress.map { moderation_threshold_row($0 + y * width, threshold, width, row) != 0 } ?? false
        }
        if dilated { moderation_grow_marks(before, row, width, grown) }
        let first = links.count
        if isMarked || (dilated && isMarkedBefore) {
          appendRuns(of: UnsafePointer(dilated ? grown : row), width, y, above, &links, &forest)
        }
        above = first..<links.count
        isMarkedBefore = isMarked
        swap(&before, &row)
      }
    }
    return collect(links, &forest)
  }

  /// - Parameter above: The runs of the row above.
  private static func appendRuns(
    of marks: UnsafePointer<UInt8>, _ width: Int, _ y: Int, _ above: Range<Int>, _ links: inout [Link],
    _ forest: inout Forest
  ) {
    func next(_ mark: Int32, from x: Int) -> Int {
      guard let place = memchr(marks + x, mark, width - x) else { return width }
      return UnsafeRawPointer(place) - UnsafeRawPointer(marks)
    }
    var nearest = above.lowerBound
    var start = next(1, from: 0)
    while start < width {
      let end = next(0, from: start)
      let node = forest.add()
      // Runs of the row above that touch this one, also at a corner.
      while nearest < above.upperBound, links[nearest].run.end < start - 1 { nearest += 1 }
      var touching = nearest
      while touching < above.upperBound, links[touching].run.start <= end {
        forest.join(node, links[touching].node)
        touching += 1
      }
      links.append(Link(run: MaskRegion.Run(row: y, start: start, end: end - 1), node: node))
      start = end < width ? next(1, from: end) : width
    }
  }

  private static func collect(_ links: [Link], _ forest: inout Forest) -> [MaskRegion] {
    var regions: [MaskRegion] = []
    // The region of each root; −1 for a node that is none, or not seen yet.
    var indices = [Int](repeating: -1, count: links.count)
    for link in links {
      let root = forest.root(of: link.node)
      if indices[root] < 0 {
        indices[root] = regions.count
        regions.append(MaskRegion())
      }
      regions[indices[root]].append(link.run)
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
