/// What a URL delivered: bytes of unknown content, for the sniffing of formats to judge.
public struct FetchedImage: Hashable, Sendable {
  /// The body, 1…`maximumBytes` bytes.
  public let bytes: [UInt8]
  /// The URL that delivered the bytes, after redirects, as it was asked for: host in lower-case ASCII, no fragment.
  public let url: String
  /// How many redirects were followed.
  public let redirects: Int

  /// Makes a result, for fetchers of one's own.
  public init(bytes: [UInt8], url: String, redirects: Int) {
    self.bytes = bytes
    self.url = url
    self.redirects = redirects
  }
}
