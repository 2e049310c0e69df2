import CPixels
import Glibc
import ModerationCore

/// Takes a region in which lines meet or cross apart: into straight strokes, the longest first.
///
/// A watermark that touches a word makes one region of the two, whose rectangle holds mostly background. The strokes of
/// the map are narrower than the letters and plainly to be seen. So: the longest straight run inside the region, in any
/// of 36 directions; the rows beside it that are about as long; that is a stroke, and its pixels count no more, though
/// later runs may lead through them, because there lines cross.
enum RegionStrokes {
  /// The most strokes of one region.
  static let maximumCount = 8
  /// The angle between directions that are tried, in degrees: a stroke of ten times its thickness fits into less than
  /// 6.
  static let angleStep = 5
  /// The shortest stroke, in pixels of the map.
  static let shortestPixels = 10
  /// A row of pixels belongs to the stroke beside it when it covers at least this share of it.
  static let rowShare = 0.5
  /// How far rows may reach beyond the stroke's first run, in pixels: ends are ragged.
  static let endPixels = 6
  /// What is left around a stroke's pixels is its rim, in pixels.
  static let rimPixels = 2
  /// When no more of the region than this share is left, it is taken apart.
  static let restShare = 0.05
  /// Samples along the diagonal: larger regions are sampled in longer steps, which bounds a search to 2.4 million
  /// looks.
  static let maximumSampleCount = 256

  /// The points of each stroke, in pixels of the map.
  static func strokes(of region: MaskRegion) -> [[PixelPoint]] {
    guard var canvas = Canvas(region) else { return [] }
    var strokes: [[PixelPoint]] = []
    while strokes.count < maximumCount, canvas.left > Int(restShare * Double(region.pixelCount)),
      let run = canvas.longestRun(), run.count >= shortestPixels
    {
      let points = canvas.points(around: run)
      guard !points.isEmpty else { break }
      strokes.append(points.map { PixelPoint(x: Double($0.x + canvas.left0), y: Double($0.y + canvas.top0)) })
      canvas.take(points)
    }
    return strokes
  }

  /// A straight run of pixels: a direction, the distance of its line from the middle, and from where to where along it.
  struct Run {
    var degrees = 0
    var across = 0
    var from = 0
    var to = 0
    /// How many pixels of it belong to no stroke yet.
    var count = 0
  }

  /// The region's pixels in the rectangle around them: 0 outside, 1 inside, 2 part of a stroke. One 0 lies behind them:
  /// what is looked at beyond the rectangle.
  private struct Canvas {
    let left0: Int
    let top0: Int
    private let width: Int
    private let height: Int
    private let radius: Int
    private var states: [UInt8]
    /// How many pixels belong to no stroke yet.
    private(set) var left: Int

    init?(_ region: MaskRegion) {
      guard let first = region.runs.first, let last = region.runs.last,
        let start = region.runs.map(\.start).min(), let end = region.runs.map(\.end).max()
      else { return nil }
      (left0, top0) = (start, first.row)
      (width, height) = (end - start + 1, last.row - first.row + 1)
      radius = Int((Double(width * width + height * height).squareRoot() / 2).rounded(.up)) + 1
      states = [UInt8](repeating: 0, count: width * height + 1)
      for run in region.runs {
        for x in run.start...run.end { states[(run.row - top0) * width + x - left0] = 1 }
      }
      left = region.pixelCount
    }

    /// Where a place along and across a direction lies; nil outside.
    private func index(_ along: Int, _ across: Int, _ direction: (cos: Double, sin: Double)) -> (x: Int, y: Int)? {
      let (u, v) = (Double(along), Double(across))
      let x = Double(width) / 2 + u * direction.cos - v * direction.sin
      let y = Double(height) / 2 + u * direction.sin + v * direction.cos
      return x >= 0 && x < Double(width) && y >= 0 && y < Double(height) ? (Int(x), Int(y)) : nil
    }

    private static func direction(_ degrees: Int) -> (cos: Double, sin: Double) {
      let angle = Double(degrees) * .pi / 180
      return (cos(angle), sin(angle))
    }

    /// The run with the most pixels that belong to no stroke yet; nil when nothing is left.
    func longestRun() -> Run? {
      let degrees = Array(stride(from: 0, to: 180, by: RegionStrokes.angleStep))
      let directions = degrees.map(Self.direction)
      let step = max(1, 2 * radius / RegionStrokes.maximumSampleCount)
      let best = moderation_longest_run(
        states, width, height, radius, step, max(2, step), directions.map(\.cos), directions.map(\.sin),
        directions.count)
      guard best.count > 0 else { return nil }
      return Run(
        degrees: degrees[best.direction], across: best.across, from: best.from, to: best.to, count: best.count)
    }

    /// The pixels of the rows on both sides of a run that are about as long.
    func points(around run: Run) -> [(x: Int, y: Int)] {
      let direction = Self.direction(run.degrees)
      let needed = Int(RegionStrokes.rowShare * Double(run.to - run.from + 1))
      var points: [(x: Int, y: Int)] = []
      for step in [1, -1] {
        var across = step > 0 ? run.across : run.across - 1
        while abs(across) <= radius {
          var row: [(x: Int, y: Int)] = []
          var inside = 0
          for along in (run.from - RegionStrokes.endPixels)...(run.to + RegionStrokes.endPixels) {
            guard let place = index(along, across, direction), states[place.y * width + place.x] > 0 else { continue }
            row.append(place)
            if along >= run.from, along <= run.to { inside += 1 }
          }
          guard inside >= max(1, needed) else { break }
          points += row
          across += step
        }
      }
      return points
    }

    /// Gives pixels, and the rim around them, to a stroke.
    mutating func take(_ points: [(x: Int, y: Int)]) {
      let rim = RegionStrokes.rimPixels
      for point in points {
        for y in max(0, point.y - rim)...min(height - 1, point.y + rim) {
          for x in max(0, point.x - rim)...min(width - 1, point.x + rim) where states[y * width + x] == 1 {
            states[y * width + x] = 2
            left -= 1
          }
        }
      }
    }
  }
}
