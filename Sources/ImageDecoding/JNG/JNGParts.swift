import ModerationCore

/// Makes a whole file of the alpha that lies in a JNG file's chunks.
enum JNGParts {
  /// A grey PNG file around IDAT chunks, which are taken over with their own check sums (PNG third edition, 5 and 11).
  static func greyPNG(_ chunks: [Range<Int>], of bytes: RawSpan, size: PixelSize, bitDepth: Int) -> [UInt8] {
    var header: [UInt8] = Array("IHDR".utf8)
    for side in [size.width, size.height] {
      for shift in [24, 16, 8, 0] { header.append(UInt8(truncatingIfNeeded: side >> shift)) }
    }
    header += [UInt8(truncatingIfNeeded: bitDepth), 0, 0, 0, 0]
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
    file += header
    let sum = checkSum(header)
    for shift: UInt32 in [24, 16, 8, 0] { file.append(UInt8(truncatingIfNeeded: sum >> shift)) }
    // Each chunk stands behind its length and type and before its check sum.
    file += bytes.joined(chunks.map { ($0.lowerBound - 8)..<min($0.upperBound + 4, bytes.byteCount) })
    return file + [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]
  }

  /// The check sum of a PNG chunk's type and content (PNG third edition, annex D), bit by bit: it is made of 17 bytes.
  private static func checkSum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }
}
