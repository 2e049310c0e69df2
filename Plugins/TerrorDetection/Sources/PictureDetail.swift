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
    let weights: [Float] = [0.299, 0.587, 0.114]
    var luma = [Float](repeating: 0, count: side * side)
    for index in luma.indices {
      for channel in 0..<3 { luma[index] += weights[channel] * Float(pixels[index * 3 + channel]) }
    }
    let across = sumsOfThree(luma, side: side, step: 1)
    let sums = sumsOfThree(across, side: side, step: side)
    let blocks = side / blockSidePixels
    var totals = [Float](repeating: 0, count: blocks * blocks)
    for y in 0..<(blocks * blockSidePixels) {
      for x in 0..<(blocks * blockSidePixels) {
        let index = y * side + x
        totals[y / blockSidePixels * blocks + x / blockSidePixels] += abs(luma[index] - sums[index] / 9)
      }
    }
    return Double(totals.max() ?? 0) / Double(blockSidePixels * blockSidePixels)
  }

  /// Each value with its two neighbours in a row (step 1) or a column; outside, the edge goes on.
  private static func sumsOfThree(_ values: [Float], side: Int, step: Int) -> [Float] {
    values.indices.map { index in
      let place = step == 1 ? index % side : index / side
      let before = place > 0 ? index - step : index
      let after = place < side - 1 ? index + step : index
      return values[before] + values[index] + values[after]
    }
  }
}
