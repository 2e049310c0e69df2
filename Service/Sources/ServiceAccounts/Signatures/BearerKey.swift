import Digests

/// A key that is sent whole instead of signing: `Authorization: Bearer …` and the headers of other clouds.
///
/// The token is the secret alone, or `ID.SECRET`. Keys are found by an HMAC of the secret under a key that each process
/// draws, so that no time tells how much of a token was right. Whoever reads the connection has the key: use TLS.
public enum BearerKey {
  /// Where a dialect puts its token.
  public struct Place: Hashable, Sendable {
    /// The header in lower case.
    let header: String
    /// What stands before the token, in lower case; empty where nothing does.
    let scheme: String

    /// `Authorization: Bearer TOKEN` (OpenAI, Misskey, hooks).
    public static let authorization = Place(header: "authorization", scheme: "bearer ")
    /// `Ocp-Apim-Subscription-Key: TOKEN` (Azure).
    public static let subscriptionKey = Place(header: "ocp-apim-subscription-key", scheme: "")
    /// `X-Api-Key: TOKEN`.
    public static let apiKey = Place(header: "x-api-key", scheme: "")
  }

  /// The most bytes of a token.
  public static let maximumByteCount = 256

  /// Who sent a request.
  ///
  /// - Parameter places: Where a token may stand; the request has exactly one of them.
  public static func caller(
    of request: SignedRequest, at places: [Place], in directory: AccountDirectory
  ) throws(AuthenticationFailure) -> Caller {
    var tokens: [String] = []
    for place in places {
      guard let value = try request.header(place.header) else { continue }
      guard value.lowercased().hasPrefix(place.scheme) else {
        throw .malformed("\(place.header) must begin with \(place.scheme)and a token")
      }
      tokens.append(SignedRequest.trimmed(String(value.dropFirst(place.scheme.count))))
    }
    guard let token = tokens.first, !token.isEmpty else {
      throw .missing(
        places.map { "\($0.header)\($0.scheme.isEmpty ? "" : ": \($0.scheme)TOKEN")" }.joined(separator: " or "))
    }
    guard tokens.count == 1 else { throw .duplicated("a token") }
    return try caller(ofToken: token, in: directory)
  }

  /// Whose token this is: for dialects that send it elsewhere than in a header.
  public static func caller(
    ofToken token: String, in directory: AccountDirectory
  ) throws(AuthenticationFailure) -> Caller {
    guard token.utf8.count <= maximumByteCount else {
      throw .malformed("the token has \(token.utf8.count) bytes; \(maximumByteCount) are allowed")
    }
    let unknown = AuthenticationFailure(.unknownKey, "AuthFailure.SecretIdNotFound", "no key has this token")
    let parts = token.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    // Both readings are looked up whichever is right.
    let whole = directory.keyID(ofToken: token)
    let half = directory.keyID(ofToken: parts.count == 2 ? parts[1] : "")
    if let whole { return try directory.liveKey(whole).caller }
    guard let half, HMACDigest.areEqual(half, parts[0]) else { throw unknown }
    return try directory.liveKey(half).caller
  }
}
