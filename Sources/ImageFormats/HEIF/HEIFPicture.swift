import ModerationCore

/// What the properties of one HEIF picture add up to: an item's, or those in a track's sample entry.
struct HEIFPicture {
  /// As stored, from `ispe` or the sample entry.
  private(set) var codedSize: PixelSize?
  /// As looked at, as far as the transformations have been applied.
  private(set) var size: PixelSize?
  private(set) var orientation = ImageOrientation()
  private(set) var bitsPerChannel: Int?
  /// Without alpha, which is a picture of its own.
  private(set) var colorChannelCount: Int?
  private(set) var hasColorProfile = false
  /// Clean apertures, turns and mirrorings in their order.
  private(set) var transformations: [ISOBox] = []

  /// Makes a picture from its properties, described first and then transformed, as ISO/IEC 23008-12, 6.5.1 orders
  /// them whatever their order in the file.
  ///
  /// - Parameter size: The size of a track's sample entry; nil for an item, whose `ispe` property tells.
  init(
    _ properties: [ISOBox], size: PixelSize? = nil, as format: ImageFormat, _ bytes: RawSpan
  ) throws(InputRejection) {
    codedSize = size
    for property in properties { describe(property, bytes) }
    self.size = codedSize
    for property in properties { try transform(property, as: format, bytes) }
  }

  private mutating func describe(_ property: ISOBox, _ bytes: RawSpan) {
    let start = property.start
    switch property.type {
    case "ispe" where codedSize == nil:
      if let width = bytes.uint32(at: start + 4, .big), let height = bytes.uint32(at: start + 8, .big) {
        codedSize = PixelSize(width: width, height: height)
      }
    case "pixi":
      colorChannelCount = bytes.uint8(at: start + 4)
      bitsPerChannel = bytes.uint8(at: start + 5)
    case "colr":
      let kind = bytes.fourCC(at: start)
      if kind == "prof" || kind == "rICC" { hasColorProfile = true }
    case "hvcC":  // ISO/IEC 14496-15, 8.3.3.1
      guard let chroma = bytes.uint8(at: start + 16), let depth = bytes.uint8(at: start + 17) else { return }
      colorChannelCount = colorChannelCount ?? (chroma & 3 == 0 ? 1 : 3)
      bitsPerChannel = bitsPerChannel ?? 8 + depth & 7
    case "av1C":  // AV1 in ISOBMFF, 2.3.3: high_bitdepth, twelve_bit, monochrome
      guard let flags = bytes.uint8(at: start + 2) else { return }
      colorChannelCount = colorChannelCount ?? (flags & 0x10 != 0 ? 1 : 3)
      bitsPerChannel = bitsPerChannel ?? (flags & 0x40 == 0 ? 8 : flags & 0x20 == 0 ? 10 : 12)
    default: break
    }
  }

  private mutating func transform(
    _ property: ISOBox, as format: ImageFormat, _ bytes: RawSpan
  ) throws(InputRejection) {
    switch property.type {
    case "irot":
      transformations.append(property)
      orientation.turn(property, bytes)
      if (bytes.uint8(at: property.start) ?? 0) % 2 == 1 { size = size?.transposed }
    case "imir":
      transformations.append(property)
      orientation.mirror(property, bytes)
    case "clap":
      transformations.append(property)
      guard let current = size else { return }
      size = try cleanAperture(property, within: current, as: format, bytes)
    default: break
    }
  }

  /// The size that a clean aperture leaves: each side rounded to the nearest pixel, as libheif does, and not enlarged.
  private func cleanAperture(
    _ property: ISOBox, within current: PixelSize, as format: ImageFormat, _ bytes: RawSpan
  ) throws(InputRejection) -> PixelSize {
    let start = property.start
    guard let widthNumerator = bytes.uint32(at: start, .big), let widthDenominator = bytes.uint32(at: start + 4, .big),
      let heightNumerator = bytes.uint32(at: start + 8, .big),
      let heightDenominator = bytes.uint32(at: start + 12, .big), widthDenominator > 0, heightDenominator > 0
    else { throw .unreadable(format, "a clean aperture without a size", at: start) }
    let width = (widthNumerator + widthDenominator / 2) / widthDenominator
    let height = (heightNumerator + heightDenominator / 2) / heightDenominator
    guard width > 0, height > 0 else { throw .unreadable(format, "a clean aperture of 0 pixels", at: start) }
    return PixelSize(width: min(width, current.width), height: min(height, current.height))
  }
}
