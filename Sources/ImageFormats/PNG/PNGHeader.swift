import ModerationCore

/// Reads the header of a PNG file: IHDR, and the chunks that tell of frames, alpha, profile and orientation.
///
/// PNG third edition, sections 5 and 11. Check sums are left to the decoder.
enum PNGHeader {
  /// Chunks walked at most. 30 MB in the usual pieces of 8 KB are under 4,000; an animation needs two per frame.
  static let maximumChunkCount = 65_536

  /// What the chunks behind IHDR tell.
  private struct Chunks {
    var hasTransparency = false
    var hasColorProfile = false
    var orientations = OrientationReadings()
    /// What browsers read: the first eXIf chunk before the picture, as long as JPEG's prefix does not spoil it.
    var browsersOrientation: ImageOrientation?
    var hasAnimationControl = false
    var frameControlCount = 0
    var longest = LongestFrame()
    var isDefaultImageInAnimation = false
    var hasImageData = false
  }

  /// What IHDR says.
  struct FirstChunk {
    let size: PixelSize
    let bitDepth: Int
    let colorType: Int
    /// Without alpha; a palette looked up.
    let colorChannelCount: Int
    let isInterlaced: Bool

    /// Bits of a pixel as stored.
    var bitsPerPixel: Int {
      bitDepth * (colorType == 3 ? 1 : colorChannelCount + (colorType & 4 != 0 ? 1 : 0))
    }
  }

  static func read(_ bytes: RawSpan) throws(InputRejection) -> ImageHeader {
    let first = try firstChunk(bytes)
    let chunks = try chunks(bytes)
    let hasAlpha = first.colorType & 4 != 0 || chunks.hasTransparency
    let hasFrames = chunks.hasAnimationControl && chunks.frameControlCount > 0
    let hasStillBesideFrames = hasFrames && !chunks.isDefaultImageInAnimation
    let isAnimated = hasFrames && (chunks.frameControlCount > 1 || hasStillBesideFrames)
    var orientations = chunks.orientations
    if orientations.standard != nil { orientations.note(chunks.browsersOrientation ?? ImageOrientation()) }
    var header = ImageHeader(
      format: .png, codedSize: first.size, frameCount: isAnimated ? chunks.frameControlCount : 1,
      frameKind: isAnimated ? .animation : .still, orientation: orientations.standard?.exifValue ?? 1,
      bitsPerChannel: first.colorType == 3 ? 8 : first.bitDepth,
      channelCount: first.colorChannelCount + (hasAlpha ? 1 : 0), hasAlpha: hasAlpha,
      hasColorProfile: chunks.hasColorProfile, hasStillBesideFrames: hasStillBesideFrames,
      longestFrame: isAnimated ? chunks.longest.index : 0, isProgressive: first.isInterlaced)
    header.otherReadings = try orientations.others(of: .png)
    return header
  }

  /// Reads signature and IHDR, and nothing behind them.
  static func firstChunk(_ bytes: RawSpan) throws(InputRejection) -> FirstChunk {
    guard hasSignature(bytes) else { throw .unreadable(.png, "no PNG signature", at: 0) }
    guard bytes.uint32(at: 8, .big) == 13, bytes.fourCC(at: 12) == "IHDR" else {
      throw .unreadable(.png, "the first chunk is not an IHDR of 13 bytes", at: 8)
    }
    guard let width = bytes.uint32(at: 16, .big), let height = bytes.uint32(at: 20, .big),
      let bitDepth = bytes.uint8(at: 24), let colorType = bytes.uint8(at: 25), let interlace = bytes.uint8(at: 28)
    else { throw .unreadable(.png, "IHDR is truncated", at: bytes.byteCount) }
    guard (1...0x7FFF_FFFF).contains(width), (1...0x7FFF_FFFF).contains(height) else {
      throw .unreadable(.png, "a side of 0 or more than 2^31 - 1 pixels", at: 16)
    }
    guard let colorChannelCount = colorChannelCount(colorType: colorType, bitDepth: bitDepth) else {
      throw .unreadable(.png, "colour type \(colorType) with bit depth \(bitDepth)", at: 24)
    }
    guard interlace <= 1 else { throw .unreadable(.png, "interlace method \(interlace)", at: 28) }
    return FirstChunk(
      size: PixelSize(width: width, height: height), bitDepth: bitDepth, colorType: colorType,
      colorChannelCount: colorChannelCount, isInterlaced: interlace == 1)
  }

  /// Whether the eight bytes of the PNG signature are there.
  static func hasSignature(_ bytes: RawSpan) -> Bool {
    bytes.uint8(at: 0) == 0x89 && bytes.has("PNG\r\n", at: 1) && bytes.uint16(at: 6, .big) == 0x1A0A
  }

  /// The channels without alpha, or nil for a combination that table 11.1 does not have.
  private static func colorChannelCount(colorType: Int, bitDepth: Int) -> Int? {
    switch (colorType, bitDepth) {
    case (0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (4, 8), (4, 16): 1
    case (2, 8), (2, 16), (3, 1), (3, 2), (3, 4), (3, 8), (6, 8), (6, 16): 3
    default: nil
    }
  }

  /// Walks the chunks from IHDR on. Lengths are claims: a chunk that leaves the file ends the walk, and so does what
  /// begins no chunk.
  private static func chunks(_ bytes: RawSpan) throws(InputRejection) -> Chunks {
    var chunks = Chunks()
    var budget = AncillaryChunkBudget(format: .png)
    var offset = 33
    for _ in 0..<maximumChunkCount {
      guard let length = bytes.uint32(at: offset, .big), let type = bytes.fourCC(at: offset + 4) else { return chunks }
      let start = offset + 8
      if type == "IEND" || !type.isChunkType { return chunks }
      if type != "fcTL", type != "fdAT" { try budget.spend(type, from: start, byteCount: length) }
      note(type, from: start, to: start + length, bytes, in: &chunks)
      offset = start + length + 4
    }
    // Behind the first IDAT only frames and a late EXIF block can be missed; before it, everything can.
    guard chunks.hasImageData else {
      throw .unreadable(
        .png, tooMany: "chunks before the picture", limit: "maximumChunkCount", allowed: maximumChunkCount, at: offset)
    }
    return chunks
  }

  private static func note(_ type: FourCC, from start: Int, to end: Int, _ bytes: RawSpan, in chunks: inout Chunks) {
    switch type {
    case "IDAT":
      if !chunks.hasImageData { chunks.isDefaultImageInAnimation = chunks.frameControlCount > 0 }
      chunks.hasImageData = true
    case "fcTL":
      // Frames are counted here and not believed from acTL, which may say less than some player shows.
      chunks.frameControlCount += 1
      let numerator = bytes.uint16(at: start + 20, .big) ?? 0
      let denominator = bytes.uint16(at: start + 22, .big) ?? 0
      // A denominator of 0 stands for hundredths (PNG third edition, 11.3.6.2).
      chunks.longest.add(milliseconds: Double(numerator * 1000) / Double(denominator == 0 ? 100 : denominator))
    case "acTL" where !chunks.hasImageData:
      if let frameCount = bytes.uint32(at: start, .big), frameCount > 0 { chunks.hasAnimationControl = true }
    case "tRNS" where !chunks.hasImageData: chunks.hasTransparency = true
    case "iCCP" where !chunks.hasImageData: chunks.hasColorProfile = true
    case "eXIf":
      let block = ExifBlock(bytes, from: start, to: min(end, bytes.byteCount))
      chunks.orientations.note(block)
      if chunks.browsersOrientation == nil, !chunks.hasImageData {
        chunks.browsersOrientation = (bytes.has("Exif", at: start) ? nil : block.orientation) ?? ImageOrientation()
      }
    default: break
    }
  }
}
