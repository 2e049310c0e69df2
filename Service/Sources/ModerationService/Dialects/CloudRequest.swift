import ImageModeration
import ServiceAccounts

/// What the dialects of other clouds ask of a request alike.
enum CloudRequest {
  /// What their answers name as the model: never another's.
  static let modelName = "swift-image-moderation"

  /// What a gap is told as where the configuration has it flagged: our own word, none of theirs.
  static let gapName = "NotEvaluated"

  /// Room in a body for what is no picture: names, brackets, part heads.
  static let overheadBytes = 65_536

  /// Refuses every method but POST.
  static func requirePost(_ head: RequestHead) throws(ServiceFailure) {
    guard head.method == "POST" else { throw ServiceFailure(.unknownAction, "only POST is answered here") }
  }

  /// Refuses a body of another type.
  static func requireMediaType(_ allowed: [String], _ head: RequestHead) throws(ServiceFailure) {
    guard allowed.contains(head.mediaType) else {
      let type = head.mediaType.isEmpty ? "no content type" : "the content type \(head.mediaType.prefix(64))"
      throw ServiceFailure(.unsupportedMediaType, "\(type) is not taken; send \(allowed.joined(separator: " or "))")
    }
  }

  /// Who asks, after the body has come.
  static func caller(
    of exchange: Exchange, _ body: [UInt8], _ scheme: SignatureScheme, _ authenticator: any Authenticating
  ) throws(ServiceFailure) -> Caller {
    let claim: RequestClaim
    if let known = exchange.opening.claim {
      claim = known
    } else {
      claim = try authenticator.claim(exchange.head, by: scheme)
    }
    return try authenticator.verified(claim, body)
  }

  /// An object whose names are all known; others are refused, for what they ask is not done.
  static func object(_ value: JSONValue, _ what: String, names: [String]) throws(ServiceFailure) -> JSONValue {
    guard case .object(let members) = value else { throw ServiceFailure(.wrongType(what), "\(what) is not an object") }
    for member in members where !names.contains(member.name) {
      throw ServiceFailure(
        .unknownParameter(String(member.name.prefix(64))), "\(what) has the unknown field \(member.name.prefix(64))")
    }
    return value
  }

  /// A text of an object; nil where it is not there or null.
  static func text(_ name: String, of object: JSONValue) throws(ServiceFailure) -> String? {
    guard let value = object[name], value != .null else { return nil }
    guard let text = value.string else { throw ServiceFailure(.wrongType(name), "\(name) is not a text") }
    return text
  }

  /// Texts of an object; nil where they are not there or null.
  static func texts(_ name: String, of object: JSONValue) throws(ServiceFailure) -> [String]? {
    guard let value = object[name], value != .null else { return nil }
    guard let elements = value.elements else { throw ServiceFailure(.wrongType(name), "\(name) is not a list") }
    let texts = elements.compactMap(\.string)
    guard texts.count == elements.count else {
      throw ServiceFailure(.wrongType(name), "\(name) holds something that is not a text")
    }
    return texts
  }

  /// A picture of base64 text, no larger than the interface that is stood in for takes.
  static func picture(
    base64 text: String, _ name: String, maximumBytes: Int
  ) throws(ServiceFailure) -> Question.Picture {
    guard !text.isEmpty else { throw ServiceFailure(.noImage, "\(name) is empty") }
    guard let bytes = Base64Picture.bytes(of: text) else {
      throw ServiceFailure(.invalidBase64(name), "\(name) is not base64 (RFC 4648, no data: header)")
    }
    try requireSize(bytes.count, maximumBytes)
    return .bytes(bytes, .inline(base64Length: text.utf8.count))
  }

  /// Refuses a picture of more bytes than the interface that is stood in for takes.
  static func requireSize(_ byteCount: Int, _ maximumBytes: Int) throws(ServiceFailure) {
    guard byteCount > maximumBytes else { return }
    let rejection = InputRejection(
      .byteCountTooLarge, message: "the picture has \(byteCount) bytes", limit: "maximumImageBytes",
      measured: .count(byteCount), allowed: .count(maximumBytes))
    throw ServiceFailure(.rejected(rejection), rejection.publicMessage)
  }
}
