import Glibc
import PictureFeatures

/// How much fine detail a picture has where it has most.
///
/// The classes of ImageNet-1k share out one whole among themselves. Where a picture shows nothing, no class gets much,
/// and two of a thousand together pass a threshold that was taken on photographs. Such pictures are told by their
/// smoothness: |luma − mean of its 3×3 neighbourhood|, averaged over blocks of 8×8 pixels, the largest block. Not over
/// the whole: a small photograph on plain ground would count as smooth.
enum PictureDetail {
  /// The side of a block, in pixels. Large enough that one odd pixel does not count, small against anything that the
  /// network could tell.
  static let blockSidePixels = 8

  /// Below this, in steps of 255, a picture is flat. Plain colours have 0, gradients up to 0.3, soft spots up to 0.46;
  /// photographs at least 2, with a quarter of their contrast 1.36, at a quarter of the side on plain ground 5.3.
  static let flatBelow = 0.75

  /// The same for fire, whose head learned what flat pictures are and errs on soft warm glows alone, which have 0.42 at
  /// most. Lower, because a flame is soft itself.
  static let flatForFireBelow = 0.5

  /// The largest mean of any block, in steps of 255; 0 of fewer or more pixels than the network takes.
  ///
  /// - Parameter pixels: Red, green and blue of each pixel, row by row without anything between.
  static func largest(_ pixels: [UInt8]) -> Double {
    let side = EfficientNetLite2.side
    guard pixels.count == side * side * 3 else { return 0 }
    let luma = (0..<(side * side)).map { (index: Int) -> Float in
      let red: Float = 0.299 * Float(pixels[index * 3])
      let green: Float = 0.587 * Float(pixels[index * 3 + 1])
      let blue: Float = 0.114 * Float(pixels[index * 3 + 2])
      return red + green + blue
    }
    let sums = sumsOfThreeRows(sumsOfThreeColumns(luma, side: side), side: side)
    let blocks = side / blockSidePixels
    var totals = [Float](repeating: 0, count: blocks * blocks)
    for y in 0..<(blocks * blockSidePixels) {
      let (row, block) = (y * side, y / blockSidePixels * blocks)
      for column in 0..<blocks {
        var total = totals[block + column]
        for x in (column * blockSidePixels)..<((column + 1) * blockSidePixels) {
          total += abs(luma[row + x] - sums[row + x] / 9)
        }
        totals[block + column] = total
      }
    }
    return Double(totals.max() ?? 0) / Double(blockSidePixels * blockSidePixels)
  }

  /// Each value with its two neighbours in a row; outside, the edge goes on.
  private static func sumsOfThreeColumns(_ values: [Float], side: Int) -> [Float] {
    var sums: [Float] = []
    sums.reserveCapacity(values.count)
    for row in stride(from: 0, to: values.count, by: side) {
      for x in 0..<side {
        sums.append(values[row + max(x - 1, 0)] + values[row + x] + values[row + min(x + 1, side - 1)])
      }
    }
    return sums
  }

  /// Each value with its two neighbours in a column; outside, the edge goes on.
  private static func sumsOfThreeRows(_ values: [Float], side: Int) -> [Float] {
    var sums: [Float] = []
    sums.reserveCapacity(values.count)
    for y in 0..<side {
      let (above, row, below) = (max(y - 1, 0) * side, y * side, min(y + 1, side - 1) * side)
      for x in 0..<side { sums.append(values[above + x] + values[row + x] + values[below + x]) }
    }
    return sums
  }
}
