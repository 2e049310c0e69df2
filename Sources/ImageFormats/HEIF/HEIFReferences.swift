/// One row of the item reference box: an item, what it is to others, and the others (ISO/IEC 14496-12, 8.11.12).
struct HEIFReference {
  let type: FourCC
  let from: Int
  /// How many items it refers to, as far as the file holds them.
  let targetCount: Int
  private let targetsStart: Int
  private let isWide: Bool

  fileprivate init?(_ box: ISOBox, isWide: Bool, _ bytes: RawSpan) {
    let idByteCount = isWide ? 4 : 2
    let from = isWide ? bytes.uint32(at: box.start, .big) : bytes.uint16(at: box.start, .big)
    guard let from, let claimedCount = bytes.uint16(at: box.start + idByteCount, .big) else { return nil }
    type = box.type
    self.from = from
    targetsStart = box.start + idByteCount + 2
    targetCount = max(0, min(claimedCount, (box.end - targetsStart) / idByteCount))
    self.isWide = isWide
  }

  /// One of the items referred to.
  func target(_ index: Int, _ bytes: RawSpan) -> Int? {
    isWide ? bytes.uint32(at: targetsStart + index * 4, .big) : bytes.uint16(at: targetsStart + index * 2, .big)
  }
}

/// Walks the item references.
struct HEIFReferenceCursor {
  private var boxes: ISOBoxCursor
  private let isWide: Bool

  /// Whether references may have gone unseen.
  var hasReachedLimit: Bool { boxes.hasReachedLimit }

  init(_ box: ISOBox?, _ bytes: RawSpan) {
    boxes = ISOBoxCursor(from: (box?.start ?? 0) + 4, to: box?.end ?? 0)
    isWide = bytes.uint8(at: box?.start ?? 0) != 0
  }

  /// The next reference that is whole enough to be read.
  mutating func next(_ bytes: RawSpan) -> HEIFReference? {
    while let box = boxes.next(bytes) {
      if let reference = HEIFReference(box, isWide: isWide, bytes) { return reference }
    }
    return nil
  }
}
