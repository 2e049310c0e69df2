import ArgumentParser
import AsyncHTTPClient
import Foundation
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// A running service, asked about tasks by its own interface.
struct AskedService {
  /// Where the secret of a key stands.
  static let variable = "MODERATION_KEY"
  /// The most bytes of an answer: a thousand tasks.
  static let maximumAnswerBytes = 64 << 20
  static let timeoutSeconds: Int64 = 30
  /// How long a connection may take.
  static let connectTimeoutSeconds: Int64 = 5

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
    let (status, body) = try await answer(to: request)
    guard status == .ok else {
      let hint = status == .unauthorized ? "; \(Self.variable) takes the secret of one of its keys" : ""
      throw ValidationError("the service answers \(status.code): \(body)\(hint)")
    }
    return body
  }

  private func answer(to request: HTTPClientRequest) async throws -> (HTTPResponseStatus, String) {
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.timeout.connect = .seconds(Self.connectTimeoutSeconds)
    configuration.connectionPool.retryConnectionEstablishment = false
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    let result: Result<(HTTPResponseStatus, String), any Error>
    do {
      let response = try await client.execute(request, timeout: .seconds(Self.timeoutSeconds))
      result = .success(
        (response.status, String(buffer: try await response.body.collect(upTo: Self.maximumAnswerBytes))))
    } catch {
      result = .failure(ValidationError("\(words(for: error)); is it running?"))
    }
    try await client.shutdown()
    return try result.get()
  }

  private var noConnection: String { "there is no connection to \(base)" }

  private func words(for error: any Error) -> String {
    switch error {
    case let error as HTTPClientError where error == .connectTimeout:
      "\(base) takes no connection within \(Self.connectTimeoutSeconds) s"
    case let error as HTTPClientError where error == .deadlineExceeded:
      "the service at \(base) does not answer within \(Self.timeoutSeconds) s"
    case let error as NIOConnectionError where error.dnsAError ?? error.dnsAAAAError != nil:
      "no service can be asked at \(base): the name \(error.host) has no address"
    case let error as NIOConnectionError: error.connectionErrors.last.map { words(for: $0.error) } ?? noConnection
    case let error as IOError where error.errnoCode == ECONNREFUSED: "nobody listens at \(base)"
    case let error as IOError: "\(noConnection): \(String(cString: strerror(error.errnoCode)))"
    case let error as HTTPClientError where error == .remoteConnectionClosed:
      "\(base) ends the connection without an answer"
    default: "the service at \(base) cannot be asked: \(error)"
    }
  }
}
