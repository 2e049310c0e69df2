import ModerationCore

/// Reads what a camera raw file claims to measure.
///
/// A claim in the fullest sense: makers store sensor size, usable size and preview size, and LibRaw's own opening of
/// the file decides. Of the files that are no TIFF inside, CR3, RAF and MRW are read; X3F, CRW and IIQ are refused by
/// name.
enum RAWHeader {
  static func read(_ bytes: RawSpan) throws(InputRejection) -> ImageHeader {
    switch bytes.uint16(at: 0, .big) {
    case 0x4655: return try fuji(bytes)
    case 0x464F: throw .notDecodable(.raw, "Sigma X3F")
    case 0x004D: return try minolta(bytes)
    case 0x4949, 0x4D4D:
      if bytes.has("HEAPCCDR", at: 6) { throw .notDecodable(.raw, "Canon CRW") }
      if bytes.has("IIII", at: 8) || bytes.has("MMMM", at: 8) { throw .notDecodable(.raw, "Phase One IIQ") }
      return try RAWDirectories.read(bytes)
    default: break
    }
    guard bytes.has("ftypcrx ", at: 4) else { throw .notDecodable(.raw, "this maker's raw format") }
    return try canonMovie(bytes)
  }

  static func header(_ size: PixelSize, bits: Int = 14, orientation: Int = 1) throws(InputRejection) -> ImageHeader {
    guard size.shorterSide > 0 else { throw .unreadable(.raw, "a side of 0 pixels", at: 0) }
    return ImageHeader(
      format: .raw, codedSize: size, orientation: orientation, bitsPerChannel: (1...64).contains(bits) ? bits : 14,
      channelCount: 3)
  }

  /// RAF: a directory of big-endian records, and a JPEG preview that knows how the camera was held.
  private static func fuji(_ bytes: RawSpan) throws(InputRejection) -> ImageHeader {
    guard let start = bytes.uint32(at: 0x5C, .big), let count = bytes.uint32(at: start, .big) else {
      throw .unreadable(.raw, "no directory of the mosaic", at: 0x5C)
    }
    var sizes: [Int: PixelSize] = [:]
    var offset = start + 4
    for _ in 0..<min(count, CameraRaw.maximumEntryCount) {
      guard let tag = bytes.uint16(at: offset, .big), let length = bytes.uint16(at: offset + 2, .big) else { break }
      if let height = bytes.uint16(at: offset + 4, .big), let width = bytes.uint16(at: offset + 6, .big), length == 4 {
        sizes[tag] = PixelSize(width: width, height: height)
      }
      offset += 4 + length
    }
    // The part meant to be looked at, or the whole sensor.
    guard let size = sizes[0x0111] ?? sizes[0x0100] else {
      throw .unreadable(.raw, "no size in the directory of the mosaic", at: start)
    }
    var orientation = 1
    if let preview = bytes.uint32(at: 0x54, .big), preview < bytes.byteCount {
      do throws(InputRejection) {
        orientation = try JPEGHeader.read(bytes.extracting(preview..<bytes.byteCount)).orientation
      } catch {
        // A damaged preview says nothing about the raw data.
      }
    }
    return try header(size, orientation: orientation)
  }

  /// MRW: big-endian blocks in front of the mosaic; PRD tells sizes, TTW is a TIFF directory.
  private static func minolta(_ bytes: RawSpan) throws(InputRejection) -> ImageHeader {
    var size: PixelSize?
    var orientation = ImageOrientation()
    var offset = 8
    for _ in 0..<16 {
      guard let type = bytes.uint32(at: offset, .big), let length = bytes.uint32(at: offset + 4, .big) else { break }
      let start = offset + 8
      switch type {
      case 0x0050_5244:  // PRD
        if let height = bytes.uint16(at: start + 12, .big), let width = bytes.uint16(at: start + 14, .big) {
          size = PixelSize(width: width, height: height)
        }
      case 0x0054_5457:  // TTW
        let block = ExifBlock(bytes, from: start, to: min(start + length, bytes.byteCount))
        orientation = block.orientation ?? ImageOrientation()
      default: break
      }
      offset = start + length
    }
    guard let size else { throw .unreadable(.raw, "no PRD block", at: offset) }
    return try header(size, bits: 12, orientation: orientation.exifValue)
  }

  /// CR3: an ISO base media file in which each picture is a track of one sample; the largest is the raw one.
  private static func canonMovie(_ bytes: RawSpan) throws(InputRejection) -> ImageHeader {
    var boxes = ISOBoxCursor(from: 0, to: bytes.byteCount)
    guard let movie = boxes.next("moov", bytes) else { throw .unreadable(.raw, "no movie box", at: 0) }
    var largest = PixelSize(width: 0, height: 0)
    var orientation = ImageOrientation()
    var children = ISOBoxCursor(from: movie.start, to: movie.end)
    for _ in 0..<HEIFTracks.maximumTrackCount {
      guard let child = children.next(bytes) else { break }
      switch child.type {
      case "uuid":  // Canon's own boxes; CMT1 is an EXIF block's first directory.
        if let exif = child.child("CMT1", behind: 16, bytes) {
          orientation = ExifBlock(bytes, from: exif.start, to: exif.end).orientation ?? ImageOrientation()
        }
      case "trak":
        guard let table = child.child("mdia", bytes)?.child("minf", bytes)?.child("stbl", bytes),
          let description = table.child("stsd", bytes), let entry = description.child("CRAW", behind: 8, bytes),
          let width = bytes.uint16(at: entry.start + 24, .big), let height = bytes.uint16(at: entry.start + 26, .big)
        else { break }
        if width * height > largest.width * largest.height { largest = PixelSize(width: width, height: height) }
      default: break
      }
    }
    guard largest.shorterSide > 0 else { throw .unreadable(.raw, "no track of raw data", at: movie.start) }
    return try header(largest, orientation: orientation.exifValue)
  }
}
