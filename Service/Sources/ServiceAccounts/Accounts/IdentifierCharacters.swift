/// The characters of the names that operators and clients write.
enum IdentifierCharacters {
  /// A letter or digit of ASCII.
  static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }

  /// Whether a text is a name of 1 to `maximumByteCount` letters, digits and the marks given.
  static func isName(_ text: String, marks: String = "._-", maximumByteCount: Int = 64) -> Bool {
    (1...maximumByteCount).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in isWord(byte) || marks.utf8.contains(byte) }
  }
}
