import Foundation

/// Pictures that tests make, without any library: gray PNG of one bit a pixel, stored and not packed.
enum TestPicture {
  /// A picture of stripes.
  ///
  /// - Parameter byteCount: The file's length, filled with a chunk that means nothing; nil for as it comes.
  static func png(_ width: Int, _ height: Int, byteCount: Int? = nil) -> [UInt8] {
    var header = bigEndian(UInt32(width)) + bigEndian(UInt32(height))
    header += [1, 0, 0, 0, 0]
    let row: [UInt8] = [0] + [UInt8](repeating: 0b1100_1010, count: (width + 7) / 8)
    let pixels = Array([[UInt8]](repeating: row, count: height).joined())
    let start: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
    let end = chunk("IDAT", stored(pixels)) + chunk("IEND", [])
    guard let byteCount else { return start + end }
    return start + chunk("paDd", [UInt8](repeating: 0, count: byteCount - start.count - end.count - 12)) + end
  }

  /// A drawing of nothing but its size.
  static func svg(_ width: String, _ height: String) -> [UInt8] {
    Array(
      """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)">\
      <rect width="20" height="20" fill="navy"/></svg>
      """.utf8)
  }

  static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

  private static func bigEndian(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian, Array.init) }

  private static func chunk(_ kind: String, _ content: [UInt8]) -> [UInt8] {
    let named = Array(kind.utf8) + content
    return bigEndian(UInt32(content.count)) + named + bigEndian(crc32(named))
  }

  /// Zlib's frame around blocks as they are (RFC 1950, RFC 1951 §3.2.4).
  private static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = [0x78, 0x01]
    var position = 0
    repeat {
      let count = min(65_535, bytes.count - position)
      let length = UInt16(count)
      out.append(position + count == bytes.count ? 1 : 0)
      out += withUnsafeBytes(of: length.littleEndian, Array.init)
      out += withUnsafeBytes(of: (~length).littleEndian, Array.init)
      out += bytes[position..<(position + count)]
      position += count
    } while position < bytes.count
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    return out + bigEndian(high << 16 | low)
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ ($0 >> 8) }
  }
}
