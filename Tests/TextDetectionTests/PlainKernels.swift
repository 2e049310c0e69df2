import CPixels
import ModerationCore
import TestFixtures

@testable import TextDetection

/// The reader's loops as one would write them first: what the fast ones must equal, bit for bit.
enum PlainKernels {
  static func noise(_ width: Int, _ height: Int) -> PictureBuffer {
    var random = SplitMix(seed: UInt64(width * 10_007 + height))
    return PictureBuffer(
      width: width, height: height,
      bytes: (0..<(width * height * 3)).map { _ in UInt8.random(in: 0...255, using: &random) }
    )
  }

  static func value(_ picture: PictureBuffer, _ x: Int, _ y: Int, _ channel: Int) -> UInt8 {
    let (column, row) = (min(max(x, 0), picture.width - 1), min(max(y, 0), picture.height - 1))
    return picture.bytes[(row * picture.width + column) * 3 + channel]
  }

  /// Bilinear, weights of 11 bits.
  static func resized(_ picture: PictureBuffer, width: Int, height: Int) -> [UInt8] {
    if width == picture.width, height == picture.height { return picture.bytes }
    func tap(_ position: Int, _ source: Int, _ target: Int, _ insideOnly: Bool) -> (Int, Int32, Int32) {
      let scale = 1 / (Double(target) / Double(source))
      let exact = Float((Double(position) + 0.5) * scale - 0.5)
      let first = Int(exact.rounded(.down))
      var fraction = exact - Float(first)
      if insideOnly, first < 0 || first >= source - 1 { fraction = 0 }
      return (
        insideOnly ? max(first, 0) : first, Int32(((1 - fraction) * 2048).rounded(.toNearestOrEven)),
        Int32((fraction * 2048).rounded(.toNearestOrEven))
      )
    }
    var bytes: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<3 {
          if picture.width == 2 * width, picture.height == 2 * height {
            let sum = [(0, 0), (1, 0), (0, 1), (1, 1)].reduce(2) {
              $0 + Int(value(picture, 2 * x + $1.0, 2 * y + $1.1, channel))
            }
            bytes.append(UInt8(sum / 4))
            continue
          }
          let (column, row) = (tap(x, picture.width, width, true), tap(y, picture.height, height, false))
          func stretched(_ y: Int) -> Int32 {
            Int32(value(picture, column.0, y, channel)) * column.1
              + Int32(value(picture, column.0 + 1, y, channel)) * column.2
          }
          let sum = ((stretched(row.0) >> 4) * row.1) >> 16 + ((stretched(row.0 + 1) >> 4) * row.2) >> 16
          bytes.append(UInt8(clamping: (sum + 2) >> 2))
        }
      }
    }
    return bytes
  }

  /// −1…1, blue first, zeros to the right.
  static func planes(_ rgb: [UInt8], width: Int, height: Int, padded: Int) -> [Float] {
    var planes = [Float](repeating: 0, count: 3 * padded * height)
    for channel in 0..<3 {
      for y in 0..<height {
        for x in 0..<width {
          let value = Double(rgb[(y * width + x) * 3 + 2 - channel])
          planes[(channel * height + y) * padded + x] = Float((value / 255 - 0.5) / 0.5)
        }
      }
    }
    return planes
  }

  /// Cubic, edge pixels repeated outside.
  static func straightened(_ box: Quadrilateral, _ picture: PictureBuffer, width: Int, height: Int) -> [UInt8] {
    let map = Projection(to: box, width: Double(width), height: Double(height)).coefficients
    func weights(_ x: Float) -> [Float] {
      let a: Float = -0.75
      let first = ((a * (x + 1) - 5 * a) * (x + 1) + 8 * a) * (x + 1) - 4 * a
      let second = ((a + 2) * x - (a + 3)) * x * x + 1
      let third = ((a + 2) * (1 - x) - (a + 3)) * (1 - x) * (1 - x) + 1
      return [first, second, third, 1 - first - second - third]
    }
    var bytes: [UInt8] = []
    for v in 0..<height {
      for u in 0..<width {
        let (u, v) = (Double(u), Double(v))
        let divisor = map.wu * u + map.wv * v + 1
        let x = divisor == 0 ? 0 : min(max((map.xu * u + map.xv * v + map.x1) / divisor, -0x1p24), 0x1p24)
        let y = divisor == 0 ? 0 : min(max((map.yu * u + map.yv * v + map.y1) / divisor, -0x1p24), 0x1p24)
        let (column, row) = (x.rounded(.down), y.rounded(.down))
        let (across, down) = (weights(Float(x - column)), weights(Float(y - row)))
        for channel in 0..<3 {
          var sum: Float = 0
          for j in 0..<4 {
            var line: Float = 0
            for i in 0..<4 {
              line += Float(value(picture, Int(column) + i - 1, Int(row) + j - 1, channel)) * across[i]
            }
            sum += line * down[j]
          }
          bytes.append(UInt8(min(max(sum.rounded(.toNearestOrEven), 0), 255)))
        }
      }
    }
    return bytes
  }

  /// The pixels of connected regions, neighbours at corners included, found by flooding.
  static func regions(_ map: [Float], above threshold: Float, width: Int, height: Int, dilated: Bool) -> [Set<Int>] {
    var inside = Set<Int>()
    for y in 0..<height {
      for x in 0..<width where map[y * width + x] > threshold {
        for (dx, dy) in dilated ? [(0, 0), (1, 0), (0, 1), (1, 1)] : [(0, 0)] where x + dx < width && y + dy < height {
          inside.insert((y + dy) * width + x + dx)
        }
      }
    }
    var regions: [Set<Int>] = []
    for start in inside.sorted() where !regions.contains(where: { $0.contains(start) }) {
      var (region, open): (Set<Int>, [Int]) = ([start], [start])
      while let place = open.popLast() {
        for dy in -1...1 {
          for dx in -1...1 where (0..<width).contains(place % width + dx) {
            let next = place + dy * width + dx
            if inside.contains(next), region.insert(next).inserted { open.append(next) }
          }
        }
      }
      regions.append(region)
    }
    return regions
  }

  /// A run as `moderation_longest_run` describes it: direction, across, from, to, count.
  static func longestRun(
    _ states: [UInt8], width: Int, height: Int, radius: Int, step: Int, acrossStep: Int, cosines: [Double],
    sines: [Double]
  ) -> [Int] {
    var best = [0, 0, 0, 0, 0]
    for direction in cosines.indices {
      for across in stride(from: -radius, through: radius, by: acrossStep) {
        var run = [direction, across, -radius, -radius, 0]
        for along in stride(from: -radius, through: radius, by: step) {
          let (u, v) = (Double(along), Double(across))
          let x = (Double(width) / 2 + u * cosines[direction] - v * sines[direction]).rounded(.down)
          let y = (Double(height) / 2 + u * sines[direction] + v * cosines[direction]).rounded(.down)
          let isInside = x >= 0 && x < Double(width) && y >= 0 && y < Double(height)
          let state = isInside ? states[Int(y) * width + Int(x)] : 0
          if state == 0 {
            (run[4], run[2]) = (0, along + step)
          } else {
            if state == 1 { run[4] += step }
            run[3] = along
            if run[4] > best[4] { best = run }
          }
        }
      }
    }
    return best
  }
}
