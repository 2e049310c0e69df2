import CPixels
import ModerationCore

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
  func alongRows(_ picture: PackedPicture) -> PackedPicture {
    let bytes = picture.filling(resultCount * 3 * picture.height) { source, target in
      withTaps {
        moderation_resample_rows(source, picture.rowBytes, picture.width, picture.height, $0, target)
      }
    }
    return PackedPicture(width: resultCount, height: picture.height, bytes: bytes)
  }

  /// Makes columns of `resultCount` pixels.
  func alongColumns(_ picture: PackedPicture) -> PackedPicture {
    let bytes = picture.filling(resultCount * picture.rowBytes) { source, target in
      withTaps {
        moderation_resample_columns(source, picture.rowBytes, picture.rowBytes, picture.height, $0, target)
      }
    }
    return PackedPicture(width: picture.width, height: resultCount, bytes: bytes)
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

extension PackedPicture {
  /// Bytes that a kernel makes of the picture's, every one of them.
  func filling(
    _ count: Int, _ kernel: (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>) -> Void
  ) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { output, filled in
      bytes.withUnsafeBufferPointer { input in
        guard let source = input.baseAddress, let target = output.baseAddress else { return }
        kernel(source, target)
        filled = count
      }
    }
  }
}
