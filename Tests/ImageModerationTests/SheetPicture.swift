import PixelConversion
import ImageDecoding
import ImageModeration
import TestFixtures

/// A picture made for a test: flat ground with painted cells.
struct SheetPicture: Sendable {
  let size: PixelSize
  private(set) var pixels: [UInt8]

  init(size: PixelSize, ground: [UInt8] = [255, 255, 255]) {
    self.size = size
    pixels = []
    pixels.reserveCapacity(size.width * size.height * 3)
    for _ in 0..<(size.width * size.height) { pixels += ground }
  }

  /// A sheet of equal cells with gutters between and around; the last row may hold fewer.
  init(
    rows: Int, columns: Int, cell: Int = 90, gutter: Int, count: Int? = nil, ground: [UInt8] = [255, 255, 255],
    margin: Int? = nil
  ) {
    let margin = margin ?? gutter
    self.init(
      size: PixelSize(
        width: columns * (cell + gutter) - gutter + 2 * margin, height: rows * (cell + gutter) - gutter + 2 * margin),
      ground: ground)
    for index in 0..<(count ?? rows * columns) {
      paint(
        x: margin + index % columns * (cell + gutter), y: margin + index / columns * (cell + gutter), width: cell,
        height: cell)
    }
  }

  /// Fills a rectangle with something like a photograph: slopes, waves, grain.
  mutating func paint(x: Int, y: Int, width: Int, height: Int) {
    var random = SplitMix(seed: UInt64(y * size.width + x))
    let base = (0..<3).map { _ in Double.random(in: 60...190, using: &random) }
    let slope = (0..<6).map { _ in Double.random(in: -0.4...0.4, using: &random) }
    for row in y..<(y + height) {
      for column in x..<(x + width) {
        let wave = (Double(column - x) * 0.11 * (1 + slope[0])).squareRoot() * 9 + Double((row - y) / 17 % 2) * 40
        for channel in 0..<3 {
          let grain = Double(random.next() % 12)
          let value =
            base[channel] + slope[channel] * Double(column - x) + slope[channel + 3] * Double(row - y) + wave + grain
          pixels[(row * size.width + column) * 3 + channel] = UInt8(min(255, max(0, value)))
        }
      }
    }
  }

  /// Fills a rectangle with one colour.
  mutating func fill(x: Int, y: Int, width: Int, height: Int, _ colour: [UInt8]) {
    for row in y..<(y + height) {
      for column in x..<(x + width) {
        for channel in 0..<3 { pixels[(row * size.width + column) * 3 + channel] = colour[channel] }
      }
    }
  }

  var frame: DecodedFrame {
    DecodedFrame(index: 0, size: size, strideBytes: size.width * 3, originalSize: size, hasAlpha: false)
  }

  /// The same picture after a JPEG of a quality.
  func asJPEG(quality: Int) throws -> [UInt8] {
    let wish = InputWish(fit: .exact(size), jpegRoundTripQuality: quality)
    return try PixelConverter().convert(pixels.span.bytes, of: frame, to: wish) { bytes, _ in
      bytes.withUnsafeBytes { [UInt8]($0) }
    }
  }
}
