/// What PDQ says about one picture: the hashes of its eight views and how much there is to hash.
public struct PDQFingerprint: Hashable, Sendable {
  /// The hashes, in the order of `PictureView.allCases`.
  public let views: [PDQHash]
  /// How much structure the picture has, 0…100. Below 50 a hash says little: flat colours and gradients have hashes
  /// that noise decides. Source: Meta's advice in ThreatExchange, hashing/pdq.
  public let quality: Int

  /// The hash of a view.
  public func hash(of view: PictureView) -> PDQHash { views[view.rawValue] }

  /// The hash of the picture as it is.
  public var hash: PDQHash { hash(of: .asItIs) }
}
