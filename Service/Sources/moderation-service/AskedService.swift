import ArgumentParser
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// A running service, asked about tasks by its own interface.
struct AskedService {
  /// Where the secret of a key stands.
  static let variable = "MODERATION_KEY"
  /// The most bytes of an answer: a thousand tasks.
  static let maximumAnswerBytes = 64 << 20
  static let timeoutSeconds: Int64 = 30

  private let base: String
  private let secret: String?

  init(_ address: String) throws {
    guard address.hasPrefix("http://") || address.hasPrefix("https://") else {
      throw ValidationError("--service takes an address like http://127.0.0.1:8480")
    }
    base = address.hasSuffix("/") ? String(address.dropLast()) : address
    secret = ProcessInfo.processInfo.environment[Self.variable]
  }

  /// - Returns: The answer's JSON.
  func ask(_ method: String, _ path: String..., query: [(String, String)] = []) async throws -> String {
    var allowed = CharacterSet.alphanumerics
    allowed.insert(charactersIn: "-._~")
    func escaped(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: allowed) ?? "" }
    var url = ([base + "/v1/tasks"] + path.map(escaped)).joined(separator: "/")
    if !query.isEmpty { url += "?" + query.map { "\($0)=\(escaped($1))" }.joined(separator: "&") }
    var request = HTTPClientRequest(url: url)
    request.method = .RAW(value: method)
    request.headers.add(name: "Authorization", value: "Bearer \(secret ?? "none")")
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(Self.timeoutSeconds))
    let body = String(buffer: try await response.body.collect(upTo: Self.maximumAnswerBytes))
    guard response.status == .ok else {
      let hint = response.status == .unauthorized ? "; \(Self.variable) takes the secret of one of its keys" : ""
      throw ValidationError("the service answers \(response.status.code): \(body)\(hint)")
    }
    return body
  }
}
