import Digests

/// The signature of a callback, by which its receiver knows that this service sent it and that nothing was changed.
///
/// HMAC-SHA256, as 64 lower-case hexadecimal digits, of the timestamp, a point and the body's bytes. The key is
/// `CALLBACK1` followed by the secret of the key that made the task: what signs a callback signs no request, and the
/// receiver needs nothing that it does not have.
public enum CallbackSignature {
  /// What stands before the secret.
  public static let prefix = "CALLBACK1"

  /// The signature of a body.
  ///
  /// - Parameter timestamp: Seconds since 1970, as the header has them.
  /// - Returns: nil only when libcrypto refuses.
  public static func signature(of body: [UInt8], timestamp: Int64, secret: Secret) -> String? {
    let message = Array("\(timestamp).".utf8) + body
    let key = Array(prefix.utf8) + secret.bytes
    return HMACDigest(.sha256, of: message.span.bytes, key: key.span.bytes)?.hexadecimal
  }
}

extension AccountDirectory {
  /// The secret that signs the callbacks of tasks that a key made: also a revoked one's, which still lies in the file.
  ///
  /// - Returns: nil where the key is not there any more, or belongs to another account.
  public func callbackSecret(ofKey id: String, account: String) -> Secret? {
    guard let key = keys[id], key.account == account else { return nil }
    return key.secret
  }
}
