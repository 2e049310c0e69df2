import ImageFormats

/// A bitmap's palette, as large as there are indices: one that points behind the end of what is stored is black, as in
/// browsers.
struct BitmapPalette {
  /// Red in the lowest byte, then green, then blue.
  private var colours: [UInt32]

  init(_ bitmap: BitmapStructure, _ bytes: UnsafeRawBufferPointer) {
    colours = Array(repeating: 0, count: 256)
    let entryByteCount = bitmap.paletteEntryByteCount
    for index in 0..<min(bitmap.paletteCount, 256) {
      let start = bitmap.paletteOffset + index * entryByteCount
      guard start >= 0, start <= bytes.count - 3 else { break }
      colours[index] = UInt32(bytes[start + 2]) | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start]) << 16
    }
  }

  /// The first colour: red, green, blue.
  var first: [UInt8] { (0..<3).map { UInt8(truncatingIfNeeded: colours[0] >> (8 * $0)) } }

  /// A colour's three bytes.
  func write(_ index: UInt8, to output: UnsafeMutablePointer<UInt8>) {
    let colour = colours[Int(index)]
    output[0] = UInt8(truncatingIfNeeded: colour)
    output[1] = UInt8(truncatingIfNeeded: colour >> 8)
    output[2] = UInt8(truncatingIfNeeded: colour >> 16)
  }

  /// A row of one byte for each pixel.
  func read8(_ source: UnsafeRawPointer, width: Int, into output: UnsafeMutablePointer<UInt8>) {
    let target = UnsafeMutableRawPointer(output)
    colours.withUnsafeBufferPointer { colours in
      // Four bytes at a time, of which the last is then overwritten.
      for x in 0..<(width - 1) {
        let index = source.load(fromByteOffset: x, as: UInt8.self)
        target.storeBytes(of: colours[Int(index)].littleEndian, toByteOffset: x * 3, as: UInt32.self)
      }
    }
    write(source.load(fromByteOffset: width - 1, as: UInt8.self), to: output + (width - 1) * 3)
  }

  /// A row of 1, 2 or 4 bits for each pixel, the leftmost in the highest bits.
  func readFew(_ source: UnsafeRawPointer, bits: Int, width: Int, into output: UnsafeMutablePointer<UInt8>) {
    let target = UnsafeMutableRawPointer(output)
    let mask = 1 << bits - 1
    func index(_ x: Int) -> Int {
      let bit = x &* bits
      return Int(source.load(fromByteOffset: bit &>> 3, as: UInt8.self)) &>> (8 &- bits &- bit & 7) & mask
    }
    colours.withUnsafeBufferPointer { colours in
      for x in 0..<(width - 1) {
        target.storeBytes(of: colours[index(x)].littleEndian, toByteOffset: x * 3, as: UInt32.self)
      }
    }
    write(UInt8(truncatingIfNeeded: index(width - 1)), to: output + (width - 1) * 3)
  }
}
