import COpenSSL

/// An MD5 digest (RFC 1321), computed by OpenSSL's libcrypto: to know files again that lists of others name by it.
///
/// It says nothing of where a file comes from: two files of the same MD5 are made in seconds (Stevens 2007).
public struct MD5Digest: Hashable, Sendable, CustomStringConvertible {
  /// 32 lower-case hexadecimal digits.
  public let hexadecimal: String

  public var description: String { hexadecimal }

  /// The digest of bytes; nil only when libcrypto itself refuses, for example under a policy without MD5.
  public init?(of bytes: RawSpan) {
    var digest = [UInt8](repeating: 0, count: 16)
    let status = bytes.withUnsafeBytes { input in
      digest.withUnsafeMutableBufferPointer { output in
        output.baseAddress.map { moderation_md5(input.baseAddress, input.count, $0) }
      }
    }
    guard status == 0 else { return nil }
    hexadecimal = HexadecimalDigits.text(of: digest)
  }
}
