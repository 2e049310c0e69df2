import Foundation
import ImageModeration

@testable import ModerationService

/// A call of one of Tencent's actions as the official clients make it, asked of a dialect as the server does.
struct TencentRequest {
  static let id = "7a0f1c1e-0000-4000-8000-000000000002"

  var action = "ImageModeration"
  var version = "2020-12-29"
  var method = "POST"
  var path = "/"
  var query = ""
  var contentType = "application/json"
  var body: [UInt8]
  var more: [(name: String, value: String)] = []

  /// A call with a body of JSON.
  init(_ json: String, of version: String = "2020-12-29", action: String = "ImageModeration") {
    (self.version, self.action, body) = (version, action, Array(json.utf8))
  }

  /// A call with parameters.
  init(_ members: KeyValuePairs<String, JSONValue?>, of version: String = "2020-12-29") {
    self.init(JSONValue.object(members).text, of: version)
  }

  var head: RequestHead {
    RequestHead(
      method: method, path: path, query: query,
      headers: [
        (name: "host", value: "127.0.0.1:8480"), (name: "content-type", value: contentType),
        (name: "authorization", value: "TC3-HMAC-SHA256 Credential=x"), (name: "x-tc-action", value: action),
        (name: "x-tc-version", value: version),
      ].filter { !$0.value.isEmpty } + more)
  }

  static func dialect(
    _ judge: any ImageJudging, _ options: TIIAOptions = TIIAOptions(),
    authenticator: any Authenticating = FixedAuthenticator()
  ) -> TencentDialect {
    TencentDialect(
      actions: IMSImageModeration.versions.map { IMSImageModeration(version: $0) }
        + [TIIAImageModeration.tiia(options), TIIAImageModeration.ticm(options), TIIADetectLabel()]
        as [any TencentAction],
      judge: judge, authenticator: authenticator)
  }

  /// The answer's document, as clients read it.
  ///
  /// - Parameter time: How long the answer may take; nil for the action's own deadline.
  func ask(_ dialect: any Dialect, time: Duration? = nil) async -> ServiceAnswer {
    do throws(ServiceFailure) {
      let opening = try dialect.open(head)
      let exchange = Exchange(
        id: Self.id, head: head, opening: opening, deadline: .now + (time ?? opening.deadline))
      return try await dialect.answer(body, exchange)
    } catch {
      return dialect.answer(to: error, of: head, requestID: Self.id)
    }
  }

  func ask(_ judge: any ImageJudging) async -> ServiceAnswer { await ask(Self.dialect(judge)) }
}

extension ServiceAnswer {
  /// What stands under `Response`.
  var response: JSONValue {
    get throws {
      let text = String(decoding: body, as: UTF8.self)
      // Our own answers may hold more values than strangers' bodies.
      return try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))["Response"] ?? .null
    }
  }

  /// The error's code; nil where there is none.
  var tencentCode: String? { (try? response)?["Error"]?["Code"]?.string }
}
