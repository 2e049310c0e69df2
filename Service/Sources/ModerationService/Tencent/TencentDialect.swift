import Foundation
import ServiceAccounts

/// Tencent's API 3.0: every action at `/`, told apart by `X-TC-Action` and `X-TC-Version`, or by parameters of these
/// names under the older signature.
///
/// Answers are 200 whatever happened, and their content type has no `charset`: the official clients lose a code that
/// comes with another status, and skip their error check at a `charset`.
struct TencentDialect: Dialect {
  /// The most bytes of a body under TC3. Source: API.md §1.
  static let maximumBodyBytes = 10_485_760
  /// The most bytes of a form, which is signed the older way.
  static let maximumFormBytes = TencentV1Signature.maximumBodyByteCount
  /// The most bytes of a query.
  static let maximumQueryBytes = TencentV1Signature.maximumQueryByteCount

  /// What the older signature puts beside an action's parameters.
  static let protocolParameters: Set<String> = [
    "Action", "Version", "Timestamp", "Nonce", "SecretId", "Region", "SignatureMethod", "Token", "Language",
    "RequestClient", "Signature",
  ]

  let service = "tencent"
  private let actions: [any TencentAction]
  private let judge: any ImageJudging
  private let authenticator: any Authenticating

  init(actions: [any TencentAction], judge: any ImageJudging, authenticator: any Authenticating) {
    self.actions = actions
    self.judge = judge
    self.authenticator = authenticator
  }

  func speaks(_ head: RequestHead) -> Bool {
    guard head.path == "/" || head.path.isEmpty else { return false }
    if head["x-tc-action"] != nil { return true }
    if head["x-amz-target"] != nil { return false }
    return head.method == "GET" ? head.query.contains("Action=") : head.mediaType == Self.form
  }

  private static let form = "application/x-www-form-urlencoded"

  func open(_ head: RequestHead) throws(ServiceFailure) -> DialectOpening {
    guard head.method == "GET" || head.method == "POST" else {
      throw ServiceFailure(.unsupportedMediaType, "the method is to be GET or POST, not \(head.method.prefix(16))")
    }
    guard head.query.utf8.count <= Self.maximumQueryBytes else {
      throw ServiceFailure(
        .bodyTooLarge(byteCount: head.query.utf8.count, allowed: Self.maximumQueryBytes),
        Self.tooLarge(head.query.utf8.count, Self.maximumQueryBytes))
    }
    if head["authorization"] != nil || head["x-tc-action"] != nil {
      let action = try action(head["x-tc-action"], head["x-tc-version"])
      let claim = try authenticator.claim(head, by: .tencent)
      return DialectOpening(
        interface: action.interface, maximumBodyBytes: Self.maximumBodyBytes, deadline: action.deadline, claim: claim)
    }
    guard head.method == "GET" else {
      // The form says everything.
      return DialectOpening(
        interface: "tencent", maximumBodyBytes: Self.maximumFormBytes, deadline: .seconds(15), claim: nil)
    }
    let parameters = try Self.parameters(head.query)
    let action = try action(parameters)
    let claim = try authenticator.claim(head, parameters: parameters)
    return DialectOpening(interface: action.interface, maximumBodyBytes: 0, deadline: action.deadline, claim: claim)
  }

  func answer(_ body: [UInt8], _ exchange: Exchange) async throws(ServiceFailure) -> ServiceAnswer {
    let head = exchange.head
    let isSignedInHead = head["x-tc-action"] != nil
    let flat = head.method == "GET" ? head.query : String(decoding: isSignedInHead ? [] : body, as: UTF8.self)
    let parameters = try Self.parameters(flat)
    let action =
      isSignedInHead ? try action(head["x-tc-action"], head["x-tc-version"]) : try action(parameters)
    do throws(ServiceFailure) {
      return try await answer(body, parameters, action, exchange, isSignedInHead: isSignedInHead)
    } catch {
      // A form names its action, whose codes these are to be, in its body alone.
      var answer = Self.answer(to: error, codes: action.codes, requestID: exchange.id)
      answer.failure = error
      return answer
    }
  }

  private func answer(
    _ body: [UInt8], _ parameters: [(name: String, value: String)], _ action: any TencentAction, _ exchange: Exchange,
    isSignedInHead: Bool
  ) async throws(ServiceFailure) -> ServiceAnswer {
    let head = exchange.head
    let claim: RequestClaim
    if let opened = exchange.opening.claim {
      claim = opened
    } else {
      claim = try authenticator.claim(head, parameters: parameters)
    }
    let caller = try authenticator.verified(claim, body)
    try judge.check(caller, for: action.interface)
    let call: TencentCall
    if isSignedInHead, head.method == "POST" {
      call = try self.call(of: body, head, action, caller, exchange)
    } else {
      call = TencentCall(
        parameters: try ActionParameters(flat: parameters, ignoring: Self.protocolParameters, action.fields),
        picture: nil, caller: caller, deadline: exchange.deadline - exchange.opening.deadline + action.deadline,
        id: exchange.id)
    }
    let result = try await action.answer(call, judge)
    return Self.envelope(result.fields, requestID: exchange.id, outcome: result.outcome)
  }

  func answer(to failure: ServiceFailure, of head: RequestHead, requestID: String) -> ServiceAnswer {
    let action =
      try? head["x-tc-action"] != nil
      ? action(head["x-tc-action"], head["x-tc-version"]) : action(Self.parameters(head.query))
    return Self.answer(to: failure, codes: action?.codes ?? .ims, requestID: requestID)
  }

  private static func answer(
    to failure: ServiceFailure, codes: TencentCodes, requestID: String
  ) -> ServiceAnswer {
    var code = codes.code(of: failure)
    var message = failure.message
    if case .bodyTooLarge(let measured, let allowed) = failure.kind {
      message = Self.tooLarge(measured, allowed)
      if allowed == Self.maximumFormBytes {
        // The documents answer a large body under the older signature so.
        let failure = TencentV1Signature.tooLarge(bodyByteCount: measured)
        (code, message) = (failure.tencentCode, failure.message)
      }
    }
    let error = JSONValue.object(["Code": .string(code), "Message": .string(message)])
    return Self.envelope([JSONValue.Member(name: "Error", value: error)], requestID: requestID, outcome: code)
  }

  /// The sentence of the documents.
  private static func tooLarge(_ measured: Int, _ allowed: Int) -> String {
    "Your current request size exceed max \(allowed)B, but your \(measured)B."
  }

  private static func envelope(
    _ fields: [JSONValue.Member], requestID: String, outcome: String
  ) -> ServiceAnswer {
    let response = JSONValue.object(fields + [JSONValue.Member(name: "RequestId", value: .string(requestID))])
    return .json(.object(["Response": response]), outcome: outcome)
  }

  private static func parameters(_ text: String) throws(ServiceFailure) -> [(name: String, value: String)] {
    guard let parameters = FormText.parameters(of: text) else {
      throw ServiceFailure(.malformedBody, "the parameters are not a form of UTF-8 with percent escapes")
    }
    return parameters
  }

  private func action(_ parameters: [(name: String, value: String)]) throws(ServiceFailure) -> any TencentAction {
    func value(_ name: String) -> String? { parameters.first { $0.name == name }?.value }
    return try action(value("Action"), value("Version"))
  }

  private func action(_ name: String?, _ version: String?) throws(ServiceFailure) -> any TencentAction {
    guard let name, !name.isEmpty else { throw ServiceFailure(.missingParameter("Action"), "no action is named") }
    guard let version, !version.isEmpty else {
      throw ServiceFailure(.missingParameter("Version"), "no version is named")
    }
    if let action = actions.first(where: { $0.name == name && $0.version == version }) { return action }
    if name == "ImageModeration", version == "2019-03-21" {
      throw ServiceFailure(
        .unknownVersion, "CMS ImageModeration 2019-03-21 is left out here; call IMS ImageModeration 2020-12-29")
    }
    guard actions.contains(where: { $0.version == version }) else {
      throw ServiceFailure(
        .unknownVersion,
        "there is no version \(version.prefix(32)) here; there are \(Set(actions.map(\.version)).sorted().joined(separator: ", "))"
      )
    }
    throw ServiceFailure(
      .unknownAction,
      "there is no action \(name.prefix(64)) of \(version) here; there is \(actions.filter { $0.version == version }.map(\.name).joined(separator: ", "))"
    )
  }

  /// The parameters of a body that is signed in the head.
  private func call(
    of body: [UInt8], _ head: RequestHead, _ action: any TencentAction, _ caller: Caller, _ exchange: Exchange
  ) throws(ServiceFailure) -> TencentCall {
    func call(_ parameters: ActionParameters, _ picture: [UInt8]? = nil) -> TencentCall {
      TencentCall(
        parameters: parameters, picture: picture, caller: caller, deadline: exchange.deadline, id: exchange.id)
    }
    switch head.mediaType {
    case "application/json":
      return call(
        try ActionParameters(
          try JSONReading.value(of: body, maximumValueCount: action.maximumValueCount), action.fields))
    case "multipart/form-data":
      let form = try MultipartForm(body, contentType: head["content-type"] ?? "")
      var flat: [(name: String, value: String)] = []
      var picture: [UInt8]?
      for part in form.parts {
        if part.name == action.pictureField, part.fileName != nil {
          picture = Array(part.bytes)
        } else if let text = part.text {
          flat.append((name: part.name, value: text))
        } else {
          throw ServiceFailure(.wrongType(part.name), "the part \(part.name.prefix(64)) is not UTF-8")
        }
      }
      return call(try ActionParameters(flat: flat, ignoring: [], action.fields), picture)
    case "application/octet-stream":
      // Parameters stand in fields as X-IMS-DataId; names of fields know no case.
      let prefix = "x-\(action.service)-"
      let flat = head.headers.filter { $0.name.hasPrefix(prefix) }.map { field in
        let name = field.name.dropFirst(prefix.count)
        return (
          name: action.fields.first { $0.name.lowercased() == name }?.name ?? String(name), value: field.value
        )
      }
      return call(try ActionParameters(flat: flat, ignoring: [], action.fields), body)
    case let type:
      throw ServiceFailure(
        .unsupportedMediaType,
        "the content type \(type.prefix(64)) is not taken with TC3-HMAC-SHA256; send application/json")
    }
  }
}
