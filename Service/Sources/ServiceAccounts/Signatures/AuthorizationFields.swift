/// The fields of an Authorization header of the kind `SCHEME Name=value, Name=value`.
struct AuthorizationFields {
  let values: [String: String]
  /// In lower case and in order, as the header lists them.
  let signedHeaders: [String]

  /// The most bytes of the header.
  static let maximumByteCount = 4096
  /// The most headers that may be signed.
  static let maximumSignedHeaderCount = 64

  /// - Parameters:
  ///   - credentialName: `Credential` or `Access`.
  ///   - mandatory: Headers that must be signed.
  init(
    _ header: String, scheme: String, credentialName: String, mandatory: [String]
  ) throws(AuthenticationFailure) {
    guard header.utf8.count <= Self.maximumByteCount else {
      throw .malformed(
        "Authorization has \(header.utf8.count) bytes; \(Self.maximumByteCount) are allowed")
    }
    guard header.hasPrefix(scheme + " ") else {
      throw .malformed("Authorization must begin with \(scheme) and a blank")
    }
    let names = [credentialName, "SignedHeaders", "Signature"]
    var values: [String: String] = [:]
    for part in header.dropFirst(scheme.count + 1).split(separator: ",", omittingEmptySubsequences: false) {
      let field = SignedRequest.trimmed(String(part))
      guard let equals = field.firstIndex(of: "=") else {
        throw .malformed("Authorization must be \(scheme) with the fields \(names.joined(separator: ", "))")
      }
      let name = String(field[..<equals])
      guard names.contains(name) else {
        throw .malformed(
          "Authorization has the field \(AuthenticationFailure.quoted(name)); it may have \(names.joined(separator: ", "))"
        )
      }
      guard values.updateValue(String(field[field.index(after: equals)...]), forKey: name) == nil else {
        throw .duplicated("Authorization's field \(name)")
      }
    }
    for name in names where values[name, default: ""].isEmpty {
      throw .missing("Authorization's field \(name)")
    }
    let signed = values["SignedHeaders", default: ""].split(separator: ";", omittingEmptySubsequences: false)
      .map(String.init)
    guard signed.count <= Self.maximumSignedHeaderCount else {
      throw .malformed("SignedHeaders lists \(signed.count) names; \(Self.maximumSignedHeaderCount) are allowed")
    }
    guard Set(signed).count == signed.count else { throw .duplicated("a name in SignedHeaders") }
    guard signed.allSatisfy({ !$0.isEmpty && $0 == $0.lowercased() }) else {
      throw .malformed("SignedHeaders must be names in lower case with ; between them")
    }
    for name in mandatory where !signed.contains(name) {
      throw .malformed("SignedHeaders must contain \(name)")
    }
    self.values = values
    self.signedHeaders = signed
  }

  subscript(_ name: String) -> String { values[name, default: ""] }

  /// The signed headers with their values, each of which was sent once.
  func headers(of request: SignedRequest) throws(AuthenticationFailure) -> [(name: String, value: String)] {
    var result: [(name: String, value: String)] = []
    for name in signedHeaders {
      guard let value = try request.header(name) else {
        throw .missing("the signed header \(AuthenticationFailure.quoted(name))")
      }
      result.append((name, value))
    }
    return result
  }
}
