package import ModerationCore

/// Reads the header of a JNG file: JHDR, and the chunks that hold the picture and its alpha (JNG 1.0, 2001).
package enum JNGHeader {
  /// Chunks walked at most, as in PNG.
  static let maximumChunkCount = 65_536

  /// How the alpha samples are stored.
  package enum Alpha: Hashable, Sendable {
    /// There are none.
    case none
    /// As a grey PNG of this bit depth whose IDAT chunks stand here.
    case png(bitDepth: Int)
    /// As a grey JPEG, in JDAA chunks.
    case jpeg
  }

  /// What a file holds and where.
  package struct Structure: Hashable, Sendable {
    /// What JHDR says; the JPEG inside says it again.
    package let size: PixelSize
    /// 1 or 3, without alpha.
    package let colorChannelCount: Int
    /// How alpha is stored.
    package let alpha: Alpha
    /// Whether the JPEG is progressive, as JHDR says.
    package let isProgressive: Bool
    /// Whether a colour profile stands beside the picture.
    package fileprivate(set) var hasColorProfile = false
    /// The contents of the chunks that, put together, are the picture as a JPEG file.
    package fileprivate(set) var pictureRanges: [Range<Int>] = []
    /// The contents of the chunks that hold alpha.
    package fileprivate(set) var alphaRanges: [Range<Int>] = []
    /// Whether the end was reached, and not the end of the file before it.
    package fileprivate(set) var isWhole = false
  }

  /// Whether the eight bytes of the signature are there.
  static func isJNG(_ bytes: RawSpan) -> Bool {
    bytes.uint8(at: 0) == 0x8B && bytes.has("JNG\r\n", at: 1) && bytes.uint16(at: 6, .big) == 0x1A0A
  }

  static func read(_ bytes: RawSpan) throws(InputRejection) -> ImageHeader {
    let file = try structure(of: bytes)
    let hasAlpha = file.alpha != .none
    return ImageHeader(
      format: .jng, codedSize: file.size, channelCount: file.colorChannelCount + (hasAlpha ? 1 : 0),
      hasAlpha: hasAlpha, hasColorProfile: file.hasColorProfile, isProgressive: file.isProgressive)
  }

  /// Reads JHDR and walks the chunks behind it. Of a picture stored in 8 and in 12 bits, the one in 8 bits is taken.
  package static func structure(of bytes: RawSpan) throws(InputRejection) -> Structure {
    var file = try firstChunk(bytes)
    var budget = AncillaryChunkBudget(format: .jng)
    var hasSeparator = false
    var offset = 36
    for _ in 0..<maximumChunkCount {
      guard let length = bytes.uint32(at: offset, .big), let type = bytes.fourCC(at: offset + 4) else { return file }
      let start = offset + 8
      try budget.spend(type, from: start, byteCount: length)
      guard length <= bytes.byteCount - start else { return file }
      let range = start..<(start + length)
      switch type {
      case "IEND":
        file.isWhole = true
        return file
      case "JSEP": hasSeparator = true
      case "JDAT" where !hasSeparator: file.pictureRanges.append(range)
      case "JDAA" where file.alpha == .jpeg: file.alphaRanges.append(range)
      case "IDAT":
        if case .png = file.alpha { file.alphaRanges.append(range) }
      case "iCCP": file.hasColorProfile = true
      default: break
      }
      offset = start + length + 4
    }
    throw .unreadable(.jng, tooMany: "chunks", limit: "maximumChunkCount", allowed: maximumChunkCount, at: offset)
  }

  private static func firstChunk(_ bytes: RawSpan) throws(InputRejection) -> Structure {
    guard bytes.uint8(at: 0) == 0x8B, bytes.has("JNG\r\n", at: 1), bytes.uint16(at: 6, .big) == 0x1A0A else {
      throw .unreadable(.jng, "no JNG signature", at: 0)
    }
    guard bytes.uint32(at: 8, .big) == 16, bytes.fourCC(at: 12) == "JHDR", bytes.byteCount >= 36 else {
      throw .unreadable(.jng, "the first chunk is not a JHDR of 16 bytes", at: 8)
    }
    let fields = (0..<8).map { bytes.uint8(at: 24 + $0) ?? 0 }
    guard let width = bytes.uint32(at: 16, .big), let height = bytes.uint32(at: 20, .big),
      (1...0x7FFF_FFFF).contains(width), (1...0x7FFF_FFFF).contains(height)
    else { throw .unreadable(.jng, "a side of 0 or more than 2^31 - 1 pixels", at: 16) }
    guard [8, 10, 12, 14].contains(fields[0]), [8, 12, 20].contains(fields[1]), fields[2] == 8,
      fields[3] == 0 || fields[3] == 8
    else { throw .unreadable(.jng, "colour type \(fields[0]) with \(fields[1]) bits", at: 24) }
    guard fields[1] != 12 else { throw .notDecodable(.jng, "a picture of 12 bits alone") }
    let hasAlpha = fields[0] & 4 != 0
    let alpha: Alpha
    switch (hasAlpha, fields[5], fields[4]) {
    case (false, _, _): alpha = .none
    case (true, 0, 1), (true, 0, 2), (true, 0, 4), (true, 0, 8), (true, 0, 16): alpha = .png(bitDepth: fields[4])
    case (true, 8, 8): alpha = .jpeg
    default: throw .unreadable(.jng, "alpha of \(fields[4]) bits with compression \(fields[5])", at: 28)
    }
    return Structure(
      size: PixelSize(width: width, height: height), colorChannelCount: fields[0] & 2 != 0 ? 3 : 1, alpha: alpha,
      isProgressive: fields[3] == 8)
  }
}
