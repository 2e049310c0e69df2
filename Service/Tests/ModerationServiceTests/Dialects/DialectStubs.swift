import ImageModeration
import ServiceAccounts
import Synchronization

@testable import ModerationService

/// Answers every question alike and keeps what was asked.
final class FixedJudge: ImageJudging {
  private let answer: Result<Judged, ServiceFailure>
  private let asked = Mutex<[Question]>([])

  init(_ answer: Result<Judged, ServiceFailure>) { self.answer = answer }

  convenience init(_ sample: Sample) { self.init(.success(sample.judged)) }

  var questions: [Question] { asked.withLock { $0 } }

  func judge(_ question: Question) async throws(ServiceFailure) -> Judged {
    asked.withLock { $0.append(question) }
    return try answer.get()
  }

  func scenes(of policy: String?, for caller: Caller) -> [Scene] { [.porn, .terror, .politics, .text] }
}

/// Knows one caller and, where it is told to, refuses everybody.
struct FixedAuthenticator: Authenticating {
  static let caller = Caller(account: Account(id: "acct-1"), keyID: "AKIDEXAMPLE", grants: .all)
  static let refusal = AuthenticationFailure(.mismatch, "AuthFailure.SecretIdNotFound", "no such key")

  var refuses = false

  func claim(_ head: RequestHead, by scheme: SignatureScheme) throws(ServiceFailure) -> RequestClaim {
    if case .key(let field) = scheme, head[field] == nil {
      throw ServiceFailure(.notAuthenticated(Self.refusal), "no key")
    }
    let refuses = refuses
    return RequestClaim(account: Self.caller.account.id) { _ throws(AuthenticationFailure) in
      if refuses { throw Self.refusal }
      return Self.caller
    }
  }

  func claim(_ head: RequestHead, parameters: [(name: String, value: String)]) throws(ServiceFailure) -> RequestClaim {
    try claim(head, by: .tencent)
  }
}

extension ServiceAnswer {
  /// The body, read by the same reader as strangers' bodies; members by name.
  var json: JSONValue { get throws { try JSONReading.value(of: body).sorted } }

  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

extension JSONValue {
  var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// The same with the members of objects by name, so that two can be compared.
  var sorted: JSONValue {
    switch self {
    case .object(let members):
      .object(members.map { Member(name: $0.name, value: $0.value.sorted) }.sorted { $0.name < $1.name })
    case .array(let elements): .array(elements.map(\.sorted))
    default: self
    }
  }

  /// The names of an object's members.
  var memberNames: Set<String> {
    if case .object(let members) = self { Set(members.map(\.name)) } else { [] }
  }
}
