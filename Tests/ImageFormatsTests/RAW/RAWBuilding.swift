/// A TIFF directory behind others, its values inline.
private func directory(_ entries: [(tag: Int, type: Int, count: Int, value: Int)]) -> [UInt8] {
  entries.reduce(little16(entries.count)) { bytes, entry in
    bytes + little16(entry.tag) + little16(entry.type) + little32(entry.count) + little32(entry.value)
  } + little32(0)
}

/// A raw file like a DNG: a small preview, and in a sub-directory the mosaic, cropped by a fraction.
func rawTIFF(orientation: Int = 6) -> [UInt8] {
  let first = directory([
    (256, 4, 1, 16), (257, 4, 1, 12), (274, 3, 1, orientation), (330, 4, 2, 200), (50706, 1, 4, 0x0401),
  ])
  var bytes = text("II*\0") + little32(8) + first
  bytes += [UInt8](repeating: 0, count: 200 - bytes.count) + little32(220) + little32(8)
  bytes += [UInt8](repeating: 0, count: 220 - bytes.count)
  bytes += directory([
    (256, 4, 1, 6000), (257, 4, 1, 4000), (258, 3, 1, 14), (262, 3, 1, 32803), (50720, 5, 2, 320),
  ])
  bytes += [UInt8](repeating: 0, count: 320 - bytes.count)
  return bytes + little32(11_980) + little32(2) + little32(3980) + little32(1)
}

/// A CR3 file's movie box: a small track and a large one.
func canonMovie(width: Int, height: Int) -> [UInt8] {
  func track(_ width: Int, _ height: Int) -> [UInt8] {
    let entry = box("CRAW", [UInt8](repeating: 0, count: 24) + big16(width) + big16(height) + [0, 0])
    let table = box("stbl", box("stsd", big32(0) + big32(1) + entry))
    return box("trak", box("mdia", box("minf", table)))
  }
  let canon = box("uuid", [UInt8](repeating: 1, count: 16) + box("CMT1", exif(8)))
  return box("ftyp", text("crx ") + big32(1)) + box("moov", canon + track(16, 12) + track(width, height))
}

/// A RAF file: the sensor is larger than the picture; the preview is turned.
func fuji(width: Int, height: Int) -> [UInt8] {
  let preview = [0xFF, 0xD8] + jpegSegment(0xE1, text("Exif\0\0") + exif(8)) + jpegFrame(width: 3, height: 2)
  var bytes = text("FUJIFILMCCD-RAW 0201") + [UInt8](repeating: 0, count: 64)
  let records = 0x70 + preview.count
  bytes += big32(0x70) + big32(preview.count) + big32(records) + big32(40)
  bytes += [UInt8](repeating: 0, count: 0x70 - bytes.count) + preview
  bytes += big32(2) + big16(0x0100) + big16(4) + big16(height + 8) + big16(width + 8)
  return bytes + big16(0x0111) + big16(4) + big16(height) + big16(width)
}

/// An MRW file's blocks.
func minolta(width: Int, height: Int) -> [UInt8] {
  let sizes = big16(height + 4) + big16(width + 4) + big16(height) + big16(width)
  let blocks = text("\0PRD") + big32(24) + text("27820001") + sizes + [UInt8](repeating: 0, count: 8)
  let orientation = exif(6, bigEndian: true)
  return text("\0MRM") + big32(0) + blocks + text("\0TTW") + big32(orientation.count) + orientation
}

/// An RW2 file: the picture's borders on the sensor.
func panasonic(left: Int, top: Int, right: Int, bottom: Int) -> [UInt8] {
  text("IIU\0") + little32(8)
    + directory([(4, 3, 1, top), (5, 3, 1, left), (6, 3, 1, bottom), (7, 3, 1, right), (274, 3, 1, 8)])
}

/// An ORF file.
func olympus(width: Int, height: Int) -> [UInt8] {
  text("IIRO") + little32(8) + directory([(256, 4, 1, width), (257, 4, 1, height), (259, 3, 1, 1)])
}
