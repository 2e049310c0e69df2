/// A four-character code: the type of a PNG or RIFF chunk, of an ISO base media box, brand or item.
struct FourCC: Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The four characters, the first in the highest byte.
  let code: UInt32

  /// Whether it can be the type of a PNG chunk: four ASCII letters (PNG third edition, 5.3).
  var isChunkType: Bool {
    let shifts: [UInt32] = [24, 16, 8, 0]
    return shifts.allSatisfy { (0x41...0x5A).contains(UInt8(truncatingIfNeeded: code >> $0) & 0xDF) }
  }

  init(code: UInt32) { self.code = code }

  init(stringLiteral text: StaticString) {
    code = text.withUTF8Buffer { $0.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }
  }

  /// The characters; anything but printable ASCII becomes a dot, because this text goes into logs.
  var description: String {
    let shifts: [UInt32] = [24, 16, 8, 0]
    return shifts.reduce(into: "") { text, shift in
      let byte = UInt8(truncatingIfNeeded: code >> shift)
      text.unicodeScalars.append((0x20...0x7E).contains(byte) ? Unicode.Scalar(byte) : ".")
    }
  }
}
