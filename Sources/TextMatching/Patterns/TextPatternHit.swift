/// A telephone number, an address or an account that was found in an image's text.
public struct TextPatternHit: Hashable, Sendable {
  /// What was found.
  public enum Kind: String, Hashable, Sendable {
    /// A telephone number.
    case phoneNumber
    /// A web address.
    case webAddress
    /// A mail address.
    case mailAddress
    /// An account of a messenger.
    case messengerAccount
  }

  /// What was found.
  public let kind: Kind
  /// The stretch of text as it was read; of two lines, joined by a line feed.
  public let matched: String
  /// The same in one spelling, for comparing and counting: `+8613800138000`, `example.com/a`, `WeChat:abc123`.
  public let canonical: String
  /// Whether it was written so that a program would not read it: signs or emoji put in, enclosed digits, Chinese
  /// numerals or letters for digits, look-alike letters.
  public let isObfuscated: Bool
  /// The lines that it stands on, as indices into the lines searched, ascending; one or two.
  public let lines: [Int]

  /// Whether somebody takes trouble to be contacted: an account, or anything disguised.
  public var isDeliberateContact: Bool { kind == .messengerAccount || isObfuscated }
}
