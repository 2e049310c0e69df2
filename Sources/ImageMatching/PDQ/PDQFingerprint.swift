/// What PDQ says about one picture: the hashes of its eight views and how much there is to hash.
public struct PDQFingerprint: Hashable, Sendable {
  /// Hashes of a lower quality are not compared: 50. Source: the advice in ThreatExchange, hashing/pdq, to discard hashes
  /// of quality 49 or less.
  public static let leastQuality = 50

  /// The hashes, in the order of `PictureView.allCases`.
  public let views: [PDQHash]
  /// How much structure the picture has, 0…100. Below `leastQuality` a hash says nothing: flat colours and gradients have
  /// hashes that noise decides.
  public let quality: Int

  /// The hash of a view.
  public func hash(of view: PictureView) -> PDQHash { views[view.rawValue] }

  /// The hash of the picture as it is.
  public var hash: PDQHash { hash(of: .asItIs) }

  /// Whether the picture can be told from others by its hash.
  public var isTrusted: Bool { quality >= Self.leastQuality && !hash.isFlat }
}
