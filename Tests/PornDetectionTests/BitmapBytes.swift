import PixelConversion
import ImageDecoding
import ImageFormats
import ImageModeration
import TestFixtures
import Testing

/// Pictures made for a test, as uncompressed BMP files, so that they pass the whole pipeline.
struct BitmapBytes {
  let size: PixelSize
  /// Rows of red, green, blue from the top left.
  private(set) var pixels: [UInt8]

  init(size: PixelSize, colour: [UInt8]) {
    self.size = size
    pixels = []
    for _ in 0..<(size.width * size.height) { pixels += colour }
  }

  /// Puts pixels of one size at a place.
  mutating func paint(_ picture: [UInt8], _ painted: PixelSize, x: Int, y: Int) {
    for row in 0..<painted.height {
      let target = ((y + row) * size.width + x) * 3
      pixels.replaceSubrange(
        target..<(target + painted.width * 3),
        with: picture[(row * painted.width * 3)..<((row + 1) * painted.width * 3)])
    }
  }

  /// The file.
  var bytes: [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let stride = (size.width * 3 + 3) / 4 * 4
    var file: [UInt8] = [0x42, 0x4D] + number(54 + stride * size.height, 4) + number(0, 4) + number(54, 4)
    file += number(40, 4) + number(size.width, 4) + number(size.height, 4) + number(1, 2) + number(24, 2)
    file += number(0, 4) + number(stride * size.height, 4) + number(2835, 4) + number(2835, 4) + number(0, 8)
    for row in (0..<size.height).reversed() {
      for x in 0..<size.width {
        let start = (row * size.width + x) * 3
        file += [pixels[start + 2], pixels[start + 1], pixels[start]]
      }
      file += [UInt8](repeating: 0, count: stride - size.width * 3)
    }
    return file
  }

  /// A fixture's pixels in another size, as stored: nothing turns what lies.
  static func fixture(_ path: String, as size: PixelSize) throws -> [UInt8] {
    let bytes = try Fixture.bytes(path)
    let sniffed = ImageFormat.sniff(bytes.span.bytes)
    let format = try #require(sniffed)
    var answer: [UInt8]?
    _ = try InProcessDecoder().decode(
      bytes.span.bytes,
      DecodeRequest(format: format, frameIndices: [0], wishes: [], size: Limits.tiia20190529.size)
    ) { pixels, frame in
      guard frame.rendition == .standard else { return true }
      answer = try? PixelConverter().convert(pixels, of: frame, to: InputWish(fit: .exact(size), filter: .bicubic)) {
        view, _ in view.withUnsafeBytes { [UInt8]($0) }
      }
      return false
    }
    return try #require(answer)
  }
}
