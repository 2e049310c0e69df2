import CPixels
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
    elements = Self.planes(of: Self.square(pixels, frame, side: squareSide), side: squareSide)
  }

  /// The frame without bytes between its rows, with black to its right and below it.
  private static func square(_ pixels: RawSpan, _ frame: FrameDescription, side: Int) -> [UInt8] {
    let (rowBytes, squareBytes) = (frame.size.width * 3, side * 3)
    return pixels.withUnsafeBytes { pixels in
      [UInt8](unsafeUninitializedCapacity: side * squareBytes) { square, count in
        guard let source = pixels.baseAddress?.assumingMemoryBound(to: UInt8.self), let target = square.baseAddress
        else {
          return
        }
        for y in 0..<frame.size.height {
          (target + y * squareBytes).initialize(from: source + y * frame.strideBytes, count: rowBytes)
          (target + y * squareBytes + rowBytes).initialize(repeating: 0, count: squareBytes - rowBytes)
        }
        let written = frame.size.height * squareBytes
        (target + written).initialize(repeating: 0, count: side * squareBytes - written)
        count = side * squareBytes
      }
    }
  }

  /// The planes of a square picture, enlarged where it is smaller than the model's input. Bits are lost where OpenCV's
  /// vector code loses them: rounded otherwise, one pixel in sixteen was off by one and scores by up to 0.013.
  private static func planes(of square: [UInt8], side sourceSide: Int) -> [Float] {
    let (area, taps) = (side * side, Taps(from: sourceSide))
    return [Float](unsafeUninitializedCapacity: 3 * area) { elements, count in
      guard let blue = elements.baseAddress else { return }
      square.withUnsafeBufferPointer { square in
        guard let square = square.baseAddress else { return }
        func spread(_ row: UnsafePointer<UInt8>, at y: Int) {
          let target = blue + y * side
          moderation_planes_row(row, side, 0, 255, target + 2 * area, target + area, target)
        }
        guard sourceSide != side else {
          for y in 0..<side { spread(square + y * side * 3, at: y) }
          return
        }
        let lineCount = side * 3 + 1
        withUnsafeTemporaryAllocation(of: Int16.self, capacity: 2 * lineCount) { lines in
          withUnsafeTemporaryAllocation(of: UInt8.self, capacity: side * 3) { row in
            guard let upper = lines.baseAddress, let row = row.baseAddress else { return }
            for y in 0..<side {
              for (line, from) in [(upper, taps.firsts[y]), (upper + lineCount, taps.seconds[y])] {
                // The last pixels of the last rows lie too near the end for the fast way.
                let isNearEnd = Int(from) + 2 >= sourceSide
                moderation_stretch_row(
                  square + Int(from) * sourceSide * 3, taps.firstBytes, taps.secondBytes, taps.weights, side,
                  isNearEnd ? 0 : side, line)
              }
              moderation_blend_rows(
                upper, upper + lineCount, taps.weights[2 * y], taps.weights[2 * y + 1], side * 3, row)
              spread(row, at: y)
            }
          }
        }
      }
      count = 3 * area
    }
  }

  /// For each output position the two input positions and their weights, which add up to 2048: bilinear enlargement as
  /// OpenCV has it, pixel centres on half numbers, edges repeated, weights of 11 bits.
  private struct Taps {
    private(set) var firsts: [Int32] = []
    private(set) var seconds: [Int32] = []
    /// Two for each position.
    private(set) var weights: [Int16] = []

    /// The positions in bytes of a row.
    let firstBytes: [Int32]
    let secondBytes: [Int32]

    init(from source: Int) {
      for position in 0..<NudeNetInput.side {
        let exact = max(0, (Float(position) + 0.5) * Float(source) / Float(NudeNetInput.side) - 0.5)
        let first = min(source - 1, Int(exact))
        let second = min(source - 1, first + 1)
        let weight = first == second ? 0 : Int16(((exact - Float(first)) * 2048).rounded(.toNearestOrEven))
        firsts.append(Int32(first))
        seconds.append(Int32(second))
        weights += [2048 - weight, weight]
      }
      firstBytes = firsts.map { $0 * 3 }
      secondBytes = seconds.map { $0 * 3 }
    }
  }
}
