import ModerationCore

@testable import ImageDecoding

/// A picture as a few means, for comparison with what another decoder made of the file.
enum MeanThumbnail {
  /// The mean colours of a grid of `columns` × `rows` cells, row by row: what Pillow's BOX filter gives.
  static func means(_ pixels: [UInt8], size: PixelSize, strideBytes: Int, columns: Int = 16, rows: Int = 16) -> [Double]
  {
    let across = shares(of: size.width, cells: columns)
    let down = shares(of: size.height, cells: rows)
    var means: [Double] = []
    for row in down {
      for column in across {
        var sums = [0.0, 0.0, 0.0]
        for (y, heightShare) in row {
          for (x, widthShare) in column {
            let start = y * strideBytes + x * 3
            let share = heightShare * widthShare
            for channel in 0..<3 { sums[channel] += Double(pixels[start + channel]) * share }
          }
        }
        means += sums
      }
    }
    return means
  }

  /// Which pixels fall into each cell, and by how much; the shares of a cell sum to 1.
  private static func shares(of side: Int, cells: Int) -> [[(Int, Double)]] {
    let width = Double(side) / Double(cells)
    return (0..<cells).map { cell in
      let start = Double(cell) * width
      let end = start + width
      return (Int(start)..<max(Int(start) + 1, Int(end.rounded(.up)))).compactMap { pixel in
        guard pixel < side else { return nil }
        let share = min(end, Double(pixel) + 1) - max(start, Double(pixel))
        return share > 0 ? (pixel, share / width) : nil
      }
    }
  }

  /// The mean of all differences to a reference in hexadecimal.
  static func difference(_ means: [Double], _ hexadecimal: some StringProtocol) -> Double {
    let reference = bytes(hexadecimal)
    guard reference.count == means.count, !means.isEmpty else { return .infinity }
    return zip(means, reference).reduce(0) { $0 + abs($1.0 - Double($1.1)) } / Double(means.count)
  }

  private static func bytes(_ hexadecimal: some StringProtocol) -> [UInt8] {
    let digits = Array(hexadecimal.utf8).map {
      UInt8(truncatingIfNeeded: Character(UnicodeScalar($0)).hexDigitValue ?? 0)
    }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}

extension InProcessDecoderTests.Decoded {
  /// How far the first frame is from a reference of 16 by 16 means.
  func difference(to reference: some StringProtocol) -> Double {
    MeanThumbnail.difference(
      MeanThumbnail.means(pixels[0], size: frames[0].size, strideBytes: frames[0].strideBytes), reference)
  }
}
