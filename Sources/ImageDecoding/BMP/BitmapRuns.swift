import ImageFormats
import ModerationCore

/// Reads bitmaps in run-length code: RLE4, RLE8 and OS/2's RLE24.
///
/// Pixels that the code leaves out are undefined by the format: transparent in Chrome and Firefox, of the palette's
/// first colour in others. Runs are cut off at the right edge, as in Chrome and Firefox.
struct BitmapRuns {
  /// What stands for the pixels that the code leaves out.
  enum LeftOut {
    case white
    case black
    /// The palette's first colour.
    case first
  }

  /// Why the code cannot be read to its end.
  enum Fault: Error {
    /// The bytes end before the picture does.
    case truncated
    /// A jump leads out of the picture.
    case jumpOutside
  }

  /// Pixels that a byte of code may stand for. An honest run of one colour has at most 127.5.
  static let maximumPixelsPerByte = 128
  /// Pictures of fewer pixels may leave out as much as they like.
  static let maximumSparsePixelCount = 1_000_000

  private let bitmap: BitmapStructure
  private let bytes: UnsafeRawBufferPointer
  private let palette: BitmapPalette
  private let row: UnsafeMutableBufferPointer<UInt8>
  /// Red, green, blue.
  private let blank: [UInt8]
  private var offset: Int
  private var x = 0
  /// The current row in the order of the file.
  private var line = 0
  /// Whether the current row has only undefined pixels.
  private var isBlank = true
  /// Whether some pixel was left out.
  private var isSparse = false

  /// Reads all rows and hands them to the collector. Costs at most one pass over the bytes and one over the pixels.
  ///
  /// - Returns: Whether some pixel was left out.
  static func read(
    _ bitmap: BitmapStructure, _ bytes: UnsafeRawBufferPointer, leftOut: LeftOut, into collector: inout RowCollector
  ) throws(Fault) -> Bool {
    let row = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bitmap.size.width * 3)
    defer { row.deallocate() }
    row.initialize(repeating: 0)
    var runs = BitmapRuns(bitmap, bytes, row, leftOut)
    runs.clearRow()
    try runs.read(into: &collector)
    return runs.isSparse
  }

  private init(
    _ bitmap: BitmapStructure, _ bytes: UnsafeRawBufferPointer, _ row: UnsafeMutableBufferPointer<UInt8>,
    _ leftOut: LeftOut
  ) {
    self.bitmap = bitmap
    self.bytes = bytes
    self.row = row
    palette = BitmapPalette(bitmap, bytes)
    offset = bitmap.pixelsOffset
    blank =
      switch leftOut {
      case .white: [255, 255, 255]
      case .black: [0, 0, 0]
      case .first: palette.first
      }
  }

  private func clearRow() {
    for place in row.indices { row[place] = blank[place % 3] }
  }

  private mutating func read(into collector: inout RowCollector) throws(Fault) {
    let (width, height) = (bitmap.size.width, bitmap.size.height)
    while line < height {
      guard offset <= bytes.count - 2 else {
        // The mark of the end may be missing, but no pixel.
        guard line == height - 1, x == width else { throw .truncated }
        return finishLine(&collector)
      }
      let (count, value) = (Int(bytes[offset]), Int(bytes[offset + 1]))
      offset += 2
      switch (count, value) {
      case (0, 0): finishLine(&collector)
      case (0, 1):
        while line < height { finishLine(&collector) }
      case (0, 2): try jump(&collector)
      case (0, _): try literal(value)
      default: try run(count, value)
      }
    }
  }

  private mutating func finishLine(_ collector: inout RowCollector) {
    if x < bitmap.size.width { isSparse = true }
    collector.add(row: bitmap.isTopDown ? line : bitmap.size.height - 1 - line) { target in
      UnsafeMutableRawBufferPointer(target).copyMemory(from: UnsafeRawBufferPointer(row))
    }
    if !isBlank { clearRow() }
    isBlank = true
    line += 1
    x = 0
  }

  private mutating func jump(_ collector: inout RowCollector) throws(Fault) {
    guard offset <= bytes.count - 2 else { throw .truncated }
    let (right, down) = (Int(bytes[offset]), Int(bytes[offset + 1]))
    offset += 2
    guard x + right <= bitmap.size.width, line + down < bitmap.size.height else { throw .jumpOutside }
    if right > 0 { isSparse = true }
    let target = x + right
    for _ in 0..<down { finishLine(&collector) }
    if target > 0, down > 0 { isSparse = true }
    x = target
  }

  /// Pixels written out one by one, padded to an even number of bytes.
  private mutating func literal(_ count: Int) throws(Fault) {
    let byteCount = (count * bitmap.bitsPerPixel + 7) / 8
    guard byteCount + byteCount & 1 <= bytes.count - offset else { throw .truncated }
    for index in 0..<min(count, bitmap.size.width - x) {
      switch bitmap.bitsPerPixel {
      case 4: put(palette: nibble(Int(bytes[offset + index / 2]), index))
      case 8: put(palette: bytes[offset + index])
      default: putBytes(at: offset + 3 * index)
      }
    }
    offset += byteCount + byteCount & 1
  }

  /// One pixel, or two in turn in RLE4, repeated.
  private mutating func run(_ count: Int, _ value: Int) throws(Fault) {
    let start = offset - 1
    if bitmap.bitsPerPixel == 24 {
      guard offset <= bytes.count - 2 else { throw .truncated }
      offset += 2
    }
    for index in 0..<min(count, bitmap.size.width - x) {
      switch bitmap.bitsPerPixel {
      case 4: put(palette: nibble(value, index))
      case 8: put(palette: UInt8(truncatingIfNeeded: value))
      default: putBytes(at: start)
      }
    }
  }

  private func nibble(_ value: Int, _ index: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: index & 1 == 0 ? value >> 4 : value & 15)
  }

  private mutating func put(palette index: UInt8) {
    guard let start = row.baseAddress else { return }
    palette.write(index, to: start + x * 3)
    isBlank = false
    x += 1
  }

  private mutating func putBytes(at start: Int) {
    for channel in 0..<3 { row[x * 3 + channel] = bytes[start + 2 - channel] }
    isBlank = false
    x += 1
  }
}
