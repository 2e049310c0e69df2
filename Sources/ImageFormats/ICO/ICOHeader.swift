package import ModerationCore

/// Reads the header of an icon: its directory, and the header inside each entry.
///
/// Which entry is shown first, the directory says: browsers go by it (seen with Chromium 156), Windows too. An entry's
/// size is what its own header says.
package enum ICOHeader {
  /// Entries of a directory at most. Windows' own icons have up to about twenty.
  static let maximumEntryCount = 256

  /// One entry whose inner header can be read.
  package struct Entry: Hashable, Sendable {
    /// What the entry holds.
    package enum Content: Hashable, Sendable {
      /// A PNG file.
      case png
      /// A bitmap without file header, and behind its pixels one bit for each: 1 where the icon is transparent.
      case bitmap
    }

    /// Its place in the directory, counted from 0.
    package let index: Int
    /// Where its data stand: inside the file.
    package let range: Range<Int>
    /// What it holds.
    package let content: Content
    /// The size in its own header.
    package let size: PixelSize
    /// The bits of a pixel in its own header.
    package let bitsPerPixel: Int
    /// What the directory claims.
    fileprivate let claim: Claim

    /// An entry's size and bits as the directory tells them.
    fileprivate struct Claim: Hashable {
      let pixelCount: Int
      let bitsPerPixel: Int

      /// A side of 0 means 256. Without a number of bits, that of colours tells it, of which 0 means 256, too.
      init(row: Int, _ bytes: RawSpan) {
        let sides = [row, row + 1].map { offset in bytes.uint8(at: offset).map { $0 == 0 ? 256 : $0 } ?? 0 }
        pixelCount = sides[0] * sides[1]
        let bits = bytes.uint16(at: row + 6, .little) ?? 0
        let colorCount = bytes.uint8(at: row + 2).map { $0 == 0 ? 256 : $0 } ?? 0
        bitsPerPixel = bits > 0 ? bits : Int.bitWidth - max(0, colorCount - 1).leadingZeroBitCount
      }
    }
  }

  /// Type 1 (2 is a cursor), at least one entry, and the first entry's data behind the directory and inside the file.
  static func isICO(_ bytes: RawSpan) -> Bool {
    guard bytes.uint32(at: 0, .big) == 0x0000_0100, let count = bytes.uint16(at: 4, .little), count > 0,
      let size = bytes.uint32(at: 14, .little), let offset = bytes.uint32(at: 18, .little)
    else { return false }
    return size >= 12 && offset >= 6 + 16 * count && offset < bytes.byteCount
  }

  static func read(_ bytes: RawSpan) throws(InputRejection) -> ImageHeader {
    let count = try entryCount(bytes)
    var first: Entry?
    var fault: InputRejection?
    for index in 0..<count {
      do throws(InputRejection) {
        let entry = try entry(index, of: bytes)
        guard let other = first else {
          first = entry
          continue
        }
        if rank(entry) > rank(other) { first = entry }
      } catch {
        fault = fault ?? error
      }
    }
    guard let first else { throw fault ?? .unreadable(.ico, "no entry", at: 6) }
    let inner = try innerHeader(of: first, bytes)
    return ImageHeader(
      format: .ico, codedSize: first.size, frameCount: count, frameKind: count > 1 ? .sizes : .still,
      bitsPerChannel: inner.bitsPerChannel, channelCount: inner.channelCount, hasAlpha: inner.hasAlpha,
      hasColorProfile: inner.hasColorProfile, primaryFrame: first.index, isProgressive: inner.isProgressive)
  }

  /// More pixels first, then more bits; where the directory makes no difference, by the entry's own header.
  private static func rank(_ entry: Entry) -> (Int, Int, Int, Int) {
    (entry.claim.pixelCount, entry.claim.bitsPerPixel, entry.size.pixelCount ?? .max, entry.bitsPerPixel)
  }

  /// How many entries the directory has.
  private static func entryCount(_ bytes: RawSpan) throws(InputRejection) -> Int {
    guard bytes.uint32(at: 0, .big) == 0x0000_0100, let count = bytes.uint16(at: 4, .little), count > 0 else {
      throw .unreadable(.ico, "no directory", at: 0)
    }
    guard count <= maximumEntryCount else {
      throw .unreadable(
        .ico, "\(count) entries", limit: "maximumEntryCount", measured: count, allowed: maximumEntryCount, at: 4)
    }
    return count
  }

  /// One entry and what its own header says.
  package static func entry(_ index: Int, of bytes: RawSpan) throws(InputRejection) -> Entry {
    let row = 6 + 16 * index
    guard index >= 0, index < (try entryCount(bytes)), let byteCount = bytes.uint32(at: row + 8, .little),
      let start = bytes.uint32(at: row + 12, .little)
    else { throw .unreadable(.ico, "no entry \(index)", at: 4) }
    guard start < bytes.byteCount else { throw .unreadable(.ico, "entry \(index) is outside the file", at: row) }
    // Lengths are often wrong, and Windows does not mind.
    let range = start..<min(start + byteCount, bytes.byteCount)
    let data = bytes.extracting(range)
    if PNGHeader.hasSignature(data) {
      let first = try PNGHeader.firstChunk(data)
      return Entry(
        index: index, range: range, content: .png, size: first.size, bitsPerPixel: first.bitsPerPixel,
        claim: Entry.Claim(row: row, bytes))
    }
    let bitmap = try BitmapStructure(data, at: 0, pixelsOffset: nil, isIcon: true, as: .ico)
    guard bitmap.encoding != .runs else { throw .notDecodable(.ico, "an icon in run-length code") }
    return Entry(
      index: index, range: range, content: .bitmap, size: bitmap.size, bitsPerPixel: bitmap.bitsPerPixel,
      claim: Entry.Claim(row: row, bytes))
  }

  private static func innerHeader(of entry: Entry, _ bytes: RawSpan) throws(InputRejection) -> ImageHeader {
    let data = bytes.extracting(entry.range)
    switch entry.content {
    case .png: return try PNGHeader.read(data)
    case .bitmap:
      let bitmap = try BitmapStructure(data, at: 0, pixelsOffset: nil, isIcon: true, as: .ico)
      // The mask makes every icon one that may be transparent.
      return ImageHeader(
        format: .ico, codedSize: bitmap.size, bitsPerChannel: bitmap.bitsPerChannel, channelCount: 4, hasAlpha: true)
    }
  }
}
