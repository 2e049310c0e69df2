/// The colour description in numbers of a HEIF file's primary picture (ISO/IEC 14496-12, 12.1.5).
package enum HEIFColor {
  /// What `nclx` says; nil without one that browsers apply.
  package static func coding(of bytes: RawSpan) -> ColorCoding? {
    guard let items = HEIFItems(bytes) else { return nil }
    for box in items.properties(of: items.primaryItem, bytes) {
      guard box.type == "colr", bytes.fourCC(at: box.start) == "nclx",
        let primaries = bytes.uint16(at: box.start + 4, .big), let transfer = bytes.uint16(at: box.start + 6, .big)
      else { continue }
      return ColorCoding(primaries: primaries, transfer: transfer, isVideo: true)
    }
    return nil
  }
}
