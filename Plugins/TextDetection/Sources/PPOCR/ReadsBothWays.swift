/// Text that is also text when it stands on its head: a number of such digits upside down is read as surely as upright.
enum ReadsBothWays {
  private static let characters = Set(
    "0123456789OoIilHNSsXxZzMWwmunpdbqyhCcDEBKTt.,:;-–—_=+~*|/\\\\()[]<>·•一二三十日口田中王工回亘8")

  /// Whether nothing in a line says which way up it stands.
  static func mayBe(_ text: String) -> Bool {
    text.allSatisfy { $0.isWhitespace || characters.contains($0) }
  }
}
