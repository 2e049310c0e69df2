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

  /// Cells of a thumbnail along each side, and the most that two of them may differ, in levels of 256, where pictures of
  /// different sizes look alike. Black letters cover a fifth of a cell and more; redrawn edges of an icon stay below it.
  static let coarse = (gridSide: 32, largestDifference: 32)
  /// The same for pictures of one size, which differ by letters or by a codec's noise.
  static let fine = (gridSide: 128, largestDifference: 12)
  /// The most that the shapes of pictures that look alike may differ.
  static let largestShapeDifference = 0.02

  private struct Thumbnail {
    let size: PixelSize
    let coarse: [UInt8]
    let fine: [UInt8]
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
    let thumbnail = Thumbnail(
      size: frame.originalSize, coarse: Self.cells(of: pixels, frame, Self.coarse.gridSide),
      fine: Self.cells(of: pixels, frame, Self.fine.gridSide))
    let isKnown = thumbnails.contains { Self.areAlike($0, thumbnail) }
    if !isKnown { thumbnails.append(thumbnail) }
    return !isKnown
  }

  private static func areAlike(_ left: Thumbnail, _ right: Thumbnail) -> Bool {
    func differ(_ left: [UInt8], _ right: [UInt8], by most: Int) -> Bool {
      zip(left, right).contains { abs(Int($0) - Int($1)) > most }
    }
    if left.size == right.size { return !differ(left.fine, right.fine, by: fine.largestDifference) }
    return abs(left.size.aspectRatio / right.size.aspectRatio - 1) <= largestShapeDifference
      && !differ(left.coarse, right.coarse, by: coarse.largestDifference)
  }

  /// The mean colours of a grid's cells; of a picture with fewer pixels than cells the nearest pixels.
  private static func cells(of pixels: RawSpan, _ frame: DecodedFrame, _ gridSide: Int) -> [UInt8] {
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
