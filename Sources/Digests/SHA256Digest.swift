import COpenSSL

/// A SHA-256 digest (FIPS 180-4), computed by OpenSSL's libcrypto.
public struct SHA256Digest: Hashable, Sendable, CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  public let hexadecimal: String

  public var description: String { hexadecimal }

  /// The digest of bytes; nil only when libcrypto itself refuses, for example under a policy without SHA-256.
  public init?(of bytes: RawSpan) {
    guard let digest = Self.bytes(of: bytes) else { return nil }
    hexadecimal = HexadecimalDigits.text(of: digest)
  }

  /// The digest of bytes as four numbers, the first byte being the highest of the first; nil as for `init(of:)`.
  package static func words(of bytes: RawSpan) -> SIMD4<UInt64>? {
    guard let digest = Self.bytes(of: bytes) else { return nil }
    var words = SIMD4<UInt64>()
    for (index, byte) in digest.enumerated() { words[index / 8] = words[index / 8] << 8 | UInt64(byte) }
    return words
  }

  private static func bytes(of bytes: RawSpan) -> [UInt8]? {
    var digest = [UInt8](repeating: 0, count: 32)
    let status = bytes.withUnsafeBytes { input in
      digest.withUnsafeMutableBufferPointer { output in
        output.baseAddress.map { moderation_sha256(input.baseAddress, input.count, $0) }
      }
    }
    return status == 0 ? digest : nil
  }

  /// The first twelve digits: enough to tell one state of a list from another, short enough to read out.
  public var short: String { String(hexadecimal.prefix(12)) }
}
