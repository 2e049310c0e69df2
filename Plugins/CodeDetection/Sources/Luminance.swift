import CPixels
import ModerationCore

/// A frame in grey: one byte a pixel, rows without padding.
struct Luminance {
  let width: Int
  let height: Int
  let values: [UInt8]

  private init(width: Int, height: Int, values: [UInt8]) {
    self.width = width
    self.height = height
    self.values = values
  }

  /// - Throws: `unexpectedInput` when the bytes are not there.
  init(checking pixels: RawSpan, _ frame: FrameDescription) throws(DetectorFailure) {
    guard frame.channelOrder == .rgb, frame.size.shorterSide > 0, frame.strideBytes >= frame.size.width * 3,
      pixels.byteCount >= (frame.size.height - 1) * frame.strideBytes + frame.size.width * 3
    else { throw DetectorFailure(.unexpectedInput, message: "\(frame.size) does not fit \(pixels.byteCount) bytes") }
    self.init(pixels, frame)
  }

  /// Red, green and blue weighted as in ITU-R BT.601, in 1024ths. The caller has checked that the bytes are there.
  private init(_ pixels: RawSpan, _ frame: FrameDescription) {
    width = frame.size.width
    height = frame.size.height
    let (width, height) = (width, height)
    values = [UInt8](unsafeUninitializedCapacity: width * height) { output, filled in
      pixels.withUnsafeBytes { input in
        guard let from = input.baseAddress, let to = output.baseAddress else { return }
        moderation_grey(
          from.assumingMemoryBound(to: UInt8.self), Int32(width), Int32(height), frame.strideBytes, to)
      }
      filled = width * height
    }
  }

  /// The shortest side on which edges are measured, in pixels: a square of 48 and a neighbour on each side.
  private static let shortestMeasuredSide = 50
  /// Edges that run one way as much as this may be bars. Of 171 pictures with a linear code or a PDF417 that is read,
  /// 170 have 0.54 and more; the other is all noise. 54 % of 61 ordinary pictures have it (measured 2026-11-28).
  private static let barCoherence: Float = 0.5
  /// Where so much of a picture is edges or noise, bars do not show by their coherence.
  private static let busyShare: Float = 0.9
  /// The sum of changes of light for each pixel, of its range, that bars of at most 6 pixels have.
  private static let barDensity: Float = 0.09

  /// Whether bars may be in the picture, of linear codes or of PDF417. Where not, they need not be looked for.
  var mayHoldBars: Bool {
    guard min(width, height) >= Self.shortestMeasuredSide else { return true }
    let (width, height) = (Int32(width), Int32(height))
    let edges = withUnsafeTemporaryAllocation(
      of: Int32.self, capacity: moderation_edges_workspace(width, height)
    ) { workspace in
      workspace.baseAddress.map { moderation_edges_of(values, width, height, Self.barDensity, $0) }
    }
    guard let edges else { return true }
    return edges.coherence >= Self.barCoherence || edges.busy >= Self.busyShare
  }

  /// Whether squares of codes may be in the picture, of QR codes, DataMatrix and Aztec, in modules of 2 pixels and more.
  ///
  /// Measured in this size and in a half, a quarter and an eighth of it: in one of them a code's modules have 2 to 6
  /// pixels. Where not, such codes need not be looked for.
  var mayHoldSquares: Bool {
    var level = self
    for _ in 0..<Self.squareLevelCount where min(level.width, level.height) >= Self.shortestSquareSide {
      if level.hasSquares { return true }
      level = level.halved
    }
    return min(width, height) < Self.shortestMeasuredSide
  }

  /// This size, a half, a quarter and an eighth of it.
  private static let squareLevelCount = 4
  /// A square of 24 pixels and a neighbour on each side.
  private static let shortestSquareSide = 26
  /// Of 107 pictures with such a code that is read, all have a square of 24 pixels with a density of 0.100 and more, where
  /// the spread is at least 0.25 and the range at least 24 (measured 2026-11-28).
  private static let squareBounds = moderation_square_bounds(range: 20, density: 0.085, spread: 0.24)

  private var hasSquares: Bool {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: moderation_squares_workspace(Int32(width))) { workspace in
      workspace.baseAddress.map {
        moderation_has_squares(values, Int32(width), Int32(height), Self.squareBounds, $0) != 0
      } ?? true
    }
  }

  private var halved: Luminance {
    let count = (width / 2) * (height / 2)
    let halves = [UInt8](unsafeUninitializedCapacity: count) { halves, filled in
      if let start = halves.baseAddress { moderation_halve(values, Int32(width), Int32(height), start) }
      filled = count
    }
    return Luminance(width: width / 2, height: height / 2, values: halves)
  }

  /// Light and dark exchanged.
  var inverted: Luminance { Luminance(width: width, height: height, values: values.map { 255 - $0 }) }

  /// The range between the darkest and the lightest hundredth spread over all of 0…255; nil where it nearly is already,
  /// or where there is nothing to spread.
  var stretched: Luminance? {
    var histogram = [Int](repeating: 0, count: 256)
    for value in values { histogram[Int(value)] += 1 }
    let share = values.count / 100
    func level(_ order: some Sequence<Int>) -> Int {
      var count = 0
      for value in order {
        count += histogram[value]
        if count > share { return value }
      }
      return 0
    }
    let (low, high) = (level(0..<256), level((0..<256).reversed()))
    guard (8...200).contains(high - low) else { return nil }
    let table = (0..<256).map { UInt8(min(max(($0 - low) * 255 / (high - low), 0), 255)) }
    return Luminance(width: width, height: height, values: values.map { table[Int($0)] })
  }
}
