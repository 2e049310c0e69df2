extension FileEnd {
  /// RIFF counts from behind its own length; some writers leave out the last byte of padding.
  static func ofWebP(_ bytes: RawSpan) -> FileEnd {
    guard let claimed = bytes.uint32(at: 4, .little) else { return .cut }
    return 8 + claimed - (claimed & 1) <= bytes.byteCount ? .marked : .cut
  }
}
