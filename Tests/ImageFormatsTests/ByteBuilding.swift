/// Builds files by hand, byte by byte.
func big16(_ value: Int) -> [UInt8] { [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)] }
func big32(_ value: Int) -> [UInt8] { big16(value >> 16) + big16(value) }
func little16(_ value: Int) -> [UInt8] { big16(value).reversed() }
func little32(_ value: Int) -> [UInt8] { big32(value).reversed() }
func little24(_ value: Int) -> [UInt8] { Array(little32(value).prefix(3)) }
func little64(_ value: Int) -> [UInt8] { little32(value) + little32(value >> 32) }
func text(_ text: String) -> [UInt8] { Array(text.utf8) }

/// A TIFF or EXIF block of one directory, values inline, little or big endian.
func tiff(_ entries: [(tag: Int, type: Int, value: Int)], bigEndian: Bool = false, next: Int = 0) -> [UInt8] {
  let number16 = bigEndian ? big16 : little16
  let number32 = bigEndian ? big32 : little32
  var bytes = text(bigEndian ? "MM" : "II") + number16(42) + number32(8) + number16(entries.count)
  for entry in entries {
    bytes += number16(entry.tag) + number16(entry.type) + number32(1)
    bytes += entry.type == 3 ? number16(entry.value) + [0, 0] : number32(entry.value)
  }
  return bytes + number32(next)
}

/// An EXIF block that holds nothing but the orientation.
func exif(_ orientation: Int, bigEndian: Bool = false) -> [UInt8] {
  tiff([(0x0112, 3, orientation)], bigEndian: bigEndian)
}

/// A PNG chunk with a check sum of 0, which the header reader does not look at.
func pngChunk(_ type: String, _ content: [UInt8] = []) -> [UInt8] {
  big32(content.count) + text(type) + content + big32(0)
}

/// The beginning of a PNG file.
func png(width: Int, height: Int, bitDepth: UInt8 = 8, colorType: UInt8 = 2) -> [UInt8] {
  let content: [UInt8] = big32(width) + big32(height) + [bitDepth, colorType, 0, 0, 0]
  return big32(0x8950_4E47) + big32(0x0D0A_1A0A) + pngChunk("IHDR", content)
}

/// A JPEG marker segment.
func jpegSegment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
  [0xFF, marker] + big16(content.count + 2) + content
}

/// A JPEG frame header.
func jpegFrame(
  _ marker: UInt8 = 0xC0, width: Int, height: Int, precision: UInt8 = 8, components: UInt8 = 3
) -> [UInt8] {
  var content = [precision] + big16(height) + big16(width)
  content.append(components)
  for component in 0..<components { content += [component, 0x11, 0] }
  return jpegSegment(marker, content)
}

/// A RIFF chunk, padded to an even length.
func riffChunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
  let padding = [UInt8](repeating: 0, count: content.count % 2)
  return text(type) + little32(content.count) + content + padding
}

/// A WebP file.
func webp(_ chunks: [[UInt8]], claimedByteCount: Int? = nil) -> [UInt8] {
  let content = text("WEBP") + chunks.flatMap { $0 }
  return text("RIFF") + little32(claimedByteCount ?? content.count) + content
}

/// An extended WebP file's first chunk.
func vp8x(flags: UInt8, width: Int, height: Int) -> [UInt8] {
  let content: [UInt8] = [flags, 0, 0, 0]
  return riffChunk("VP8X", content + little24(width - 1) + little24(height - 1))
}

/// The frame header of a lossy WebP picture.
func vp8(width: Int, height: Int) -> [UInt8] {
  let content: [UInt8] = [0, 0, 0, 0x9D, 0x01, 0x2A]
  return riffChunk("VP8 ", content + little16(width) + little16(height))
}

/// An ISO base media box.
func box(_ type: String, _ content: [UInt8]) -> [UInt8] { big32(content.count + 8) + text(type) + content }

/// An ISO base media box with version and flags.
func fullBox(_ type: String, version: UInt8 = 0, flags: UInt8 = 0, _ content: [UInt8]) -> [UInt8] {
  box(type, [version, 0, 0, flags] + content)
}

/// One item of a HEIF file built by hand.
struct BuiltItem {
  var id: Int
  var type = "hvc1"
  var isHidden = false
  /// Numbers of properties, counted from 1.
  var properties: [UInt8] = []
}

/// A reference of a HEIF file built by hand.
struct BuiltReference {
  var type: String
  var from: Int
  var to: [Int]
}

/// A HEIF file without any picture data; item 1 is the primary one.
func heif(
  brands: [String] = ["heic", "mif1"], items: [BuiltItem], properties: [[UInt8]], references: [BuiltReference] = []
) -> [UInt8] {
  var information = big16(items.count)
  var associations = big32(items.count)
  for item in items {
    let entry = big16(item.id) + big16(0) + text(item.type)
    information += fullBox("infe", version: 2, flags: item.isHidden ? 1 : 0, entry + [0])
    associations += big16(item.id) + [UInt8(item.properties.count)] + item.properties
  }
  var rows: [UInt8] = []
  for row in references {
    var content = big16(row.from) + big16(row.to.count)
    for target in row.to { content += big16(target) }
    rows += box(row.type, content)
  }
  let container = box("ipco", Array(properties.joined()))
  var meta = fullBox("pitm", big16(1)) + fullBox("iinf", information) + fullBox("iref", rows)
  meta += box("iprp", container + fullBox("ipma", associations))
  return fileType(brands) + fullBox("meta", meta)
}

/// The first box of a HEIF file: the major brand, then the compatible ones.
func fileType(_ brands: [String]) -> [UInt8] {
  var content = text(brands[0]) + big32(0)
  for brand in brands.dropFirst() { content += text(brand) }
  return box("ftyp", content)
}

/// A HEIF item's stored size.
func ispe(_ width: Int, _ height: Int) -> [UInt8] { fullBox("ispe", big32(width) + big32(height)) }
