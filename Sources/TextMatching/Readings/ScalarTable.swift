/// A number for each scalar, 0 for most, in blocks of 256.
struct ScalarTable: Sendable {
  private var blockOfPage = [UInt16](repeating: 0, count: 0x1100)
  private var blocks = [UInt32](repeating: 0, count: 256)

  /// Makes a table; `fill` is handed a function that sets one scalar's number.
  init(_ fill: ((UInt32, UInt32) -> Void) -> Void) {
    var (pages, values) = (blockOfPage, blocks)
    fill { scalar, value in
      let page = Int(scalar >> 8)
      if pages[page] == 0 {
        pages[page] = UInt16(truncatingIfNeeded: values.count >> 8)
        values += repeatElement(0, count: 256)
      }
      values[Int(pages[page]) << 8 | Int(scalar & 0xFF)] = value
    }
    (blockOfPage, blocks) = (pages, values)
  }

  @inline(__always)
  subscript(scalar: UInt32) -> UInt32 { blocks[Int(blockOfPage[Int(scalar >> 8)]) << 8 | Int(scalar & 0xFF)] }
}

/// Reads the items of a generated literal, which stand apart by blanks.
enum GeneratedItems {
  static func forEach(of literal: StaticString, _ body: (ArraySlice<UInt32>) -> Void) {
    literal.withUTF8Buffer { buffer in
      let scalars = String(decoding: buffer, as: UTF8.self).unicodeScalars.map(\.value)
      for item in scalars.split(separator: 0x20) { body(item) }
    }
  }
}
