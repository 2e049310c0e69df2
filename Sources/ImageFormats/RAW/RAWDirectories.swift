import ModerationCore

/// Reads the size of a raw file that is a TIFF inside: DNG, CR2, NEF, ARW, ORF, RW2, PEF, SRW and their kin.
enum RAWDirectories {
  /// Directories looked at in one file, chained and nested. Raw files have up to about ten.
  static let maximumDirectoryCount = 32

  /// The tags of one directory that matter here.
  private struct Directory {
    var width: Int?
    var height: Int?
    var bits: Int?
    var orientation: Int?
    var cropWidth: Int?
    var cropHeight: Int?
    var isMosaic = false
    /// RW2: first and last row and column of the picture on the sensor.
    var borders: [Int: Int] = [:]
    var subdirectories: [Int] = []

    /// The size as stored; nil without one.
    var size: PixelSize? {
      guard let width, let height, width > 0, height > 0 else { return nil }
      guard let cropWidth, let cropHeight, (1...width).contains(cropWidth), (1...height).contains(cropHeight) else {
        return PixelSize(width: width, height: height)
      }
      return PixelSize(width: cropWidth, height: cropHeight)
    }
  }

  static func read(_ bytes: RawSpan) throws(InputRejection) -> ImageHeader {
    // ORF (two spellings) and RW2 have a number of their own where TIFF has 42.
    var found = TIFFStructure(bytes, from: 0, to: bytes.byteCount)
    for magic in [0x4F52, 0x5352, 0x0055] where found == nil {
      found = TIFFStructure(bytes, from: 0, to: bytes.byteCount, makersMagic: magic)
    }
    guard let structure = found, let first = structure.firstDirectory else {
      throw .unreadable(.raw, "no first directory", at: 4)
    }
    let directories = directories(from: first, of: structure, bytes)
    guard let main = directories.first else { throw .unreadable(.raw, "an empty first directory", at: first) }
    let orientation = main.orientation ?? 1
    if bytes.has("IIU\0", at: 0) {
      guard let top = main.borders[4], let left = main.borders[5], let bottom = main.borders[6],
        let right = main.borders[7]
      else { throw .unreadable(.raw, "no borders of the picture", at: first) }
      return try RAWHeader.header(
        PixelSize(width: right - left, height: bottom - top), bits: 12, orientation: orientation)
    }
    let mosaics = directories.filter { $0.isMosaic && $0.size != nil }
    // CR2 and ORF do not mark their mosaic: the largest picture in the file has its size.
    let candidates = mosaics.isEmpty ? directories : mosaics
    var largest: (size: PixelSize, bits: Int)?
    for directory in candidates {
      guard let size = directory.size, (size.pixelCount ?? .max) > (largest?.size.pixelCount ?? 0) else { continue }
      largest = (size, directory.bits ?? 14)
    }
    guard let largest else { throw .notDecodable(.raw, "a raw file without a size in its directories") }
    return try RAWHeader.header(largest.size, bits: largest.bits, orientation: orientation)
  }

  /// The directories of a file, the first one first: the chain, and one level below each.
  private static func directories(
    from first: Int, of structure: TIFFStructure, _ bytes: RawSpan
  ) -> [Directory] {
    var found: [Directory] = []
    var seen: Set<Int> = []
    var waiting: [(offset: Int, isChained: Bool)] = [(first, true)]
    while !waiting.isEmpty, found.count < maximumDirectoryCount {
      let (offset, isChained) = waiting.removeFirst()
      guard seen.insert(offset).inserted, let count = structure.entryCount(of: offset, bytes), count > 0 else {
        continue
      }
      let directory = directory(at: offset, count: count, of: structure, bytes)
      found.append(directory)
      guard isChained else { continue }
      for subdirectory in directory.subdirectories { waiting.append((subdirectory, false)) }
      if let next = structure.directory(after: offset, entryCount: count, bytes) { waiting.append((next, true)) }
    }
    return found
  }

  private static func directory(
    at offset: Int, count: Int, of structure: TIFFStructure, _ bytes: RawSpan
  ) -> Directory {
    var directory = Directory()
    for index in 0..<min(count, CameraRaw.maximumEntryCount) {
      guard let entry = structure.entry(index, of: offset, bytes) else { break }
      switch entry.tag {
      case 4, 5, 6, 7: directory.borders[entry.tag] = structure.integer(entry, bytes)
      case 256: directory.width = directory.width ?? structure.integer(entry, bytes)
      case 257: directory.height = directory.height ?? structure.integer(entry, bytes)
      case 258: directory.bits = directory.bits ?? structure.integer(entry, bytes)
      case 262:  // Colour filter array, linear raw.
        if let kind = structure.integer(entry, bytes), kind == 32803 || kind == 34892 { directory.isMosaic = true }
      case 259:  // Compressions that only raw data have: see CameraRaw.
        if let kind = structure.integer(entry, bytes), [32767, 32770, 34713, 65000, 65535].contains(kind) {
          directory.isMosaic = true
        }
      case 274: directory.orientation = directory.orientation ?? structure.integer(entry, bytes)
      case 330:
        for index in 0..<min(entry.count, CameraRaw.maximumSubdirectoryCount) {
          guard let place = structure.integer(entry, at: index, bytes), place > 0, place < bytes.byteCount else {
            continue
          }
          directory.subdirectories.append(place)
        }
      case 50720:  // DefaultCropSize
        directory.cropWidth = structure.wholeNumber(entry, at: 0, bytes)
        directory.cropHeight = structure.wholeNumber(entry, at: 1, bytes)
      default: break
      }
    }
    return directory
  }
}
