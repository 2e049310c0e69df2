public import ModerationCore

extension FakePicture {
  /// The picture as an uncompressed BMP file (BITMAPINFOHEADER, 24 bits, bottom row first), for tests of whoever
  /// decodes. Every pixel survives decoding as it is.
  ///
  /// - Returns: nil when the picture cannot be drawn at this size.
  public func bitmapFile(size: PixelSize) -> [UInt8]? {
    guard let pixels = drawn(size: size, order: .bgr) else { return nil }
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let row = size.width * 3
    let padding = [UInt8](repeating: 0, count: (4 - row % 4) % 4)
    let pixelByteCount = (row + padding.count) * size.height
    var file: [UInt8] = [0x42, 0x4D] + number(54 + pixelByteCount, 4) + number(0, 4) + number(54, 4)
    file += number(40, 4) + number(size.width, 4) + number(size.height, 4) + number(1, 2) + number(24, 2)
    // Uncompressed; 2,835 pixels a metre, which is 72 an inch; no palette.
    file += number(0, 4) + number(pixelByteCount, 4) + number(2835, 4) + number(2835, 4) + number(0, 8)
    for y in (0..<size.height).reversed() { file += pixels.bytes[(y * row)..<((y + 1) * row)] + padding }
    return file
  }
}
