/// Bilinear resizing without antialiasing, as OpenCV 5.0 computes `INTER_LINEAR` for 8-bit pictures.
///
/// The models were trained and are used behind it, so it is used here although Pillow's filter is the better one for
/// shrinking. Weights have 11 fractional bits; halving both sides exactly is an average of four pixels.
/// Against OpenCV: no pixel differs by more than 1, and fewer than 0.1 % by that (test `PPOCRResizeTests`).
enum LinearResize {
  /// One output position: the two input positions and their weights, which add up to 2048.
  private struct Tap {
    var first: Int
    var second: Int
    var firstWeight: Int32
    var secondWeight: Int32
  }

  /// The picture in another size. Both sides must be at least 1.
  static func resize(_ picture: PictureBuffer, width: Int, height: Int) -> PictureBuffer {
    if width == picture.width, height == picture.height { return picture }
    if picture.width == 2 * width, picture.height == 2 * height { return halved(picture) }
    let columns = taps(from: picture.width, to: width, insideOnly: true)
    let rows = taps(from: picture.height, to: height, insideOnly: false)
    let rowCount = width * 3
    var result = PictureBuffer(width: width, height: height)
    var upper = [Int32](repeating: 0, count: rowCount)
    var lower = upper
    var (upperRow, lowerRow) = (-1, -1)
    picture.bytes.withUnsafeBufferPointer { source in
      result.bytes.withUnsafeMutableBufferPointer { target in
        for y in 0..<height {
          let row = rows[y]
          if row.first != upperRow {
            if row.first == lowerRow {
              swap(&upper, &lower)
              swap(&upperRow, &lowerRow)
            } else {
              stretch(source, row: row.first, width: picture.width, columns, into: &upper)
              upperRow = row.first
            }
          }
          if row.second != lowerRow {
            stretch(source, row: row.second, width: picture.width, columns, into: &lower)
            lowerRow = row.second
          }
          blend(upper, lower, row.firstWeight, row.secondWeight, into: target, at: y * rowCount)
        }
      }
    }
    return result
  }

  private static func stretch(
    _ source: UnsafeBufferPointer<UInt8>, row: Int, width: Int, _ columns: [Tap], into line: inout [Int32]
  ) {
    let start = row * width * 3
    line.withUnsafeMutableBufferPointer { line in
      columns.withUnsafeBufferPointer { columns in
        for x in 0..<columns.count {
          let tap = columns[x]
          let (first, second) = (start + tap.first * 3, start + tap.second * 3)
          for channel in 0..<3 {
            line[x * 3 + channel] =
              Int32(source[first + channel]) &* tap.firstWeight &+ Int32(source[second + channel]) &* tap.secondWeight
          }
        }
      }
    }
  }

  /// Both products lose bits before they are added: that is how OpenCV's vector code has it.
  private static func blend(
    _ upper: [Int32], _ lower: [Int32], _ upperWeight: Int32, _ lowerWeight: Int32,
    into target: UnsafeMutableBufferPointer<UInt8>, at start: Int
  ) {
    upper.withUnsafeBufferPointer { upper in
      lower.withUnsafeBufferPointer { lower in
        for i in 0..<upper.count {
          let sum = ((upper[i] >> 4) &* upperWeight) >> 16 &+ ((lower[i] >> 4) &* lowerWeight) >> 16
          target[start + i] = UInt8(clamping: (sum &+ 2) >> 2)
        }
      }
    }
  }

  /// - Parameter insideOnly: Whether a position outside the picture gives all weight to the edge pixel, as OpenCV does
  ///   along rows; along columns it keeps both weights and clamps the positions.
  private static func taps(from source: Int, to target: Int, insideOnly: Bool) -> [Tap] {
    let scale = 1 / (Double(target) / Double(source))
    return (0..<target).map { position in
      let exact = Float((Double(position) + 0.5) * scale - 0.5)
      var first = Int(exact.rounded(.down))
      var fraction = exact - Float(first)
      if insideOnly, first < 0 || first >= source - 1 {
        first = first < 0 ? 0 : source - 1
        fraction = 0
      }
      return Tap(
        first: min(max(first, 0), source - 1), second: min(max(first + 1, 0), source - 1),
        firstWeight: Int32(((1 - fraction) * 2048).rounded(.toNearestOrEven)),
        secondWeight: Int32((fraction * 2048).rounded(.toNearestOrEven)))
    }
  }

  private static func halved(_ picture: PictureBuffer) -> PictureBuffer {
    var result = PictureBuffer(width: picture.width / 2, height: picture.height / 2)
    let (rowBytes, stride) = (result.width * 3, picture.width * 3)
    for y in 0..<result.height {
      for x in 0..<rowBytes {
        let from = 2 * y * stride + x / 3 * 6 + x % 3
        let sum =
          Int(picture.bytes[from]) + Int(picture.bytes[from + 3]) + Int(picture.bytes[from + stride])
          + Int(picture.bytes[from + stride + 3])
        result.bytes[y * rowBytes + x] = UInt8((sum + 2) / 4)
      }
    }
    return result
  }
}
