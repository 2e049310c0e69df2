/// Text that is also text when it stands on its head: such a number reads as surely upside down as upright.
enum ReadsBothWays {
  /// Characters that turn into a character.
  private static let characters = Set("0123456789OoIilHNSsXxZzMWwmunpdbqyhCcDEBKTt.,:;-–—_=+~*|/\\()[]<>·•一二三十日口田中王工回亘")

  /// Whether nothing in a line says which way up it stands.
  static func mayBe(_ text: String) -> Bool {
    text.allSatisfy { $0.isWhitespace || characters.contains($0) }
  }
}
