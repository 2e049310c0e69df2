import ImageModeration

/// A frame as NudeNet takes it: padded with black to a square at the right and at the bottom, 320×320, one plane for each of
/// blue, green and red, 0…1.
struct NudeNetInput {
  /// The model's input, in pixels a side.
  static let side = 320

  /// `[1, 3, 320, 320]`, row-major.
  let elements: [Float]
  /// The side of the padded square in pixels of the frame: what 320 pixels of the model stand for.
  let squareSide: Int

  /// - Throws: `unexpectedInput` for pixels that are larger than the model's input, not red first, or too few.
  init(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) {
    let (width, height) = (frame.size.width, frame.size.height)
    guard frame.channelOrder == .rgb, frame.size.shorterSide > 0, frame.size.longerSide <= Self.side,
      frame.strideBytes >= width * 3, let before = checkedProduct(height - 1, frame.strideBytes),
      pixels.byteCount - width * 3 >= before
    else {
      throw DetectorFailure(
        .unexpectedInput,
        message: "NudeNet takes RGB pixels of at most 320x320, not \(frame.size) in \(pixels.byteCount) bytes")
    }
    squareSide = frame.size.longerSide
    let area = Self.side * Self.side
    let taps = Self.taps(from: squareSide)
    var elements = [Float](repeating: 0, count: 3 * area)
    func value(_ x: Int, _ y: Int, _ channel: Int) -> Float {
      guard x < width, y < height else { return 0 }
      return Float(pixels.unsafeLoad(fromByteOffset: y * frame.strideBytes + x * 3 + channel, as: UInt8.self))
    }
    for y in 0..<Self.side where taps[y].first < height {
      let row = taps[y]
      for x in 0..<Self.side where taps[x].first < width {
        let column = taps[x]
        for channel in 0..<3 {
          var sum = value(column.first, row.first, channel)
          if squareSide < Self.side {
            let upper = sum + (value(column.second, row.first, channel) - sum) * column.weight
            let left = value(column.first, row.second, channel)
            let lower = left + (value(column.second, row.second, channel) - left) * column.weight
            sum = (upper + (lower - upper) * row.weight).rounded()
          }
          elements[(2 - channel) * area + y * Self.side + x] = sum / 255
        }
      }
    }
    self.elements = elements
  }

  /// Two input positions for an output position, and the second one's weight.
  private struct Tap {
    let first: Int
    let second: Int
    let weight: Float
  }

  /// Bilinear enlargement as OpenCV has it: pixel centres on half numbers, edges repeated.
  private static func taps(from source: Int) -> [Tap] {
    (0..<side).map { position in
      let exact = max(0, (Float(position) + 0.5) * Float(source) / Float(side) - 0.5)
      let first = min(source - 1, Int(exact))
      return Tap(first: first, second: min(source - 1, first + 1), weight: exact - Float(first))
    }
  }
}
