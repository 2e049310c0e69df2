/// One box of an ISO base media file (ISO/IEC 14496-12, 4.2).
struct ISOBox {
  let type: FourCC
  /// Where the box's own content begins, behind its size and type.
  let start: Int
  /// Where the content ends: at the claimed end, or at the end of what surrounds the box if that comes first.
  let end: Int
  /// Where the type stands.
  let typeOffset: Int
}

/// Walks the boxes that lie side by side in a range of the file.
struct ISOBoxCursor {
  /// Boxes walked at most in one range. A picture of 9999 × 9999 pixels in tiles of 512 has 400 items.
  static let maximumBoxCount = 20_000

  private var offset: Int
  private let end: Int
  private var remainingCount = maximumBoxCount

  /// Whether the walk ended because of `maximumBoxCount`, so that boxes may have gone unseen.
  var hasReachedLimit: Bool { remainingCount == 0 }

  /// Starts at the first box between two offsets.
  init(from start: Int, to end: Int) {
    offset = start
    self.end = end
  }

  /// The next box; nil at the end, at a size that no box can have, and after `maximumBoxCount` boxes.
  mutating func next(_ bytes: RawSpan) -> ISOBox? {
    guard remainingCount > 0, offset <= end - 8, let claimed = bytes.uint32(at: offset, .big),
      let type = bytes.fourCC(at: offset + 4)
    else { return nil }
    var headerByteCount = 8
    var byteCount = claimed
    switch claimed {
    case 0: byteCount = end - offset
    case 1:
      guard let large = bytes.uint64(at: offset + 8, .big) else { return nil }
      (headerByteCount, byteCount) = (16, large)
    default: break
    }
    guard byteCount >= headerByteCount else { return nil }
    let start = offset + headerByteCount
    let boxEnd = min(byteCount, end - offset) + offset
    guard start <= boxEnd else { return nil }
    let typeOffset = offset + 4
    offset = boxEnd
    remainingCount -= 1
    return ISOBox(type: type, start: start, end: boxEnd, typeOffset: typeOffset)
  }

  /// The next box of a type.
  mutating func next(_ type: FourCC, _ bytes: RawSpan) -> ISOBox? {
    while let box = next(bytes) {
      if box.type == type { return box }
    }
    return nil
  }
}

extension ISOBox {
  /// The first child of a type, looked for behind `headerByteCount` bytes of this box's own fields.
  func child(_ type: FourCC, behind headerByteCount: Int = 0, _ bytes: RawSpan) -> ISOBox? {
    var children = ISOBoxCursor(from: start + headerByteCount, to: end)
    return children.next(type, bytes)
  }
}
