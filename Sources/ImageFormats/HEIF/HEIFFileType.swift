/// Which readers of HEIF files know the brands of one.
package enum HEIFFileType {
  /// Where brands stand that must become one of stills, for libheif 1.15 to read the file's items: it goes by the first
  /// brand and asks for one of four among the others.
  package static func brandsUnknownToLibheif(_ bytes: RawSpan) -> [Int] {
    guard let names = names(bytes) else { return [] }
    let known: [FourCC] = ["heic", "heix", "mif1", "avif"]
    if known.contains(names.major), names.compatible.contains(where: known.contains) { return [] }
    return names.compatible.isEmpty ? [8] : [8, 16]
  }

  /// Where a brand stands that must become `avis`, for libavif to read the file's tracks.
  package static func brandsUnknownToLibavif(_ bytes: RawSpan) -> [Int] {
    guard let names = names(bytes) else { return [] }
    return ([names.major] + names.compatible).contains { $0 == "avif" || $0 == "avis" } ? [] : [8]
  }

  private static func names(_ bytes: RawSpan) -> (major: FourCC, compatible: [FourCC])? {
    var boxes = ISOBoxCursor(from: 0, to: bytes.byteCount)
    guard let box = boxes.next(bytes), box.type == "ftyp", box.start == 8, let major = bytes.fourCC(at: 8) else {
      return nil
    }
    let count = max(0, min((box.end - 16) / 4, HEIFBrands.maximumBrandCount))
    return (major, (0..<count).compactMap { bytes.fourCC(at: 16 + $0 * 4) })
  }
}
