package import ModerationCore

/// Whether a file of frames is there to its end.
///
/// The frames before a cut decode without complaint, so that nobody else would notice it.
package enum FileEnd {
  /// Whether the end that the format marks is in the file: the trailer of a GIF, IEND of a PNG, the length of a WebP.
  /// True for other formats, whose decoders notice.
  package static func isThere(_ bytes: RawSpan, as format: ImageFormat) -> Bool {
    switch format {
    case .gif: hasGIFTrailer(bytes)
    case .png: hasPNGEnd(bytes)
    // RIFF counts from behind its own length; some writers leave out the last byte of padding.
    case .webp: bytes.uint32(at: 4, .little).map { 8 + $0 - ($0 & 1) <= bytes.byteCount } ?? false
    default: true
    }
  }

  private static func hasPNGEnd(_ bytes: RawSpan) -> Bool {
    var offset = 8
    for _ in 0..<PNGHeader.maximumChunkCount {
      guard let length = bytes.uint32(at: offset, .big), let type = bytes.fourCC(at: offset + 4) else { return false }
      if type == "IEND" { return true }
      offset += 12 + length
    }
    return true  // more chunks than anybody here reads
  }

  /// False only where the blocks run out: a byte that begins no block ends the picture for every reader.
  private static func hasGIFTrailer(_ bytes: RawSpan) -> Bool {
    guard let packed = bytes.uint8(at: 10) else { return false }
    var offset = 13 + GIFHeader.colorTableByteCount(packed)
    while let introducer = bytes.uint8(at: offset) {
      switch introducer {
      case 0x2C:
        guard let packed = bytes.uint8(at: offset + 9) else { return false }
        offset = GIFHeader.endOfSubBlocks(bytes, from: offset + 11 + GIFHeader.colorTableByteCount(packed))
      case 0x21: offset = GIFHeader.endOfSubBlocks(bytes, from: offset + 2)
      default: return true
      }
    }
    return false
  }
}
