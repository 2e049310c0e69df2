/// The image metadata of a JPEG XL codestream (ISO/IEC 18181-1, D.3), up to the colour space.
struct JPEGXLMetadata {
  private(set) var orientation = 1
  private(set) var hasPreview = false
  private(set) var isAnimated = false
  private(set) var bitsPerChannel = 8
  private(set) var hasAlpha = false
  private(set) var hasColorProfile = false
  private(set) var colorChannelCount = 3

  /// Reads what follows the size; nothing behind a preview or an animation, which nobody here reads on from. Nil when
  /// it is damaged or truncated.
  init?(_ bits: inout JPEGXLBits) {
    guard let isDefault = bits.flag() else { return nil }
    if isDefault { return }
    guard let hasExtraFields = bits.flag() else { return nil }
    if hasExtraFields {
      guard let orientation = bits.number(3), let hasIntrinsicSize = bits.flag() else { return nil }
      self.orientation = orientation + 1
      if hasIntrinsicSize, bits.size() == nil { return nil }
      guard let hasPreview = bits.flag() else { return nil }
      self.hasPreview = hasPreview
      if hasPreview { return }
      guard let isAnimated = bits.flag() else { return nil }
      self.isAnimated = isAnimated
      if isAnimated { return }
    }
    guard let depth = bits.depth(), bits.flag() != nil,  // modular_16bit_buffers
      let extraChannelCount = bits.choice((0, 0), (1, 0), (2, 4), (1, 12))
    else { return nil }
    bitsPerChannel = depth
    for _ in 0..<extraChannelCount {
      guard let type = Self.extraChannelType(&bits) else { return nil }
      if type == 0 { hasAlpha = true }
    }
    guard bits.flag() != nil, let isSRGB = bits.flag() else { return nil }  // xyb_encoded
    if isSRGB { return }
    guard let wantsProfile = bits.flag(), let colorSpace = bits.enumeration() else { return nil }
    hasColorProfile = wantsProfile
    if colorSpace == 1 { colorChannelCount = 1 }
  }

  /// The type of an extra channel, 0 for alpha; reads to its end.
  private static func extraChannelType(_ bits: inout JPEGXLBits) -> Int? {
    guard let isDefault = bits.flag() else { return nil }
    if isDefault { return 0 }
    guard let type = bits.enumeration(), bits.depth() != nil, bits.choice((0, 0), (3, 0), (4, 0), (1, 3)) != nil,
      let nameByteCount = bits.choice((0, 0), (0, 4), (16, 5), (48, 10)), bits.skip(nameByteCount * 8)
    else { return nil }
    switch type {
    case 0: return bits.flag() == nil ? nil : type  // alpha_associated
    case 2: return bits.skip(4 * 16) ? type : nil  // a spot colour
    case 5: return bits.choice((1, 0), (0, 2), (3, 4), (19, 8)) == nil ? nil : type  // a colour filter array
    default: return type
    }
  }
}
