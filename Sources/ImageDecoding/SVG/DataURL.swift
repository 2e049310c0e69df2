/// A `data:` URL (RFC 2397), read as browsers and librsvg read it (WHATWG Fetch, "data: URL processor").
struct DataURL {
  /// The media type in lower case, without parameters; empty where none is given.
  let mediaType: String
  /// What the URL carries.
  let bytes: [UInt8]
  /// Whether it is written as every reader understands it: base64 text without anything else in it.
  let isPlain: Bool

  /// Reads a URL; nil when it has another scheme or no comma.
  init?(_ url: [UInt8]) {
    // Line breaks may stand anywhere, even in the scheme; white space and control characters in front.
    let visible = url.filter { ![0x09, 0x0A, 0x0D].contains($0) }.drop { $0 <= 0x20 }
    guard visible.count >= 5, String(decoding: visible.prefix(5), as: UTF8.self).lowercased() == "data:"
    else { return nil }
    let rest = visible.dropFirst(5)
    guard let comma = rest.firstIndex(of: 0x2C) else { return nil }
    let header = String(decoding: rest[..<comma], as: UTF8.self).lowercased()
    let parts = header.filter { $0 != " " }.split(separator: ";", omittingEmptySubsequences: false)
    mediaType = parts.first.map(String.init) ?? ""
    let written = rest[(comma + 1)...]
    let body = Self.percentDecoded(written.prefix { $0 != 0x23 })
    let isBase64 = parts.count > 1 && parts.last == "base64"
    bytes = isBase64 ? Self.base64Decoded(body) : body
    isPlain =
      isBase64 && parts.count == 2 && visible.starts(with: "data:\(mediaType);base64,".utf8)
      && written.allSatisfy { Self.isBase64($0) || $0 == 0x3D || $0 == 0x20 }
  }

  /// A URL that every reader understands.
  static func plain(mediaType: String, _ bytes: [UInt8]) -> [UInt8] {
    var url = Array("data:\(mediaType);base64,".utf8)
    url.reserveCapacity(url.count + bytes.count / 3 * 4 + 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
      for index in 0..<4 {
        url.append(index <= group.count ? alphabet[Int(bits >> UInt32(18 - 6 * index) & 63)] : 0x3D)
      }
    }
    return url
  }

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static func isBase64(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte & 0xDF) || (0x30...0x39).contains(byte) || byte == 0x2B || byte == 0x2F
  }

  private static func percentDecoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(text.count)
    var index = text.startIndex
    while index < text.endIndex {
      if text[index] == 0x25, index + 2 < text.endIndex, let high = digit(text[index + 1]),
        let low = digit(text[index + 2])
      {
        decoded.append(high << 4 | low)
        index += 3
      } else {
        decoded.append(text[index])
        index += 1
      }
    }
    return decoded
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  /// Ends at the first byte that is neither of the alphabet nor white space.
  private static func base64Decoded(_ text: [UInt8]) -> [UInt8] {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(text.count / 4 * 3)
    var bits: UInt32 = 0
    var bitCount = 0
    for byte in text {
      let value: UInt8
      switch byte {
      case 0x41...0x5A: value = byte - 0x41
      case 0x61...0x7A: value = byte - 0x61 + 26
      case 0x30...0x39: value = byte - 0x30 + 52
      case 0x2B: value = 62
      case 0x2F: value = 63
      case 0x20, 0x0C: continue
      default: return decoded
      }
      bits = bits << 6 | UInt32(value)
      bitCount += 6
      if bitCount >= 8 {
        bitCount -= 8
        decoded.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
        bits &= (1 << UInt32(bitCount)) - 1
      }
    }
    return decoded
  }
}
