import CPixels

/// Which pixels along one axis make each pixel of the result, and with which weights: one pass of a resampling.
struct Taps {
  /// Weights of each result pixel.
  let count: Int
  /// For each result pixel the place of its first weight; may lie outside of the picture, whose edges are repeated.
  private(set) var firsts: [Int32] = []
  /// `count` weights for each result pixel, `1 << shift` in sum.
  private(set) var weights: [Int32] = []
  /// Fractional bits of the weights.
  let shift: Int32

  init(count: Int, shift: Int32) {
    self.count = count
    self.shift = shift
  }

  /// How many pixels the result has.
  var resultCount: Int { firsts.count }

  mutating func append(first: Int, weights: [Int32]) {
    precondition(weights.count == count)
    firsts.append(Int32(first))
    self.weights += weights
  }

  /// Makes rows of `resultCount` pixels.
  func alongRows(_ rows: PictureRows) -> PackedPicture {
    PackedPicture(width: resultCount, height: rows.height) { target in
      withTaps { moderation_resample_rows(rows.start, rows.strideBytes, rows.width, rows.height, $0, target) }
    }
  }

  /// Makes columns of `resultCount` pixels.
  func alongColumns(_ rows: PictureRows) -> PackedPicture {
    PackedPicture(width: rows.width, height: resultCount) { target in
      withTaps { moderation_resample_columns(rows.start, rows.strideBytes, rows.rowBytes, rows.height, $0, target) }
    }
  }

  private func withTaps(_ body: (moderation_taps) -> Void) {
    let counts = [Int32](repeating: Int32(count), count: resultCount)
    firsts.withUnsafeBufferPointer { firsts in
      counts.withUnsafeBufferPointer { counts in
        weights.withUnsafeBufferPointer { weights in
          guard let first = firsts.baseAddress, let number = counts.baseAddress, let weight = weights.baseAddress
          else { return }
          body(
            moderation_taps(
              firsts: first, counts: number, weights: weight, positions: firsts.count, stride: count, shift: shift))
        }
      }
    }
  }
}
