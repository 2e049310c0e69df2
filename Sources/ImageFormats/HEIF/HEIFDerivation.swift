import ModerationCore

/// Checks what HEIF pictures that are made of other pictures claim (ISO/IEC 23008-12, 6.6.2).
///
/// A decoder takes the size of its canvas from the derived picture's own data and not from its properties, so that both
/// must say the same.
enum HEIFDerivation {
  /// The most tiles of one picture: 9999 × 9999 pixels in tiles of 256. Cameras use tiles of 512.
  static let maximumTileCount = 1600
  /// Derived pictures of one file. A burst of tiled pictures with thumbnails has a few.
  static let maximumDerivedItemCount = 64
  /// How many times a picture may be derived from a derived one: turned, then tiled.
  static let maximumDerivationDepth = 4

  /// Refuses derived pictures that contradict themselves, and chains of them that are long or come back to themselves.
  static func check(_ items: HEIFItems, as format: ImageFormat, _ bytes: RawSpan) throws(InputRejection) {
    var derived: Set<Int> = []
    var cursor = items.items()
    while let item = cursor.next(bytes) {
      guard item.type == "grid" || item.type == "iovl" || item.type == "iden" else { continue }
      guard derived.insert(item.id).inserted else { continue }
      guard derived.count <= maximumDerivedItemCount else {
        throw .unreadable(
          format, tooMany: "derived pictures", limit: "maximumDerivedItemCount", allowed: maximumDerivedItemCount, at: 0
        )
      }
      if item.type != "iden" { try checkCanvas(of: item, in: items, as: format, bytes) }
    }
    if !derived.isEmpty { try checkDepth(derived, in: items, as: format, bytes) }
  }

  private static func checkCanvas(
    of item: HEIFItems.Item, in items: HEIFItems, as format: ImageFormat, _ bytes: RawSpan
  ) throws(InputRejection) {
    // Without data the decoder has nothing to go by either, and says so.
    guard let range = items.dataRange(of: item.id, bytes) else { return }
    let start = range.lowerBound
    guard let flags = bytes.uint8(at: start + 1) else { return }
    let isWide = flags & 1 == 1
    // An overlay's canvas stands behind four numbers of its background colour.
    let field = start + (item.type == "grid" ? 4 : 10)
    let width = isWide ? bytes.uint32(at: field, .big) : bytes.uint16(at: field, .big)
    let height = isWide ? bytes.uint32(at: field + 4, .big) : bytes.uint16(at: field + 2, .big)
    guard let width, let height, field + (isWide ? 8 : 4) <= range.upperBound else {
      throw .unreadable(format, "derived picture \(item.id) is truncated", at: start)
    }
    let canvas = PixelSize(width: width, height: height)
    let claimed = try HEIFPicture(items.properties(of: item.id, bytes), as: format, bytes).codedSize
    guard canvas == claimed else {
      throw .unreadable(
        format, "picture \(item.id) is \(canvas) and its property \(claimed.map { "\($0)" } ?? "missing")", at: start)
    }
    guard item.type == "grid", let rows = bytes.uint8(at: start + 2), let columns = bytes.uint8(at: start + 3) else {
      return
    }
    let tileCount = (rows + 1) * (columns + 1)
    guard tileCount <= maximumTileCount else {
      throw .unreadable(
        format, "\(tileCount) tiles", limit: "maximumTileCount", measured: tileCount, allowed: maximumTileCount,
        at: start + 2)
    }
  }

  /// Follows what derived pictures are made of, all of them at once, one step at a time.
  private static func checkDepth(
    _ derived: Set<Int>, in items: HEIFItems, as format: ImageFormat, _ bytes: RawSpan
  ) throws(InputRejection) {
    var level = derived
    for _ in 0..<maximumDerivationDepth {
      var next: Set<Int> = []
      var references = items.allReferences(bytes)
      while let reference = references.next(bytes) {
        guard reference.type == "dimg", level.contains(reference.from) else { continue }
        for index in 0..<reference.targetCount {
          if let target = reference.target(index, bytes), derived.contains(target) { next.insert(target) }
        }
      }
      if next.isEmpty { return }
      level = next
    }
    throw .unreadable(
      format, tooMany: "derivations one upon the other", limit: "maximumDerivationDepth",
      allowed: maximumDerivationDepth, at: 0)
  }
}
