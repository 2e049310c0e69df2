/// A BizType that cannot be one: it has 3 to 32 letters, digits and underscores (product FAQ).
public struct BizTypeError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The length of what was sent, in bytes.
  public let byteCount: Int

  /// The lengths that are allowed, in bytes.
  public static let allowedByteCounts = 3...32

  public var description: String {
    let allowed = Self.allowedByteCounts
    return allowed.contains(byteCount)
      ? "BizType has other characters than A-Z, a-z, 0-9 and _"
      : "BizType has \(byteCount) bytes; \(allowed.lowerBound) to \(allowed.upperBound) are allowed"
  }

  static func isValid(_ text: String) -> Bool {
    allowedByteCounts.contains(text.utf8.count)
      && text.utf8.allSatisfy { IdentifierCharacters.isWord($0) || $0 == 0x5F }
  }
}
