import ModerationCore

/// A frame as NudeNet takes it: padded with black to a square at the right and at the bottom, 320×320, one plane for
/// each of blue, green and red, 0…1.
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
    func value(_ x: Int, _ y: Int, _ channel: Int) -> Int32 {
      guard x < width, y < height else { return 0 }
      return Int32(pixels.unsafeLoad(fromByteOffset: y * frame.strideBytes + x * 3 + channel, as: UInt8.self))
    }
    for y in 0..<Self.side where taps[y].first < height {
      for x in 0..<Self.side where taps[x].first < width {
        for channel in 0..<3 {
          let shown =
            squareSide == Self.side ? value(x, y, channel) : Self.blend(taps[x], taps[y]) { value($0, $1, channel) }
          elements[(2 - channel) * area + y * Self.side + x] = Float(shown) / 255
        }
      }
    }
    self.elements = elements
  }

  /// Two input positions for an output position, and their weights, which add up to 2048.
  private struct Tap {
    let first: Int
    let second: Int
    let firstWeight: Int32
    let secondWeight: Int32
  }

  /// Bilinear enlargement as OpenCV has it: pixel centres on half numbers, edges repeated, weights of 11 bits.
  private static func taps(from source: Int) -> [Tap] {
    (0..<side).map { position in
      let exact = max(0, (Float(position) + 0.5) * Float(source) / Float(side) - 0.5)
      let first = min(source - 1, Int(exact))
      let second = min(source - 1, first + 1)
      let weight = first == second ? 0 : Int32(((exact - Float(first)) * 2048).rounded(.toNearestOrEven))
      return Tap(first: first, second: second, firstWeight: 2048 - weight, secondWeight: weight)
    }
  }

  /// Four pixels to one. Bits are lost where OpenCV's vector code loses them: rounded otherwise, one pixel in sixteen
  /// was off by one and scores by up to 0.013.
  private static func blend(_ column: Tap, _ row: Tap, _ value: (Int, Int) -> Int32) -> Int32 {
    let upper =
      value(column.first, row.first) * column.firstWeight + value(column.second, row.first) * column.secondWeight
    let lower =
      value(column.first, row.second) * column.firstWeight + value(column.second, row.second) * column.secondWeight
    return (((upper >> 4) * row.firstWeight) >> 16 + ((lower >> 4) * row.secondWeight) >> 16 + 2) >> 2
  }
}
