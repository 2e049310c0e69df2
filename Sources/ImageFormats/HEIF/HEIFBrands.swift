import ModerationCore

/// The brands of a HEIF file: what its first box says that a reader must understand.
///
/// ISO/IEC 23008-12, annex B for HEVC; AV1 Image File Format 1.1, section 6 for AV1.
struct HEIFBrands {
  /// Compatible brands read at most. Cameras write about ten.
  static let maximumBrandCount = 64

  /// The codec that a brand names; nil when all brands are open (`mif1`, `msf1`, `mif2`, `miaf`).
  private(set) var format: ImageFormat?
  /// Whether any brand names HEIF at all.
  private(set) var isHEIF = false
  /// Whether any brand promises an image sequence track.
  private(set) var hasSequence = false

  /// Reads the file type box, which must come first; nil when it does not.
  ///
  /// The major brand decides before the compatible ones, and these in their order.
  init?(_ bytes: RawSpan) {
    var boxes = ISOBoxCursor(from: 0, to: bytes.byteCount)
    guard let box = boxes.next(bytes), box.type == "ftyp", let major = bytes.fourCC(at: box.start) else { return nil }
    note(major)
    // The box may end before its fixed fields do, and then the difference is negative.
    let count = max(0, min((box.end - box.start - 8) / 4, Self.maximumBrandCount))
    for index in 0..<count {
      guard let brand = bytes.fourCC(at: box.start + 8 + index * 4) else { break }
      note(brand)
    }
  }

  private mutating func note(_ brand: FourCC) {
    switch brand {
    case "heic", "heix", "heim", "heis": format = format ?? .heic
    case "hevc", "hevx", "hevm", "hevs": (format, hasSequence) = (format ?? .heic, true)
    case "avif": format = format ?? .avif
    case "avis": (format, hasSequence) = (format ?? .avif, true)
    case "mif1", "mif2", "miaf": break
    case "msf1": hasSequence = true
    default: return
    }
    isHEIF = true
  }

  /// The format of a file that begins with a file type box; nil when it is no HEIF file or of another codec.
  static func format(of bytes: RawSpan) -> ImageFormat? {
    guard bytes.has("ftyp", at: 4), let brands = HEIFBrands(bytes), brands.isHEIF else { return nil }
    if let format = brands.format { return format }
    // The brands leave the codec open: the primary item tells, or the first coded item when the primary one is derived.
    let codec = HEIFItems(bytes)?.codec(bytes) ?? HEIFTracks(bytes).pictures?.codec
    switch codec {
    case "hvc1", "hev1": return .heic
    case "av01": return .avif
    default: return nil
    }
  }
}
