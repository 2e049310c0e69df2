/// Makes an animated PNG of a still one: the same picture in every frame.
enum AnimatedPNG {
  static func bytes(still: [UInt8], frameCount: Int) -> [UInt8] {
    let chunks = self.chunks(of: still)
    let header = chunks[0].data
    let data = chunks.filter { $0.name == "IDAT" }.flatMap(\.data)
    var sequence: UInt32 = 0
    func next() -> [UInt8] {
      defer { sequence += 1 }
      return bigEndian(sequence)
    }
    // Width and height as in the header, at 0 0, a tenth of a second, no disposal, no blending.
    func frameControl() -> [UInt8] {
      chunk("fcTL", next() + header[0..<8] + [UInt8](repeating: 0, count: 8) + [0, 1, 0, 10, 0, 0])
    }
    var result = Array(still[0..<8]) + chunk("IHDR", header)
    result += chunk("acTL", bigEndian(UInt32(frameCount)) + bigEndian(0))
    result += frameControl() + chunk("IDAT", data)
    for _ in 1..<frameCount {
      result += frameControl()
      result += chunk("fdAT", next() + data)
    }
    return result + chunk("IEND", [])
  }

  private static func chunks(of bytes: [UInt8]) -> [(name: String, data: [UInt8])] {
    var chunks: [(name: String, data: [UInt8])] = []
    var offset = 8
    while offset + 12 <= bytes.count {
      let length = bytes[offset..<offset + 4].reduce(0) { (sum: Int, byte: UInt8) in sum << 8 | Int(byte) }
      let name = String(decoding: bytes[offset + 4..<offset + 8], as: UTF8.self)
      chunks.append((name, Array(bytes[offset + 8..<offset + 8 + length])))
      offset += length + 12
    }
    return chunks
  }

  private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + data
    return bigEndian(UInt32(data.count)) + body + bigEndian(checksum(body))
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }

  /// CRC-32 as PNG has it.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = ~0
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : (sum >> 1) ^ 0xEDB8_8320 }
    }
    return ~sum
  }
}
