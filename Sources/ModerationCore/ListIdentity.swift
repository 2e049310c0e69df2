/// Which state of which list: goes into every result that the list had a part in.
public struct ListIdentity: Hashable, Sendable {
  /// The list's name.
  public let name: String
  /// The first digits of the SHA-256 of what the list was read from: another list, or another state of it, has others.
  public let version: String

  /// Makes an identity.
  public init(name: String, version: String) {
    self.name = name
    self.version = version
  }
}
