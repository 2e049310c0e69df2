/// Which pixels along one axis make each pixel of the result, and with which weights: one pass of a resampling.
struct Taps {
  /// Weights of each result pixel.
  let count: Int
  /// For each result pixel the place of its first weight; may lie outside of the picture, whose edges are repeated.
  private(set) var firsts: [Int] = []
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
    firsts.append(first)
    self.weights += weights
  }

  /// Makes rows of `resultCount` pixels.
  func alongRows(_ picture: PackedPicture) -> PackedPicture {
    let before = max(0, -(firsts.min() ?? 0))
    let after = max(0, (firsts.max() ?? 0) + count - picture.width)
    // One byte more than the padded row, so that every pixel can be loaded as four bytes.
    var row = [UInt8](repeating: 0, count: (before + picture.width + after) * 3 + 1)
    let half: Int32 = 1 << (shift - 1)
    let resultBytes = resultCount * 3 * picture.height
    let bytes = [UInt8](unsafeUninitializedCapacity: resultBytes) { result, filled in
      for y in 0..<picture.height {
        picture.copyRow(y, to: &row, before: before, after: after)
        row.withUnsafeBytes { row in
          weights.withUnsafeBufferPointer { weights in
            for x in 0..<resultCount {
              var sum = SIMD4<Int32>(repeating: half)
              var offset = (firsts[x] + before) * 3
              for tap in (x * count)..<(x * count + count) {
                let pixel = row.loadUnaligned(fromByteOffset: offset, as: SIMD4<UInt8>.self)
                sum &+= SIMD4<Int32>(truncatingIfNeeded: pixel) &* weights[tap]
                offset += 3
              }
              let value = (sum &>> shift).clamped(lowerBound: SIMD4(repeating: 0), upperBound: SIMD4(repeating: 255))
              let start = (y * resultCount + x) * 3
              for channel in 0..<3 { result[start + channel] = UInt8(truncatingIfNeeded: value[channel]) }
            }
          }
        }
      }
      filled = resultBytes
    }
    return PackedPicture(width: resultCount, height: picture.height, bytes: bytes)
  }

  /// Makes columns of `resultCount` pixels. For weights of 6 bits alone: sums of 255 times such weights, which are no
  /// more than 128 without their signs, fit 16 bits, and processors add up twice as many of those.
  func alongColumns(_ picture: PackedPicture) -> PackedPicture {
    precondition(shift == 6)
    let rowBytes = picture.rowBytes
    let resultBytes = resultCount * rowBytes
    let bytes = [UInt8](unsafeUninitializedCapacity: resultBytes) { result, filled in
      withUnsafeTemporaryAllocation(of: Int16.self, capacity: rowBytes) { sums in
        picture.bytes.withUnsafeBufferPointer { bytes in
          for y in 0..<resultCount {
            sums.initialize(repeating: 32)
            for tap in 0..<count {
              let start = min(max(firsts[y] + tap, 0), picture.height - 1) * rowBytes
              let weight = Int16(truncatingIfNeeded: weights[y * count + tap])
              for x in 0..<rowBytes { sums[x] &+= Int16(truncatingIfNeeded: bytes[start + x]) &* weight }
            }
            for x in 0..<rowBytes {
              result[y * rowBytes + x] = UInt8(truncatingIfNeeded: min(max(sums[x] &>> 6, 0), 255))
            }
          }
        }
      }
      filled = resultBytes
    }
    return PackedPicture(width: picture.width, height: resultCount, bytes: bytes)
  }
}

extension PackedPicture {
  /// Copies a row between repetitions of its first and its last pixel.
  func copyRow(_ y: Int, to target: inout [UInt8], before: Int, after: Int) {
    let start = y * rowBytes
    for x in 0..<before {
      for channel in 0..<3 { target[x * 3 + channel] = bytes[start + channel] }
    }
    target.replaceSubrange((before * 3)..<(before * 3 + rowBytes), with: bytes[start..<(start + rowBytes)])
    for x in (before + width)..<(before + width + after) {
      for channel in 0..<3 { target[x * 3 + channel] = bytes[start + rowBytes - 3 + channel] }
    }
  }
}
