import CPixels

/// Bilinear resizing without antialiasing, as OpenCV 5.0 computes `INTER_LINEAR` for 8-bit pictures.
///
/// The models were trained and are used behind it, so it is used here although Pillow's filter is the better one for
/// shrinking. Weights have 11 fractional bits; halving both sides exactly is an average of four pixels.
/// Against OpenCV: no pixel differs by more than 1, and fewer than 0.1 % by that (test `PPOCRResizeTests`).
enum LinearResize {
  /// The picture in another size. Both sides must be at least 1.
  static func resize(_ picture: PictureBuffer, width: Int, height: Int) -> PictureBuffer {
    if width == picture.width, height == picture.height { return picture }
    let rowCount = width * 3
    return PictureBuffer(width: width, height: height) { target in
      forEachRow(of: picture, width: width, height: height) { y, row in
        (target + y * rowCount).initialize(from: row, count: rowCount)
      }
    }
  }

  /// Shows the rows of the picture in another size, from the top; none is kept, so that a reader who goes on at once
  /// finds each in the first cache.
  ///
  /// - Parameter body: Takes a row's index and its `3 × width` bytes.
  static func forEachRow(
    of picture: PictureBuffer, width: Int, height: Int, _ body: (Int, UnsafePointer<UInt8>) -> Void
  ) {
    picture.bytes.withUnsafeBufferPointer { source in
      guard width > 0, height > 0, let source = source.baseAddress else { return }
      let stride = picture.width * 3
      if width == picture.width, height == picture.height {
        for y in 0..<height { body(y, source + y * stride) }
        return
      }
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: width * 3) { row in
        guard let row = row.baseAddress else { return }
        if picture.width == 2 * width, picture.height == 2 * height {
          for y in 0..<height {
            moderation_halve_rows(source + 2 * y * stride, source + (2 * y + 1) * stride, width, row)
            body(y, row)
          }
        } else {
          interpolate(source, picture.width, picture.height, width, height, row, body)
        }
      }
    }
  }

  /// Every row of the source is stretched once; two stretched rows are blended for each row that is wanted.
  private static func interpolate(
    _ source: UnsafePointer<UInt8>, _ sourceWidth: Int, _ sourceHeight: Int, _ width: Int, _ height: Int,
    _ row: UnsafeMutablePointer<UInt8>, _ body: (Int, UnsafePointer<UInt8>) -> Void
  ) {
    let columns = Taps(from: sourceWidth, to: width, insideOnly: true, step: 3)
    let rows = Taps(from: sourceHeight, to: height, insideOnly: false, step: 1)
    let (rowCount, lineCount) = (width * 3, width * 3 + 1)
    withUnsafeTemporaryAllocation(of: Int16.self, capacity: 2 * lineCount) { lines in
      guard var upper = lines.baseAddress else { return }
      var lower = upper + lineCount
      var (upperRow, lowerRow) = (-1, -1)
      func stretch(_ y: Int, into line: UnsafeMutablePointer<Int16>) {
        // Seven bytes are read for a pixel, one more than two pixels have.
        let adjacent = columns.count(endingBefore: (sourceHeight - y) * sourceWidth * 3, length: 7)
        moderation_stretch_row(
          source + y * sourceWidth * 3, columns.firsts, columns.seconds, columns.weights, width, adjacent, line)
      }
      for y in 0..<height {
        let (first, second) = (Int(rows.firsts[y]), Int(rows.seconds[y]))
        if first != upperRow {
          if first == lowerRow {
            swap(&upper, &lower)
            swap(&upperRow, &lowerRow)
          } else {
            stretch(first, into: upper)
            upperRow = first
          }
        }
        if second != lowerRow {
          stretch(second, into: lower)
          lowerRow = second
        }
        // Both products lose bits before they are added: that is how OpenCV's vector code has it.
        moderation_blend_rows(upper, lower, rows.weights[2 * y], rows.weights[2 * y + 1], rowCount, row)
        body(y, row)
      }
    }
  }

  /// For each output position the two input positions and their weights, which add up to 2048.
  private struct Taps {
    /// Positions, multiplied by the step.
    private(set) var firsts: [Int32] = []
    private(set) var seconds: [Int32] = []
    /// Two for each position.
    private(set) var weights: [Int16] = []

    /// - Parameters:
    ///   - insideOnly: Whether a position outside the picture gives all weight to the edge pixel, as OpenCV does along
    ///     rows; along columns it keeps both weights and clamps the positions.
    ///   - step: Bytes from one position to the next.
    init(from source: Int, to target: Int, insideOnly: Bool, step: Int32) {
      firsts.reserveCapacity(target)
      seconds.reserveCapacity(target)
      weights.reserveCapacity(2 * target)
      let scale = 1 / (Double(target) / Double(source))
      for position in 0..<target {
        let exact = Float((Double(position) + 0.5) * scale - 0.5)
        var first = Int(exact.rounded(.down))
        var fraction = exact - Float(first)
        if insideOnly, first < 0 || first >= source - 1 {
          first = first < 0 ? 0 : source - 1
          fraction = 0
        }
        firsts.append(Int32(min(max(first, 0), source - 1)) * step)
        seconds.append(Int32(min(max(first + 1, 0), source - 1)) * step)
        weights.append(Int16(((1 - fraction) * 2048).rounded(.toNearestOrEven)))
        weights.append(Int16((fraction * 2048).rounded(.toNearestOrEven)))
      }
    }

    /// How many positions, from the first, have this many bytes before an end: they ascend.
    func count(endingBefore end: Int, length: Int) -> Int {
      if let last = firsts.last, Int(last) + length <= end { return firsts.count }
      return firsts.firstIndex { Int($0) + length > end } ?? firsts.count
    }
  }
}
