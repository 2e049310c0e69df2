import CPixels
import Testing

/// The kernels against the sums that they stand for, with vector instructions and without.
@Suite("Resampling kernels", .timeLimit(.minutes(20)))
struct ResamplingKernelTests {
  /// Numbers that look random and are the same each time.
  struct Numbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  /// Weights of one axis, some of which lie outside of the source.
  struct Axis {
    var firsts: [Int32] = []
    var counts: [Int32] = []
    var weights: [Int32] = []
    let stride: Int
    let shift: Int32

    init(positions: Int, source: Int, stride: Int, shift: Int32, largest: Int32, using numbers: inout Numbers) {
      (self.stride, self.shift) = (stride, shift)
      for _ in 0..<positions {
        firsts.append(Int32.random(in: -4...Int32(source + 1), using: &numbers))
        let count = Int.random(in: 1...stride, using: &numbers)
        counts.append(Int32(count))
        weights += (0..<stride).map { $0 < count ? Int32.random(in: -largest...largest, using: &numbers) : 0 }
      }
    }

    func withTaps(_ body: (moderation_taps) -> Void) {
      firsts.withUnsafeBufferPointer { firsts in
        counts.withUnsafeBufferPointer { counts in
          weights.withUnsafeBufferPointer { weights in
            guard let first = firsts.baseAddress, let count = counts.baseAddress, let weight = weights.baseAddress
            else { return }
            body(
              moderation_taps(
                firsts: first, counts: count, weights: weight, positions: firsts.count, stride: stride, shift: shift))
          }
        }
      }
    }

    /// What a position shows of a line of bytes, `step` apart.
    func value(_ position: Int, _ byte: (Int) -> UInt8, of length: Int) -> UInt8 {
      var sum: Int32 = 1 << (shift - 1)
      for tap in 0..<Int(counts[position]) {
        let place = min(max(Int(firsts[position]) + tap, 0), length - 1)
        sum &+= Int32(byte(place)) &* weights[position * stride + tap]
      }
      return UInt8(min(max(sum >> shift, 0), 255))
    }
  }

  /// Bits of the weights, and the largest: 6 and 12 for the classifier, 22 for conversions, and more than fit the vectors.
  static let scales: [(shift: Int32, largest: Int32)] = [(6, 64), (12, 4096), (22, 1 << 21), (22, 1 << 28)]

  @Test(
    "rows and columns are the sums of their weights, whatever the sizes, strides and instructions", arguments: 0..<4)
  func sums(scale: Int) {
    var numbers = Numbers(state: UInt64(scale + 1))
    let (shift, largest) = Self.scales[scale]
    for _ in 0..<60 {
      let width = Int.random(in: 1...40, using: &numbers), height = Int.random(in: 1...11, using: &numbers)
      let stride = width * 3 + Int.random(in: 0...5, using: &numbers)
      // No byte lies behind the last pixel.
      let source = (0..<((height - 1) * stride + width * 3)).map { _ in UInt8.random(in: 0...255, using: &numbers) }
      let taps = Int.random(in: 1...9, using: &numbers), positions = Int.random(in: 1...30, using: &numbers)
      let across = Axis(
        positions: positions, source: width, stride: taps, shift: shift, largest: largest, using: &numbers)
      let down = Axis(
        positions: positions, source: height, stride: taps, shift: shift, largest: largest, using: &numbers)
      let rows = (0..<(height * positions * 3)).map { index in
        let (y, x, channel) = (index / (positions * 3), index / 3 % positions, index % 3)
        return across.value(x, { source[y * stride + $0 * 3 + channel] }, of: width)
      }
      let columns = (0..<(positions * width * 3)).map { index in
        let (y, x) = (index / (width * 3), index % (width * 3))
        return down.value(y, { source[$0 * stride + x] }, of: height)
      }
      var made = [UInt8](repeating: 0, count: rows.count), plain = made
      across.withTaps {
        moderation_resample_rows(source, stride, width, height, $0, &made)
        moderation_resample_rows_plainly(source, stride, width, height, $0, &plain)
      }
      #expect(made == rows)
      #expect(plain == rows)
      made = [UInt8](repeating: 0, count: columns.count)
      plain = made
      down.withTaps {
        moderation_resample_columns(source, stride, width * 3, height, $0, &made)
        moderation_resample_columns_plainly(source, stride, width * 3, height, $0, &plain)
      }
      #expect(made == columns)
      #expect(plain == columns)
    }
  }

  @Test(
    "means are rounded, and repeat the last row or column where some are missing", arguments: [1, 2, 3, 7, 130, 300])
  func means(factor: Int) {
    var numbers = Numbers(state: 5)
    for (width, height) in [(1, 1), (factor, factor), (factor + 1, 2 * factor - 1), (50, 9), (23, 2 * factor + 1)] {
      let source = (0..<(width * height * 3)).map { _ in UInt8.random(in: 0...255, using: &numbers) }
      let (less, fewer) = ((width + factor - 1) / factor, (height + factor - 1) / factor)
      func mean(_ byte: (Int) -> UInt8, _ first: Int, of length: Int) -> UInt8 {
        let sum = (0..<factor).reduce(factor / 2) { $0 + Int(byte(min(first + $1, length - 1))) }
        return UInt8(sum / factor)
      }
      var rows = [UInt8](repeating: 0, count: fewer * width * 3)
      moderation_mean_rows(source, width * 3, width * 3, height, factor, &rows)
      #expect(
        rows
          == rows.indices.map { index in
            let (y, x) = (index / (width * 3), index % (width * 3))
            return mean({ source[$0 * width * 3 + x] }, y * factor, of: height)
          })
      var columns = [UInt8](repeating: 0, count: height * less * 3)
      moderation_mean_columns(source, width * 3, width, height, factor, &columns)
      #expect(
        columns
          == columns.indices.map { index in
            let (y, x, channel) = (index / (less * 3), index / 3 % less, index % 3)
            return mean({ source[(y * width + $0) * 3 + channel] }, x * factor, of: width)
          })
    }
  }

  @Test("both axes in one pass are one after the other, in either order", arguments: [false, true], [1, 2, 3])
  func both(columnsFirst: Bool, scale: Int) throws {
    var numbers = Numbers(state: 9)
    let (shift, largest) = Self.scales[scale]
    var doneCount = 0
    for _ in 0..<60 {
      let width = Int.random(in: 6...40, using: &numbers), height = Int.random(in: 1...40, using: &numbers)
      let stride = width * 3 + Int.random(in: 0...5, using: &numbers)
      let source = (0..<((height - 1) * stride + width * 3)).map { _ in UInt8.random(in: 0...255, using: &numbers) }
      let positions = Int.random(in: 6...30, using: &numbers)
      let across = Axis(
        positions: positions, source: width, stride: 5, shift: shift, largest: largest, using: &numbers)
      var down = Axis(
        positions: positions, source: height, stride: 7, shift: shift, largest: largest, using: &numbers)
      down.firsts.sort()
      var expected = [UInt8](repeating: 0, count: positions * positions * 3), made = expected
      var between = [UInt8](repeating: 0, count: positions * 3 * max(width, height))
      var isDone = false
      across.withTaps { across in
        down.withTaps { down in
          if columnsFirst {
            moderation_resample_columns_plainly(source, stride, width * 3, height, down, &between)
            moderation_resample_rows_plainly(between, width * 3, width, positions, across, &expected)
          } else {
            moderation_resample_rows_plainly(source, stride, width, height, across, &between)
            moderation_resample_columns_plainly(between, positions * 3, positions * 3, height, down, &expected)
          }
          isDone = moderation_resample_both(source, stride, width, height, across, down, columnsFirst, &made)
        }
      }
      guard isDone else { continue }
      doneCount += 1
      #expect(made == expected)
    }
    #expect(largest > 1 << 26 ? doneCount == 0 : doneCount == 0 || doneCount == 60)
  }
}
