import Digests

/// A request that says who sent it, checked as far as its head goes; the body decides whether it is true.
///
/// A server makes it before it reads the body, so that a stranger's 10 MB are not read, and calls `verify(body:)` after.
public struct SignatureClaim: Sendable {
  /// The id of the key that is said to have signed. Not proved yet.
  public let keyID: String
  /// The account whose key it is. Not proved yet.
  public var accountID: String { caller.account.id }

  let caller: Caller
  let signature: String
  let scheme: any SignatureScheme
  /// What is remembered when the signature is right; nil where repetitions are allowed.
  let replay: (window: ReplayWindow, token: String, expires: Int, now: Int)?

  init(
    caller: Caller, signature: String, scheme: any SignatureScheme,
    replay: (window: ReplayWindow, token: String, expires: Int, now: Int)? = nil
  ) {
    keyID = caller.keyID
    self.caller = caller
    self.signature = signature
    self.scheme = scheme
    self.replay = replay
  }

  /// Checks the signature over the head and the body.
  ///
  /// - Parameter body: Every byte as it came, before any decoding. Signatures over parameters (HmacSHA1, HmacSHA256) do
  ///   not look at it: there the claim was made from the parameters.
  /// - Returns: Who sent it.
  public func verify(body: RawSpan) throws(AuthenticationFailure) -> Caller {
    guard let expected = scheme.expectedSignatures(for: body) else { throw .fault }
    // Every form is compared to its end: the time tells nothing of which one was close.
    var isRight = false
    for candidate in expected where HMACDigest.areEqual(candidate, signature) { isRight = true }
    guard isRight else { throw .mismatch }
    // Only what is signed rightly is remembered: nobody else can fill the window.
    if let replay {
      try replay.window.admit(replay.token, key: keyID, expires: replay.expires, now: replay.now)
    }
    return caller
  }

  /// Checks the signature over the head and a body of bytes.
  public func verify(body: [UInt8]) throws(AuthenticationFailure) -> Caller { try verify(body: body.span.bytes) }
}

/// One way to compute a signature, made ready by a claim.
protocol SignatureScheme: Sendable {
  /// Every form that is accepted; nil when libcrypto refuses.
  func expectedSignatures(for body: RawSpan) -> [String]?
}

/// A signature over a canonical request that ends with a digest of the body: TC3, AWS, Huawei.
struct CanonicalScheme: SignatureScheme {
  enum Payload {
    /// The digest of the body; what a header said it to be must be equal.
    case body(declared: String?)
    /// This text, whatever the body is.
    case fixed(String)
  }

  /// The canonical requests without their last line, one for each accepted form.
  let heads: [String]
  let payload: Payload
  /// What stands before the digest of the canonical request.
  let prefix: String
  let signingKey: [UInt8]

  func expectedSignatures(for body: RawSpan) -> [String]? {
    let hash: String
    switch payload {
    case .fixed(let text): hash = text
    case .body(let declared):
      guard let digest = SHA256Digest(of: body) else { return nil }
      hash = digest.hexadecimal
      if let declared, !HMACDigest.areEqual(declared, hash) { return [] }
    }
    var signatures: [String] = []
    for head in heads {
      let canonical = Array((head + hash).utf8)
      guard let digest = SHA256Digest(of: canonical.span.bytes),
        let signature = HMACDigest(.sha256, of: prefix + digest.hexadecimal, key: signingKey)
      else { return nil }
      signatures.append(signature.hexadecimal)
    }
    return signatures
  }

  /// The key that a chain of texts makes of a secret; nil when libcrypto refuses.
  static func derivedKey(_ secret: [UInt8], _ texts: [String]) throws(AuthenticationFailure) -> [UInt8] {
    var key = secret
    for text in texts {
      guard let digest = HMACDigest(.sha256, of: text, key: key) else { throw .fault }
      key = digest.bytes
    }
    return key
  }
}
