/// What one connection may ask for at a time.
public struct StreamBounds: Hashable, Sendable {
  /// The longest header line, in bytes, its line break left out.
  public static let maximumHeaderByteCount = 64 << 10
  /// The longest identifier, in bytes of UTF-8.
  public static let maximumIdentifierByteCount = 256
  /// How many frames may be at work at a time.
  public static let windows = 1...256

  /// Frames that were read and whose answers are not written. With so many, reading stops: a connection holds no more
  /// than so many of the largest files that the policies take.
  public let window: Int
  /// Whether answers are written in the order of their frames; else as they come.
  public let isOrdered: Bool

  /// Makes bounds; a window outside `windows` becomes the nearest in it.
  public init(window: Int, isOrdered: Bool = false) {
    self.window = min(max(window, Self.windows.lowerBound), Self.windows.upperBound)
    self.isOrdered = isOrdered
  }
}
