import Foundation
import ImageModeration
import Logging
import ModerationStore
import ServiceAccounts

/// Our own interface for what was judged before: `/v1/records` and below. An account sees its own records alone.
struct RecordsDialect: Dialect {
  /// The most bytes of a body: a search or a correction.
  static let maximumBodyBytes = 64 << 10
  static let deadline = Duration.seconds(30)

  let service = "v1"
  let records: any RecordStoring
  let authenticator: any Authenticating
  let logger: Logger
  /// Milliseconds since 1970.
  var now: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1_000) }

  private enum Place {
    case all
    case export
    case record(RecordID?)
    case correction(RecordID?)
  }

  private static let root = "/v1/records"

  func speaks(_ head: RequestHead) -> Bool { head.path == Self.root || head.path.hasPrefix(Self.root + "/") }

  /// nil for a path below that is none of ours. An id that is none is of no record.
  private static func place(_ path: String) -> Place? {
    let parts = path.dropFirst(root.count).split(separator: "/", omittingEmptySubsequences: true)
    return switch (parts.count, parts.last) {
    case (0, _): .all
    case (1, "export"): .export
    case (1, let id?): .record(RecordID(id))
    case (2, "correction"): .correction(RecordID(parts[0]))
    default: nil
    }
  }

  func open(_ head: RequestHead) throws(ServiceFailure) -> DialectOpening {
    let scheme: SignatureScheme = head["x-api-key"] == nil ? .bearer : .key(field: "x-api-key")
    return DialectOpening(
      interface: "v1.records", maximumBodyBytes: Self.maximumBodyBytes, deadline: Self.deadline,
      claim: try authenticator.claim(head, by: scheme))
  }

  func answer(_ body: [UInt8], _ exchange: Exchange) async throws(ServiceFailure) -> ServiceAnswer {
    guard let claim = exchange.opening.claim else { throw ServiceFailure(.notGranted, "nobody is known to ask") }
    let caller = try authenticator.verified(claim, body)
    guard caller.account.services.contains(.v1) else {
      throw ServiceFailure(.notOpened, "the account \(caller.account.id) has not opened the service v1")
    }
    let (head, id, account) = (exchange.head, exchange.id, caller.account.id)
    let place = Self.place(head.path)
    let corrects = if case .correction = place { true } else { false }
    let grant: Grants = corrects ? .manage : .readRecords
    guard caller.grants.contains(grant) else {
      throw ServiceFailure(
        .notGranted,
        "the sub-account \(caller.subAccount ?? "") of \(account) has no grant \(grant); its grants: \(caller.grants)")
    }
    do {
      switch (place, head.method) {
      case (.all, "GET"): return try await search(try head.fieldsOfQuery(), account, id)
      case (.all, "POST"): return try await search(try Self.fields(of: body), account, id)
      case (.export, "GET"): return try await export(try head.fieldsOfQuery(), account)
      case (.record(let record), "GET"): return try await show(record, account, id)
      case (.correction(let record), "PUT"):
        return try await correct(record, try correction(body, caller), account, id)
      case (.correction(let record), "DELETE"): return try await correct(record, nil, account, id)
      case (nil, _): return Self.missing(id)
      default:
        var answer = Self.failure(id, "unknownAction", "the method \(head.method.prefix(16)) is not taken here", 405)
        answer.headers.append((name: "Allow", value: Self.methods(of: place)))
        return answer
      }
    } catch let failure as ServiceFailure {
      throw failure
    } catch let error as RecordQueryError {
      throw ServiceFailure(.invalidValue(error.field), error.message)
    } catch {
      logger.error("records", metadata: ["request": "\(id)", "problem": "\(error)"])
      return Self.failure(id, "storeFailed", "the records cannot be read or written now", 503, isTransient: true)
    }
  }

  private static func methods(of place: Place?) -> String {
    switch place {
    case .all: "GET, POST"
    case .correction: "PUT, DELETE"
    default: "GET"
    }
  }

  private func search(_ given: [String: String], _ account: String, _ id: String) async throws -> ServiceAnswer {
    var fields = given
    let counts = fields.removeValue(forKey: "count")
    guard counts == nil || counts == "true" || counts == "false" else {
      throw ServiceFailure(.invalidValue("count"), "count takes true or false")
    }
    let query = try RecordQuery(fields: fields)
    let page = try await records.search(query, of: account)
    var text = "{\"id\":\"\(id)\",\"records\":[\(page.hits.map { $0.jsonLine() }.joined(separator: ","))]"
    text += ",\"next\":\(page.next.map { "\"\($0)\"" } ?? "null")"
    if counts == "true" {
      let count = try await records.count(query, of: account)
      let isMore = count > RecordQuery.maximumCount
      text += ",\"count\":\(min(count, RecordQuery.maximumCount)),\"hasMore\":\(isMore)"
    }
    return ServiceAnswer(
      status: 200, contentType: "application/json", body: Array((text + "}").utf8), outcome: "ok")
  }

  /// A page of lines, oldest first; where to go on stands in a field.
  private func export(_ given: [String: String], _ account: String) async throws -> ServiceAnswer {
    var fields = given
    fields["order"] = fields["order"] ?? "oldestFirst"
    fields["results"] = fields["results"] ?? "true"
    let page = try await records.search(try RecordQuery(fields: fields), of: account)
    let text = page.hits.map { $0.jsonLine() + "\n" }.joined()
    var answer = ServiceAnswer(
      status: 200, contentType: "application/x-ndjson", body: Array(text.utf8), outcome: "ok")
    if let next = page.next { answer.headers.append((name: "X-Next-After", value: "\(next)")) }
    return answer
  }

  private func show(_ record: RecordID?, _ account: String, _ id: String) async throws -> ServiceAnswer {
    guard let record, let found = try await records.record(record, of: account) else { return Self.missing(id) }
    return ServiceAnswer(
      status: 200, contentType: "application/json", body: Array(RecordHit(record: found).jsonLine().utf8),
      outcome: "ok")
  }

  private func correct(
    _ record: RecordID?, _ correction: RecordCorrection?, _ account: String, _ id: String
  ) async throws -> ServiceAnswer {
    guard let record, try await records.correct(record, of: account, correction) else { return Self.missing(id) }
    return try await show(record, account, id)
  }

  private func correction(_ body: [UInt8], _ caller: Caller) throws(ServiceFailure) -> RecordCorrection {
    let fields = try Self.fields(of: body)
    let names = ["type", "label", "subLabel", "suggestion", "note"]
    if let strange = fields.keys.sorted().first(where: { !names.contains($0) }) {
      throw ServiceFailure(
        .unknownParameter(strange),
        "there is no field \(strange.prefix(64)); there are \(names.joined(separator: ", "))")
    }
    guard let type = fields["type"] else { throw ServiceFailure(.missingParameter("type"), "type is missing") }
    guard let kind = RecordCorrection.Kind(rawValue: type) else {
      let kinds = RecordCorrection.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw ServiceFailure(.invalidValue("type"), "type takes \(kinds)")
    }
    let correction = RecordCorrection(
      kind: kind, label: fields["label"], subLabel: fields["subLabel"], suggestion: fields["suggestion"],
      by: caller.subAccount.map { "\($0) (\(caller.keyID))" } ?? caller.keyID, milliseconds: now(),
      note: fields["note"] ?? "")
    if let problem = correction.problem { throw ServiceFailure(.invalidValue("correction"), problem) }
    return correction
  }

  /// The members of a body of JSON: texts, numbers, true and false.
  private static func fields(of body: [UInt8]) throws(ServiceFailure) -> [String: String] {
    guard case .object(let members) = try JSONReading.value(of: body) else {
      throw ServiceFailure(.wrongType("body"), "the body is to be an object")
    }
    var fields: [String: String] = [:]
    for member in members {
      switch member.value {
      case .string(let text): fields[member.name] = text
      case .integer(let number): fields[member.name] = "\(number)"
      case .bool(let flag): fields[member.name] = "\(flag)"
      case .null: continue
      default:
        throw ServiceFailure(
          .wrongType(member.name), "\(member.name.prefix(64)) is to be a text, a whole number, true or false")
      }
    }
    return fields
  }

  private static func missing(_ id: String) -> ServiceAnswer {
    failure(id, "notFound", "there is no such record", 404)
  }

  private static func failure(
    _ id: String, _ code: String, _ message: String, _ status: Int, isTransient: Bool = false
  ) -> ServiceAnswer {
    let error = JSONValue.object([
      "code": .string(code), "message": .string(message), "isTransient": .bool(isTransient),
    ])
    return .json(.object(["id": .string(id), "error": error]), status: status, outcome: code)
  }

  func answer(to failure: ServiceFailure, of head: RequestHead, requestID: String) -> ServiceAnswer {
    var answer = Self.failure(
      requestID, failure.code, failure.message, NativeStatus.status(of: failure), isTransient: failure.isTransient)
    if answer.status == 401 { answer.headers.append((name: "WWW-Authenticate", value: "Bearer")) }
    if failure.isTransient { answer.headers.append((name: "Retry-After", value: "1")) }
    return answer
  }
}
