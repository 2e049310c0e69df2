import COpenSSL

/// A SHA-256 digest (FIPS 180-4), computed by OpenSSL's libcrypto.
public struct SHA256Digest: Hashable, Sendable, CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  public let hexadecimal: String

  public var description: String { hexadecimal }

  /// The digest of bytes; nil only when libcrypto itself refuses, for example under a policy without SHA-256.
  public init?(of bytes: RawSpan) {
    var digest = [UInt8](repeating: 0, count: 32)
    let status = bytes.withUnsafeBytes { input in
      digest.withUnsafeMutableBufferPointer { output in
        output.baseAddress.map { moderation_sha256(input.baseAddress, input.count, $0) }
      }
    }
    guard status == 0 else { return nil }
    hexadecimal = HexadecimalDigits.text(of: digest)
  }

  /// The first twelve digits: enough to tell one state of a list from another, short enough to read out.
  public var short: String { String(hexadecimal.prefix(12)) }
}
