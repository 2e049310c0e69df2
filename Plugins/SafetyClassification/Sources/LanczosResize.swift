import CPixels
import Glibc

/// Resizing as the network's reference has it: libvips 8.18 with the kernel "lanczos3" on a processor with vector units.
///
/// Equal to the last bit but for sizes where a place falls between two steps and the reference's answer depends on how
/// its threads cut the picture: 8 of 150 random sizes, a few rows each (measured 2026-11-27).
///
/// Not the pipeline's own resampler, which is Pillow's: with Pillow's Lanczos of the same pixels, scores moved by up to
/// 0.006 where pictures shrink and by 0.024 where they grow (measured 2026-11-27), most of it for weights that libvips
/// keeps in 6 bits down columns and in 12 along rows, and for half a pixel by which it moves what grows.
enum LanczosResize {
  /// Subpixel places that weights are worked out for.
  private static let places = 64

  /// Squashes or stretches a picture to a size, both sides at least 1.
  static func resized(_ rows: PictureRows, width: Int, height: Int) -> PackedPicture {
    var reduced: PackedPicture?
    if height < rows.height { reduced = Self.reduced(rows, to: height, isColumn: true) }
    if width < rows.width {
      reduced =
        reduced?.withRows { Self.reduced($0, to: width, isColumn: false) }
        ?? Self.reduced(rows, to: width, isColumn: false)
    }
    let picture = reduced ?? rows.packed
    guard width > picture.width || height > picture.height else { return picture }
    // Where one side grows the other one moves, too.
    return grown(picture, width: width, height: height)
  }

  /// Shrinks one side: by a whole factor with a mean, until no more than a factor of 4 is left, then with the kernel.
  private static func reduced(_ rows: PictureRows, to target: Int, isColumn: Bool) -> PackedPicture {
    let side = isColumn ? rows.height : rows.width
    var factor = 1 / (Double(target) / Double(side))
    var beyond = Double(target) * factor - Double(side)
    let whole = max(1, Int(factor / 2))
    var mean: PackedPicture?
    if whole > 1 {
      mean = isColumn ? meanOfRows(rows, whole) : meanOfColumns(rows, whole)
      factor /= Double(whole)
      beyond /= Double(whole)
    }
    let taps = reducingTaps(by: factor, beyond: beyond, to: target, isColumn: isColumn)
    func convolved(_ rows: PictureRows) -> PackedPicture { isColumn ? taps.alongColumns(rows) : taps.alongRows(rows) }
    return mean?.withRows(convolved) ?? convolved(rows)
  }

  private static func reducingTaps(by factor: Double, beyond: Double, to target: Int, isColumn: Bool) -> Taps {
    let count = 2 * Int((3 * factor).rounded(.toNearestOrEven)) + 1
    let before = (count + 1) / 2 - 1
    var known: [Int: [Int32]] = [:]
    var taps = Taps(count: count, shift: isColumn ? 6 : 12)
    // Added up as the reference does: multiplied, a place between two steps may fall to the other one.
    var place = factor / 2 - beyond / 2
    for _ in 0..<target {
      let step = Self.step(place)
      let weights =
        known[step] ?? lanczos(count, factor, Double(step) / Double(places), bits: taps.shift, isSpread: isColumn)
      known[step] = weights
      taps.append(first: Int(place) - before, weights: weights)
      place += factor
    }
    return taps
  }

  /// The kernel at a subpixel place, as fixed-point numbers.
  private static func lanczos(
    _ count: Int, _ factor: Double, _ place: Double, bits: Int32, isSpread: Bool
  ) -> [Int32] {
    let centre = place + Double(count) / 2 - 1
    let raw = (0..<count).map { lanczos3((Double($0) - centre) / factor) }
    let sum = raw.reduce(0, +)
    let scale = Double(1 << bits)
    guard isSpread else { return raw.map { Int32($0 / sum * scale) } }
    return rounded(raw.map { $0 / sum }, sum: 1 << bits)
  }

  private static func lanczos3(_ x: Double) -> Double {
    if x == 0 { return 1 }
    guard abs(x) < 3 else { return 0 }
    return 3 * sin(.pi * x) * sin(.pi * x / 3) / (.pi * .pi * x * x)
  }

  /// Weights that are 1 in sum as whole numbers with a given sum: the scale is searched for with which rounding gives
  /// it, and what then is still lacking goes to the first weights.
  private static func rounded(_ weights: [Double], sum: Int) -> [Int32] {
    var high = Double(sum + (weights.count + 1) / 2)
    var low = Double(sum - (weights.count + 1) / 2)
    var result: [Int32]
    var lacking: Int
    repeat {
      let scale = (high + low) / 2
      result = weights.map { Int32(($0 * scale).rounded(.toNearestOrEven)) }
      lacking = sum - result.reduce(0) { $0 + Int($1) }
      if lacking == 0 { return result }
      if lacking > 0 { low = scale } else { high = scale }
    } while high - low > 0.01
    let (each, rest) = lacking.quotientAndRemainder(dividingBy: weights.count)
    for index in result.indices { result[index] += Int32(each) + (index < abs(rest) ? Int32(rest.signum()) : 0) }
    return result
  }

  /// Four pixels and their weights for each position of a side that grows, in 4096ths: Catmull and Rom's cubic, half a
  /// pixel to the left of where it would belong.
  private static func cubic(from side: Int, to target: Int) -> [(first: Int, weights: [Int32])] {
    let scale = Double(target) / Double(side)
    return (0..<target).map { position in
      let place = Double(position) / scale - 0.5
      let x = Double(step(place - place.rounded(.down))) / Double(places)
      let weights = [
        -0.5 * x * (1 - x) * (1 - x), 1 - 2.5 * x * x + 1.5 * x * x * x, 0.5 * x + 2 * x * x - 1.5 * x * x * x,
        -0.5 * x * x * (1 - x),
      ]
      return (Int(place.rounded(.down)) - 1, weights.map { Int32($0 * 4096) })
    }
  }

  /// Enlarges a picture. What overshoots along a row is cut off after the columns only, so this is no pass of `Taps`.
  private static func grown(_ picture: PackedPicture, width: Int, height: Int) -> PackedPicture {
    let (columns, rows) = (cubic(from: picture.width, to: width), cubic(from: picture.height, to: height))
    var wide = [Int32](repeating: 0, count: picture.height * width * 3)
    for y in 0..<picture.height {
      for (x, column) in columns.enumerated() {
        for channel in 0..<3 {
          var sum: Int32 = 2048
          for tap in 0..<4 {
            let source = min(max(column.first + tap, 0), picture.width - 1)
            sum += Int32(picture.bytes[y * picture.rowBytes + source * 3 + channel]) * column.weights[tap]
          }
          wide[(y * width + x) * 3 + channel] = sum >> 12
        }
      }
    }
    var result = [UInt8](repeating: 0, count: height * width * 3)
    for (y, row) in rows.enumerated() {
      for x in 0..<(width * 3) {
        var sum: Int32 = 2048
        for tap in 0..<4 {
          let source = min(max(row.first + tap, 0), picture.height - 1)
          sum += wide[source * width * 3 + x] * row.weights[tap]
        }
        result[y * width * 3 + x] = UInt8(truncatingIfNeeded: min(max(sum >> 12, 0), 255))
      }
    }
    return PackedPicture(width: width, height: height, bytes: result)
  }

  /// The nearest of the subpixel places to a number that is not negative.
  private static func step(_ place: Double) -> Int { (Int(place * Double(2 * places)) % (2 * places) + 1) / 2 }

  /// The mean of each `factor` rows; the last row is repeated where one is short.
  private static func meanOfRows(_ rows: PictureRows, _ factor: Int) -> PackedPicture {
    PackedPicture(width: rows.width, height: (rows.height + factor - 1) / factor) {
      moderation_mean_rows(rows.start, rows.strideBytes, rows.rowBytes, rows.height, factor, $0)
    }
  }

  /// The mean of each `factor` columns; the last column is repeated where one is short.
  private static func meanOfColumns(_ rows: PictureRows, _ factor: Int) -> PackedPicture {
    PackedPicture(width: (rows.width + factor - 1) / factor, height: rows.height) {
      moderation_mean_columns(rows.start, rows.strideBytes, rows.width, rows.height, factor, $0)
    }
  }
}
