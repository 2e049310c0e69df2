/// Tells alpha planes from other auxiliary pictures, such as depth maps and gain maps.
enum HEIFAlpha {
  /// Auxiliary pictures of the primary item looked at. Each costs a walk over all properties; cameras write about five.
  static let maximumAuxiliaryCount = 16

  /// Whether the name of an auxiliary type at an offset is one of those for alpha (ISO/IEC 23008-12, 6.5.8 and annex
  /// B; ISO/IEC 23000-22, 7.3.5.2).
  static func isAlpha(at offset: Int, _ bytes: RawSpan) -> Bool {
    bytes.has("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0", at: offset)
      || bytes.has("urn:mpeg:hevc:2015:auxid:1\0", at: offset) || bytes.has("urn:mpeg:avc:2015:auxid:1\0", at: offset)
  }

  /// Whether some item is the alpha plane of the primary item.
  static func isAttached(to items: HEIFItems, _ bytes: RawSpan) -> Bool {
    var remainingCount = maximumAuxiliaryCount
    var references = items.allReferences(bytes)
    while remainingCount > 0, let reference = references.next(bytes) {
      guard reference.type == "auxl",
        (0..<reference.targetCount).contains(where: { reference.target($0, bytes) == items.primaryItem })
      else { continue }
      remainingCount -= 1
      for property in items.properties(of: reference.from, bytes)
      where property.type == "auxC" && isAlpha(at: property.start + 4, bytes) {
        return true
      }
    }
    return false
  }
}
