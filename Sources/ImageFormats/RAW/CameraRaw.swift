/// Recognises camera raw files, so that none is taken for the TIFF that it looks like.
enum CameraRaw {
  /// Sub-directories looked into. Raw files have two to five.
  static let maximumSubdirectoryCount = 8
  /// Tags read per directory. Raw files have about fifty.
  static let maximumEntryCount = 512

  /// Whether the bytes begin a camera raw file.
  ///
  /// Makers' own signatures decide where there is one (CR2, CR3, RAF, ORF, RW2, CRW, MRW, X3F, IIQ). DNG, NEF, ARW,
  /// PEF, SRW, 3FR and their kin are TIFF files by their first bytes: they are known by the DNGVersion tag, or by a
  /// first directory or sub-directory that holds a colour filter mosaic or uses a maker's own compression. A maker's
  /// name alone decides nothing, because cameras and scanners write it into ordinary TIFF files as well.
  static func isCameraRaw(_ bytes: RawSpan) -> Bool {
    switch bytes.uint16(at: 0, .big) {
    case 0x4949, 0x4D4D: return hasMakersMagic(bytes) || isRawTIFF(bytes)
    case 0x4655: return bytes.has("FUJIFILMCCD-RAW ", at: 0)  // RAF
    case 0x464F: return bytes.has("FOVb", at: 0)  // X3F
    case 0x004D: return bytes.has("\0MRM", at: 0)  // MRW
    default: return bytes.has("ftypcrx ", at: 4)  // CR3
    }
  }

  /// Signatures of files that begin with a TIFF byte order mark.
  private static func hasMakersMagic(_ bytes: RawSpan) -> Bool {
    bytes.has("IIRO", at: 0) || bytes.has("IIRS", at: 0) || bytes.has("MMOR", at: 0)  // ORF
      || bytes.has("IIU\0", at: 0)  // RW2
      || bytes.has("HEAPCCDR", at: 6)  // CRW
      || bytes.has("II*\0", at: 0) && bytes.has("CR", at: 8)  // CR2
      || bytes.has("II*\0", at: 0) && bytes.has("IIII", at: 8)  // IIQ
      || bytes.has("MM\0*", at: 0) && bytes.has("MMMM", at: 8)  // IIQ
  }

  private static func isRawTIFF(_ bytes: RawSpan) -> Bool {
    guard let structure = TIFFStructure(bytes, from: 0, to: bytes.byteCount),
      let first = structure.firstDirectory
    else { return false }
    var subdirectories: TIFFStructure.Entry?
    if isRaw(first, of: structure, bytes, subdirectories: &subdirectories) { return true }
    guard let subdirectories else { return false }
    var none: TIFFStructure.Entry?
    for index in 0..<min(subdirectories.count, maximumSubdirectoryCount) {
      guard let offset = structure.integer(subdirectories, at: index, bytes), offset > 0, offset < bytes.byteCount
      else { continue }
      if isRaw(offset, of: structure, bytes, subdirectories: &none) { return true }
    }
    return false
  }

  /// Whether one directory shows a raw file; reports its list of sub-directories on the way.
  private static func isRaw(
    _ directory: Int, of structure: TIFFStructure, _ bytes: RawSpan, subdirectories: inout TIFFStructure.Entry?
  ) -> Bool {
    let count = structure.entryCount(of: directory, bytes) ?? 0
    for index in 0..<min(count, maximumEntryCount) {
      guard let entry = structure.entry(index, of: directory, bytes) else { break }
      switch entry.tag {
      case 50706:  // DNGVersion
        return true
      case 262:  // PhotometricInterpretation: colour filter array, linear raw
        if let value = structure.integer(entry, bytes), value == 32803 || value == 34892 { return true }
      case 259:  // Compression: Sony ARW, Samsung, Nikon NEF, Kodak DCR, Pentax PEF
        if let value = structure.integer(entry, bytes), [32767, 32770, 34713, 65000, 65535].contains(value) {
          return true
        }
      case 330: subdirectories = entry
      default: break
      }
    }
    return false
  }
}
