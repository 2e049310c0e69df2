import Digests
public import ImageMatching

/// What a program calls a group or a person: never changes, and is one of a kind in its library.
///
/// 1 to 64 ASCII letters, digits and `-%@#&_`, as the API has it that this stands in for.
public struct FaceID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The most bytes: what that API allows.
  public static let maximumByteCount = 64
  /// What to tell who gave a bad one.
  public static let rule = "an id has 1 to \(maximumByteCount) letters of A-Z and a-z, digits and -%@#&_"

  /// The id as written.
  public let text: String

  public var description: String { text }

  /// Takes an id; nil when it breaks the rule.
  public init?(_ text: String) {
    guard (1...Self.maximumByteCount).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else {
      return nil
    }
    self.text = text
  }

  /// The id of who has a name and no id: the name itself where it may be one, else `n-` and 32 digits of its SHA-256.
  public init(derivedFrom name: GalleryName) {
    if let id = FaceID(name.text) {
      self = id
    } else {
      let digest = SHA256Digest(of: Array(name.text.utf8).span.bytes)?.hexadecimal ?? ""
      text = "n-" + digest.prefix(32)
    }
  }

  public static func < (left: FaceID, right: FaceID) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: "-%@#&_".utf8.contains(byte)
    }
  }
}
