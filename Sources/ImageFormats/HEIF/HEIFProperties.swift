/// Which properties an item has: the association box points into the property container.
enum HEIFProperties {
  /// Associations walked at most. A picture of 9999 × 9999 pixels in tiles of 512 has 400 items.
  static let maximumAssociationCount = 65_536

  /// The properties of an item in the order of their association, which is the order in which they apply
  /// (ISO/IEC 23008-12, 9.3).
  static func properties(of item: Int, in box: ISOBox, _ bytes: RawSpan) -> [ISOBox] {
    guard let container = box.child("ipco", bytes) else { return [] }
    var children = ISOBoxCursor(from: box.start, to: box.end)
    while let associations = children.next("ipma", bytes) {
      guard let indices = indices(of: item, in: associations, bytes) else { continue }
      return select(indices, from: container, bytes)
    }
    return []
  }

  /// The property numbers of an item, counted from 1; nil when the box does not mention the item.
  private static func indices(of item: Int, in box: ISOBox, _ bytes: RawSpan) -> [Int]? {
    guard let version = bytes.uint8(at: box.start), let flags = bytes.uint8(at: box.start + 3),
      let claimedCount = bytes.uint32(at: box.start + 4, .big)
    else { return nil }
    let idByteCount = version == 0 ? 2 : 4
    let indexByteCount = flags & 1 == 0 ? 1 : 2
    var offset = box.start + 8
    for _ in 0..<min(claimedCount, maximumAssociationCount) {
      let id = idByteCount == 2 ? bytes.uint16(at: offset, .big) : bytes.uint32(at: offset, .big)
      guard let id, let count = bytes.uint8(at: offset + idByteCount) else { return nil }
      offset += idByteCount + 1
      guard offset + count * indexByteCount <= box.end else { return nil }
      if id == item {
        // The uppermost bit only says whether a reader must understand the property.
        var indices: [Int] = []
        for index in 0..<count {
          let isShort = indexByteCount == 1
          let number = isShort ? bytes.uint8(at: offset + index) : bytes.uint16(at: offset + 2 * index, .big)
          indices.append((number ?? 0) & (isShort ? 0x7F : 0x7FFF))
        }
        return indices
      }
      offset += count * indexByteCount
    }
    return nil
  }

  /// The boxes with these numbers, in this order; numbers without a box are left out.
  private static func select(_ indices: [Int], from container: ISOBox, _ bytes: RawSpan) -> [ISOBox] {
    let highest = indices.max() ?? 0
    var boxes: [ISOBox] = []
    var cursor = ISOBoxCursor(from: container.start, to: container.end)
    while boxes.count < highest, let box = cursor.next(bytes) { boxes.append(box) }
    return indices.compactMap { $0 > 0 && $0 <= boxes.count ? boxes[$0 - 1] : nil }
  }
}
