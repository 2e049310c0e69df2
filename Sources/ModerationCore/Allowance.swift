/// What an entry of an operator's allow list keeps from counting where it is met: its findings stay in the result,
/// marked with `suppressedBy`.
///
/// Whatever another list of the operator's says still counts: an allow list never outweighs a block list.
public struct Allowance: Hashable, Sendable {
  /// How far an entry reaches.
  public enum Reach: String, Hashable, Sendable {
    /// The pixels of the frame in which it was met: what is claimed of the picture and not of text or codes. A picture
    /// that only resembles one that is known may have had words added.
    case picture
    /// The whole image: the very same file was met.
    case image
  }

  /// The labels that are kept from counting; nil for any.
  public let labels: Set<Label>?
  /// How far it reaches.
  public let reach: Reach

  /// Makes an allowance.
  public init(labels: Set<Label>? = nil, reach: Reach) {
    self.labels = labels
    self.reach = reach
  }
}
