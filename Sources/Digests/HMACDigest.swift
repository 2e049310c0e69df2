import COpenSSL

/// A keyed digest (HMAC, RFC 2104), computed by OpenSSL's libcrypto: what signatures of requests are made of.
public struct HMACDigest: Sendable {
  /// The hash function.
  public enum Function: Sendable {
    /// SHA-1: for clients that know nothing newer. Its collisions do not concern HMAC.
    case sha1
    /// SHA-256.
    case sha256
  }

  /// The digest: 20 bytes of SHA-1, 32 of SHA-256.
  public let bytes: [UInt8]

  /// Lower-case hexadecimal digits, two a byte.
  public var hexadecimal: String { HexadecimalDigits.text(of: bytes) }

  /// The digest of a message under a key.
  ///
  /// - Returns: nil only when libcrypto itself refuses, for example under a policy without SHA-1.
  public init?(_ function: Function, of message: RawSpan, key: RawSpan) {
    var digest = [UInt8](repeating: 0, count: 64)
    let length = message.withUnsafeBytes { message in
      key.withUnsafeBytes { key in
        digest.withUnsafeMutableBufferPointer { output in
          output.baseAddress.map {
            moderation_hmac(
              function == .sha1 ? 1 : 256, key.baseAddress, key.count, message.baseAddress, message.count, $0)
          }
        }
      }
    }
    guard let length, length > 0 else { return nil }
    bytes = Array(digest.prefix(Int(length)))
  }

  /// The digest of a text under a key.
  public init?(_ function: Function, of message: String, key: [UInt8]) {
    let message = Array(message.utf8)
    self.init(function, of: message.span.bytes, key: key.span.bytes)
  }

  /// Whether two texts are equal, found out in a time that tells nothing of where they differ. Their lengths are no
  /// secret.
  public static func areEqual(_ left: some StringProtocol, _ right: some StringProtocol) -> Bool {
    let (left, right) = (Array(left.utf8), Array(right.utf8))
    guard left.count == right.count else { return false }
    return left.withUnsafeBytes { left in
      right.withUnsafeBytes { moderation_equal_bytes(left.baseAddress, $0.baseAddress, left.count) == 0 }
    }
  }
}
