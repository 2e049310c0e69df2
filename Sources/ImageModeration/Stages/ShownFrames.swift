import Digests

/// What detectors were shown of one image, so that frames and pictures which show the same are judged once.
struct ShownFrames {
  /// When two pictures of a file show the same.
  enum Comparison {
    /// Every pixel is equal: frames of an animation.
    case equal
    /// They look alike at thumbnail size: the same picture in several sizes, or shots of one moment.
    case alike
  }

  /// Cells of a thumbnail along each side.
  static let gridSide = 32
  /// The most that two cells of pictures that look alike may differ, in levels of 256. Black letters cover a fifth of
  /// a cell and more; redrawn edges of an icon stay below it.
  static let largestCellDifference = 32
  /// The most that the shapes of pictures that look alike may differ.
  static let largestShapeDifference = 0.02

  private struct Thumbnail {
    let shape: Double
    let cells: [UInt8]
  }

  let comparison: Comparison
  private var digests: Set<SHA256Digest> = []
  private var thumbnails: [Thumbnail] = []

  init(_ comparison: Comparison) { self.comparison = comparison }

  /// Whether a frame shows what no frame before it did; remembers it.
  mutating func isNew(_ pixels: RawSpan, _ frame: DecodedFrame) -> Bool {
    // What cannot be digested counts as new.
    if let digest = SHA256Digest(of: pixels) {
      guard digests.insert(digest).inserted else { return false }
    }
    // Another rendition differs on purpose.
    guard comparison == .alike, frame.rendition == .standard else { return true }
    let thumbnail = Thumbnail(shape: frame.originalSize.aspectRatio, cells: Self.cells(of: pixels, frame))
    let isKnown = thumbnails.contains { Self.areAlike($0, thumbnail) }
    if !isKnown { thumbnails.append(thumbnail) }
    return !isKnown
  }

  private static func areAlike(_ left: Thumbnail, _ right: Thumbnail) -> Bool {
    abs(left.shape / right.shape - 1) <= largestShapeDifference
      && zip(left.cells, right.cells).allSatisfy { abs(Int($0) - Int($1)) <= largestCellDifference }
  }

  /// The mean colours of the grid's cells; of a picture with fewer pixels than cells the nearest pixels.
  private static func cells(of pixels: RawSpan, _ frame: DecodedFrame) -> [UInt8] {
    func span(_ cell: Int, _ side: Int) -> Range<Int> {
      let start = cell * side / gridSide
      return start..<max(start + 1, (cell + 1) * side / gridSide)
    }
    let (size, stride) = (frame.size, frame.strideBytes)
    return pixels.withUnsafeBytes { bytes in
      (0..<gridSide).flatMap { row in
        (0..<gridSide).flatMap { column in
          var sums = (0, 0, 0)
          let (rows, columns) = (span(row, size.height), span(column, size.width))
          for y in rows {
            for x in columns {
              let place = y * stride + x * 3
              sums.0 += Int(bytes[place])
              sums.1 += Int(bytes[place + 1])
              sums.2 += Int(bytes[place + 2])
            }
          }
          let area = rows.count * columns.count
          return [sums.0 / area, sums.1 / area, sums.2 / area].map { UInt8(truncatingIfNeeded: $0) }
        }
      }
    }
  }
}
