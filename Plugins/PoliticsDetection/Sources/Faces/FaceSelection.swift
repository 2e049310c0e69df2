/// Which faces of a picture are wanted, and how much of them.
public struct FaceSelection: Hashable, Sendable {
  /// Which faces go before others.
  public enum Order: Hashable, Sendable {
    /// The largest.
    case largest
    /// Those that YuNet is surest of.
    case surest
  }

  /// The most faces.
  public var maximumCount: Int
  /// The shorter side that a face has at least, in pixels of the original.
  public var minimumSidePixels: Int
  /// Of how many of them, from the first on, the embedding is wanted.
  public var embeddedCount: Int
  /// Which faces go before others.
  public var order: Order

  /// Chooses faces.
  public init(maximumCount: Int, minimumSidePixels: Int = 0, embeddedCount: Int = .max, order: Order = .largest) {
    self.maximumCount = maximumCount
    self.minimumSidePixels = minimumSidePixels
    self.embeddedCount = embeddedCount
    self.order = order
  }
}
