/// A BMP file, or a bitmap in an icon, made byte by byte.
struct BitmapFile {
  var width: Int
  var height: Int
  var bits: Int
  var compression = 0
  var masks: [UInt32] = []
  /// Blue, green, red, nothing.
  var palette: [UInt8] = []
  /// The gammas of a header of version 4; nil for a header without colours.
  var gammas: [Double]?
  var pixels: [UInt8]

  static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  private var headerByteCount: Int { gammas == nil ? 40 : 108 }

  /// Without the file header.
  var content: [UInt8] {
    var bytes = Self.little(headerByteCount, 4) + Self.little(width, 4) + Self.little(height, 4)
    bytes += Self.little(1, 2) + Self.little(bits, 2) + Self.little(compression, 4) + Self.little(0, 12)
    bytes += Self.little(palette.count / 4, 4) + Self.little(0, 4)
    bytes += masks.flatMap { Self.little(Int($0), 4) }
    if let gammas {
      let endPoints = [0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505]
      bytes += Self.little(0, 20 - 4 * masks.count) + endPoints.flatMap { Self.little(Int($0 * 0x4000_0000), 4) }
      bytes += gammas.flatMap { Self.little(Int($0 * 0x1_0000), 4) }
    }
    return bytes + palette + pixels
  }

  /// The whole file.
  var bytes: [UInt8] {
    let start = 14 + headerByteCount + (gammas == nil ? masks.count * 4 : 0) + palette.count
    let header = Array("BM".utf8) + Self.little(start + pixels.count, 4) + Self.little(0, 4) + Self.little(start, 4)
    return header + content
  }

  /// An icon of these entries.
  static func icon(_ entries: [[UInt8]]) -> [UInt8] {
    var directory = little(0, 2) + little(1, 2) + little(entries.count, 2)
    var offset = 6 + 16 * entries.count
    for entry in entries {
      directory += little(0, 4) + little(1, 2) + little(32, 2) + little(entry.count, 4) + little(offset, 4)
      offset += entry.count
    }
    return directory + entries.flatMap { $0 }
  }
}
