/// The colour description of a PNG file in numbers, as browsers weigh its chunks: cICP before all, gAMA and cHRM where
/// neither an ICC profile nor sRGB is there (PNG third edition, 4.3).
package struct PNGColor {
  /// What cICP says; nil without a usable one.
  package private(set) var code: ColorCoding?
  /// What gAMA and cHRM say; nil without gAMA, or where sRGB says otherwise.
  package private(set) var gamma: ColorCoding?
  /// Where the compressed profile stands; nil without one.
  package private(set) var profile: Range<Int>?
  /// Whether more than one chunk holds a profile. Browsers take the first.
  package private(set) var hasSeveralProfiles = false

  /// Whether the numbers show something else than the stored values do.
  package var isStrong: Bool {
    let counted = code ?? (profile == nil ? gamma : nil)
    if case .strong? = counted?.effect { return true }
    return false
  }

  /// Reads the chunks before the picture. A damaged chunk, one of another length and a repetition count as not there.
  package init(_ bytes: RawSpan) {
    var chunks: [FourCC: Range<Int>] = [:]
    var offset = 8
    for _ in 0..<PNGHeader.maximumChunkCount {
      guard let length = bytes.uint32(at: offset, .big), let type = bytes.fourCC(at: offset + 4), type != "IDAT",
        length <= bytes.byteCount - offset - 12
      else { break }
      let content = (offset + 8)..<(offset + 8 + length)
      switch type {
      case "gAMA", "cHRM", "cICP", "sRGB", "iCCP":
        guard PNGCheckSum.matches(content, bytes) else { break }
        if chunks[type] == nil { chunks[type] = content } else if type == "iCCP" { hasSeveralProfiles = true }
      default: break
      }
      offset = content.upperBound + 4
    }
    profile = chunks["iCCP"].flatMap { Self.compressedProfile($0, bytes) }
    code = chunks["cICP"].flatMap { Self.code($0, bytes) }
    // Of the four intents one; browsers take no other chunk for one.
    let isSRGB = chunks["sRGB"].map { $0.count == 1 && (bytes.uint8(at: $0.lowerBound) ?? 4) < 4 } ?? false
    if !isSRGB, let place = chunks["gAMA"] {
      gamma = Self.gamma(place, chunks["cHRM"], bytes)
    }
  }

  /// Numbers of H.273 for RGB in the full range; other matrices and ranges are none that browsers apply.
  private static func code(_ place: Range<Int>, _ bytes: RawSpan) -> ColorCoding? {
    guard place.count == 4, let primaries = bytes.uint8(at: place.lowerBound),
      let transfer = bytes.uint8(at: place.lowerBound + 1), bytes.uint8(at: place.lowerBound + 2) == 0,
      bytes.uint8(at: place.lowerBound + 3) == 1, primaries != 2
    else { return nil }
    return ColorCoding(primaries: primaries, transfer: transfer, isVideo: false)
  }

  private static func gamma(_ place: Range<Int>, _ colors: Range<Int>?, _ bytes: RawSpan) -> ColorCoding? {
    guard place.count == 4, let gamma = bytes.uint32(at: place.lowerBound, .big), gamma > 0 else { return nil }
    var primaries = ColorCoding.Primaries.sRGB
    if let colors, colors.count == 32 {
      let numbers = (0..<8).map { index in
        Double(bytes.uint32(at: colors.lowerBound + index * 4, .big) ?? 0) / 100_000
      }
      primaries = ColorCoding.Primaries(
        red: [numbers[2], numbers[3]], green: [numbers[4], numbers[5]], blue: [numbers[6], numbers[7]],
        white: [numbers[0], numbers[1]])
    }
    // Within a twentieth of 1 / 2.2, which nearly every writer states, it means sRGB, unless other colours are stated.
    let isUsual = abs(Double(gamma) / 100_000 * 2.2 - 1) <= 0.05 && primaries.isNearSRGB
    return ColorCoding(transfer: isUsual ? .sRGB : .power(100_000 / Double(gamma)), primaries: primaries)
  }

  /// Behind the name, which browsers take at any length, and the method, which is 0.
  private static func compressedProfile(_ content: Range<Int>, _ bytes: RawSpan) -> Range<Int>? {
    for place in content.prefix(1024) where bytes.uint8(at: place) == 0 {
      guard place + 2 < content.upperBound, bytes.uint8(at: place + 1) == 0 else { return nil }
      return (place + 2)..<content.upperBound
    }
    return nil
  }
}
