import ModerationCore

/// Reads the header of a TIFF or BigTIFF file: the first directory, and how many pages the chain has.
enum TIFFHeader {
  /// Pages counted at most. A longer chain is reported as this many.
  static let maximumPageCount = 10_000
  /// Tags read per directory: all that a classic TIFF can claim.
  static let maximumEntryCount = 65_535

  /// The tags of one page that matter here, each as first met; libtiff ignores repetitions too.
  private struct Page {
    var width: Int?
    var height: Int?
    var bitsPerSample: Int?
    var photometric: Int?
    var samplesPerPixel: Int?
    var orientation: Int?
    var hasUnsignedSamples = true
    var hasAlpha = false
    var hasColorProfile = false
  }

  /// Whether the first eight or sixteen bytes are those of a TIFF or BigTIFF file.
  static func isTIFF(_ bytes: RawSpan) -> Bool { TIFFStructure(bytes, from: 0, to: bytes.byteCount) != nil }

  static func read(_ bytes: RawSpan) throws(InputRejection) -> ImageHeader {
    guard let structure = TIFFStructure(bytes, from: 0, to: bytes.byteCount) else {
      throw .unreadable(.tiff, "no TIFF signature", at: 0)
    }
    guard let first = structure.firstDirectory else {
      throw .unreadable(.tiff, "the first directory is outside the file", at: structure.isBig ? 8 : 4)
    }
    let page = page(at: first, of: structure, bytes)
    guard let width = page.width, let height = page.height, width > 0, height > 0 else {
      throw .unreadable(.tiff, "no width and height in the first directory", at: first)
    }
    let samplesPerPixel = page.samplesPerPixel ?? 1
    let bitsPerSample = page.bitsPerSample ?? 1
    guard (1...65_535).contains(samplesPerPixel), (1...64).contains(bitsPerSample) else {
      throw .unreadable(.tiff, "\(samplesPerPixel) samples of \(bitsPerSample) bits per pixel", at: first)
    }
    // Signed, floating or 32-bit samples have no agreed black and white: whoever shows them chooses.
    guard page.hasUnsignedSamples, bitsPerSample <= 16 else {
      throw InputRejection(
        .formatNotDecodable, message: "TIFF with samples other than unsigned numbers of up to 16 bits is not decodable"
      )
    }
    let pageCount = pageCount(from: first, of: structure, bytes)
    let isPalette = page.photometric == 3
    return ImageHeader(
      format: .tiff, codedSize: PixelSize(width: width, height: height), frameCount: pageCount,
      frameKind: pageCount > 1 ? .pages : .still, orientation: page.orientation ?? 1,
      bitsPerChannel: isPalette ? 8 : bitsPerSample, channelCount: isPalette ? 3 : samplesPerPixel,
      hasAlpha: page.hasAlpha, hasColorProfile: page.hasColorProfile)
  }

  private static func page(at directory: Int, of structure: TIFFStructure, _ bytes: RawSpan) -> Page {
    var page = Page()
    let count = structure.entryCount(of: directory, bytes) ?? 0
    for index in 0..<min(count, maximumEntryCount) {
      guard let entry = structure.entry(index, of: directory, bytes) else { break }
      switch entry.tag {
      case 256: page.width = page.width ?? structure.integer(entry, bytes)
      case 257: page.height = page.height ?? structure.integer(entry, bytes)
      case 258: page.bitsPerSample = page.bitsPerSample ?? structure.integer(entry, bytes)
      case 262: page.photometric = page.photometric ?? structure.integer(entry, bytes)
      case 274: page.orientation = page.orientation ?? structure.integer(entry, bytes)
      case 277: page.samplesPerPixel = page.samplesPerPixel ?? structure.integer(entry, bytes)
      case 338:  // ExtraSamples: 1 associated, 2 unassociated alpha; the first extra sample decides.
        if let kind = structure.integer(entry, bytes), kind == 1 || kind == 2 { page.hasAlpha = true }
      case 339:  // SampleFormat: 1 unsigned, 4 undefined
        page.hasUnsignedSamples = [1, 4].contains(structure.integer(entry, bytes) ?? 1)
      case 34675: page.hasColorProfile = entry.count > 0
      default: break
      }
    }
    return page
  }

  /// Follows the chain of directories until it ends, leaves the file, or comes back to where it has been.
  private static func pageCount(from first: Int, of structure: TIFFStructure, _ bytes: RawSpan) -> Int {
    var seen: Set<Int> = []
    var directory = first
    var pageCount = 1
    while pageCount < maximumPageCount, let entryCount = structure.entryCount(of: directory, bytes),
      let next = structure.directory(after: directory, entryCount: entryCount, bytes), next != first,
      seen.insert(next).inserted
    {
      // An empty directory or one beyond the end is no page.
      guard let entries = structure.entryCount(of: next, bytes), entries > 0 else { break }
      directory = next
      pageCount += 1
    }
    return pageCount
  }
}
