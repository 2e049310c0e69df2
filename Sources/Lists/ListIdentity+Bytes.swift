import Digests
public import ModerationCore

extension ListIdentity {
  /// The identity of a list that was read from bytes: its version is the first digits of their SHA-256.
  public init(name: String, of bytes: [UInt8]) {
    self.init(name: name, version: SHA256Digest(of: bytes.span.bytes)?.short ?? "")
  }
}
