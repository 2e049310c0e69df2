/// The secret half of a key, which no description, dump or interpolation shows.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  let bytes: [UInt8]

  /// The lengths that are allowed, in bytes; `keys add` makes secrets of 32.
  public static let allowedByteCounts = 16...128

  /// - Parameter text: 16 to 128 printable characters of ASCII, without blanks.
  /// - Returns: nil for another text.
  public init?(_ text: String) {
    guard Self.allowedByteCounts.contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { return nil }
    bytes = Array(text.utf8)
  }

  /// The secret itself: for the one time that it is shown to its owner, and for the file that keeps it.
  public var revealed: String { String(decoding: bytes, as: UTF8.self) }

  public var description: String { "••••••••" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
