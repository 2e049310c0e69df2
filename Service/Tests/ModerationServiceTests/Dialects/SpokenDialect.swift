import ImageModeration

@testable import ModerationService

/// All dialects of other clouds, each with a request that it takes and a reader as lenient as its clients are.
enum SpokenDialect: String, CaseIterable {
  case openAI, aws, azure, huawei, misskey, hook

  /// `not a picture` as base64: the judge is a stub and looks at nothing.
  static let base64 = "bm90IGEgcGljdHVyZQ=="
  static let bytes = Array("not a picture".utf8)

  func make(
    _ judge: any ImageJudging, _ options: DialectOptions = DialectOptions(),
    authenticator: any Authenticating = FixedAuthenticator()
  ) -> any Dialect {
    switch self {
    case .openAI: OpenAIDialect(judge: judge, authenticator: authenticator, options: options)
    case .aws: AWSRekognitionDialect(judge: judge, authenticator: authenticator, options: options)
    case .azure: AzureDialect(judge: judge, authenticator: authenticator, options: options)
    case .huawei: HuaweiDialect(judge: judge, authenticator: authenticator, options: options)
    case .misskey: MisskeyDialect(judge: judge, authenticator: authenticator, options: options)
    case .hook: HookDialect(judge: judge, authenticator: authenticator, options: options)
    }
  }

  var path: String {
    switch self {
    case .openAI: "/v1/moderations"
    case .aws: "/"
    case .azure: "/contentsafety/image:analyze"
    case .huawei: "/v3/project1/moderation/image"
    case .misskey: "/v1/detect-images"
    case .hook: "/v1/hook"
    }
  }

  var contentType: String {
    switch self {
    case .openAI, .azure, .huawei: "application/json"
    case .aws: "application/x-amz-json-1.1"
    case .misskey: "multipart/form-data; boundary=edge"
    case .hook: "image/png"
    }
  }

  func head(
    method: String = "POST", query: String? = nil, contentType: String? = nil,
    adding more: [(name: String, value: String)] = []
  ) -> RequestHead {
    var headers = [
      (name: "host", value: "127.0.0.1:8080"), (name: "content-type", value: contentType ?? self.contentType),
    ]
    switch self {
    case .aws: headers.append((name: "x-amz-target", value: "RekognitionService.DetectModerationLabels"))
    case .azure: headers.append((name: "ocp-apim-subscription-key", value: "key"))
    default: headers.append((name: "authorization", value: "Bearer key"))
    }
    return RequestHead(
      method: method, path: path, query: query ?? (self == .azure ? "api-version=2023-10-01" : ""),
      headers: more + headers)
  }

  /// A body that asks about one picture.
  var body: [UInt8] {
    switch self {
    case .openAI:
      Array(
        #"{"model":"omni-moderation-latest","input":[{"type":"image_url","image_url":{"url":"data:image/png;base64,\#(Self.base64)"}}]}"#
          .utf8)
    case .aws: Array(#"{"Image":{"Bytes":"\#(Self.base64)"}}"#.utf8)
    case .azure: Array(#"{"image":{"content":"\#(Self.base64)"}}"#.utf8)
    case .huawei:
      Array(
        #"{"event_type":"album","categories":["porn","terrorism","image_text"],"image":"\#(Self.base64)"}"#.utf8)
    case .misskey: Self.form(["image0": Self.bytes])
    case .hook: Self.bytes
    }
  }

  static func form(_ parts: KeyValuePairs<String, [UInt8]>) -> [UInt8] {
    var body: [UInt8] = []
    for (name, bytes) in parts {
      body += Array(
        "--edge\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"0.png\"\r\nContent-Type: image/png\r\n\r\n"
          .utf8)
      body += bytes + Array("\r\n".utf8)
    }
    return body + Array("--edge--\r\n".utf8)
  }

  /// Asks as the server does: head, then body; failures in the dialect's own words.
  func ask(
    _ judge: any ImageJudging, _ options: DialectOptions = DialectOptions(), head: RequestHead? = nil,
    body: [UInt8]? = nil, authenticator: any Authenticating = FixedAuthenticator()
  ) async -> ServiceAnswer {
    let (dialect, head) = (make(judge, options, authenticator: authenticator), head ?? self.head())
    do throws(ServiceFailure) {
      let opening = try dialect.open(head)
      let exchange = Exchange(
        id: "7a0f1c1e-0000-4000-8000-000000000001", head: head, opening: opening,
        deadline: ContinuousClock.now + opening.deadline)
      return try await dialect.answer(body ?? self.body, exchange)
    } catch {
      return dialect.answer(to: error, of: head, requestID: "7a0f1c1e-0000-4000-8000-000000000001")
    }
  }

  /// Whether a client of this dialect would take the picture for clean, as lenient as its own documentation lets it be.
  func readsAsClean(_ answer: ServiceAnswer) throws -> Bool {
    let json = try answer.json
    switch self {
    case .openAI: return answer.status == 200 && json["results"]?.elements?.first?["flagged"]?.bool == false
    case .aws: return answer.status == 200 && json["ModerationLabels"]?.elements?.isEmpty == true
    case .azure:
      let severities = json["categoriesAnalysis"]?.elements?.compactMap { $0["severity"]?.integerValue }
      // Azure's own samples refuse from 4 on.
      return answer.status == 200 && (severities ?? []).allSatisfy { $0 < 4 }
    case .huawei: return answer.status == 200 && json["result"]?["suggestion"]?.string == "pass"
    case .misskey:
      // An error is "not sensitive" there.
      let items = json["result"]?["results"]?.elements ?? []
      return answer.status != 200
        || !items.contains { item in
          item["predictions"]?.elements?.contains {
            ["Porn", "Sexy", "Hentai"].contains($0["className"]?.string) && ($0["probability"]?.numberValue ?? 0) > 0.9
          } == true
        }
    case .hook: return (200..<300).contains(answer.status)
    }
  }
}
