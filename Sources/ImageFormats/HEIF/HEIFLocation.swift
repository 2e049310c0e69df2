/// Where the data of a HEIF item stand: the item location box (ISO/IEC 14496-12, 8.11.3).
enum HEIFLocation {
  /// Items walked at most. A picture of 9999 × 9999 pixels in tiles of 512 has 400.
  static let maximumItemCount = 65_536
  /// Extents of one item skipped at most.
  static let maximumExtentCount = 65_536

  /// The sizes of the fields, which the box itself tells.
  private struct Layout {
    let version: Int
    let offsetByteCount: Int
    let lengthByteCount: Int
    let baseByteCount: Int
    let indexByteCount: Int

    init?(_ box: ISOBox, _ bytes: RawSpan) {
      guard let version = bytes.uint8(at: box.start), version <= 2, let sizes = bytes.uint16(at: box.start + 4, .big)
      else { return nil }
      self.version = version
      offsetByteCount = sizes >> 12
      lengthByteCount = sizes >> 8 & 15
      baseByteCount = sizes >> 4 & 15
      indexByteCount = version > 0 ? sizes & 15 : 0
      guard [offsetByteCount, lengthByteCount, baseByteCount, indexByteCount].allSatisfy({ [0, 4, 8].contains($0) })
      else { return nil }
    }
  }

  /// The first extent of an item, as far as the file holds it.
  static func dataRange(of item: Int, in box: ISOBox, data: ISOBox?, _ bytes: RawSpan) -> Range<Int>? {
    guard let layout = Layout(box, bytes) else { return nil }
    let idByteCount = layout.version < 2 ? 2 : 4
    var offset = box.start + 6
    guard let count = number(at: offset, idByteCount, bytes) else { return nil }
    offset += idByteCount
    for _ in 0..<min(count, maximumItemCount) {
      guard offset < box.end, let id = number(at: offset, idByteCount, bytes) else { return nil }
      offset += idByteCount
      var method = 0
      if layout.version > 0 {
        method = (bytes.uint16(at: offset, .big) ?? 0) & 15
        offset += 2
      }
      offset += 2
      guard let base = number(at: offset, layout.baseByteCount, bytes),
        let extentCount = bytes.uint16(at: offset + layout.baseByteCount, .big)
      else { return nil }
      offset += layout.baseByteCount + 2
      if id == item {
        guard extentCount > 0 else { return nil }
        return extent(at: offset, layout, base: base, method: method, data: data, bytes)
      }
      offset += extentCount * (layout.indexByteCount + layout.offsetByteCount + layout.lengthByteCount)
    }
    return nil
  }

  private static func extent(
    at offset: Int, _ layout: Layout, base: Int, method: Int, data: ISOBox?, _ bytes: RawSpan
  ) -> Range<Int>? {
    let field = offset + layout.indexByteCount
    guard let relative = number(at: field, layout.offsetByteCount, bytes),
      let length = number(at: field + layout.offsetByteCount, layout.lengthByteCount, bytes)
    else { return nil }
    let bounds: Range<Int>
    switch method {
    case 0: bounds = 0..<bytes.byteCount
    case 1:
      guard let data else { return nil }
      bounds = data.start..<data.end
    default: return nil  // In another item, which nobody writes for the pictures asked for here.
    }
    // Each number is compared before it is added, since it may be as large as an Int.
    guard base <= bounds.count, relative <= bounds.count - base else { return nil }
    let start = bounds.lowerBound + base + relative
    // A length of 0 means up to the end.
    let room = bounds.upperBound - start
    return start..<(start + (length == 0 ? room : min(length, room)))
  }

  /// A number of 0, 2, 4 or 8 bytes.
  private static func number(at offset: Int, _ byteCount: Int, _ bytes: RawSpan) -> Int? {
    switch byteCount {
    case 0: 0
    case 2: bytes.uint16(at: offset, .big)
    case 4: bytes.uint32(at: offset, .big)
    default: bytes.uint64(at: offset, .big)
    }
  }
}
