/// What a matcher found in an image's text.
public struct WordMatches: Hashable, Sendable {
  /// The hits, the gravest suggestion first, then by list and line of the list.
  public let hits: [WordHit]
  /// How many hits were left out, none graver than those kept.
  public let omittedHitCount: Int

  /// Makes matches.
  init(hits: [WordHit], omittedHitCount: Int) {
    self.hits = hits
    self.omittedHitCount = omittedHitCount
  }
}
