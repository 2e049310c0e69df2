import Glibc

/// One HTTP/1.1 connection that carries one request. Used by one thread at a time; the descriptor closes with it.
///
/// Knows as much of HTTP as a client needs to post a file. TLS, keep-alive and chunked bodies are for a real server.
final class Connection: Sendable {
  private static let maximumHeadBytes = 16_384
  private let descriptor: Int32

  /// Waits for a client.
  init?(acceptedFrom listener: Int32) {
    descriptor = accept(listener, nil, nil)
    guard descriptor >= 0 else { return nil }
    // Nobody keeps a thread for longer than this without sending or taking a byte.
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// One request: the image, and the policy that it asks for, as in `POST /?policy=live_chat`.
  struct Request {
    let body: [UInt8]
    let policy: String?
  }

  /// Reads a POST request that says its length; refuses it by that length before a byte of the body is read.
  func request(maximumBytes: Int) throws(Status) -> Request {
    var bytes: [UInt8] = []
    var head = ""
    while head.isEmpty {
      guard bytes.count <= Self.maximumHeadBytes else { throw .headTooLarge }
      bytes += try receive(atMost: Self.maximumHeadBytes)
      if let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) {
        head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
        bytes.removeSubrange(..<end.upperBound)
      }
    }
    let target = head.split(separator: " ").dropFirst().first ?? ""
    let lines = head.lowercased().split(separator: "\r\n")
    guard lines.first?.hasPrefix("post ") == true else { throw .notPost }
    let prefix = "content-length:"
    let lengths = lines.filter { $0.hasPrefix(prefix) }.map { Int($0.dropFirst(prefix.count).filter { $0 != " " }) }
    guard lengths.count == 1, let length = lengths[0], length >= 0 else { throw .lengthRequired }
    guard length <= maximumBytes else { throw .tooLarge }
    if lines.contains("expect: 100-continue") { send("HTTP/1.1 100 Continue\r\n\r\n") }
    while bytes.count < length { bytes += try receive(atMost: length - bytes.count) }
    let query = target.split(separator: "?").dropFirst().first ?? ""
    let policies = query.split(separator: "&").filter { $0.hasPrefix("policy=") }.map { $0.dropFirst("policy=".count) }
    return Request(body: bytes, policy: policies.first.map(String.init))
  }

  private func receive(atMost count: Int) throws(Status) -> ArraySlice<UInt8> {
    var chunk = [UInt8](repeating: 0, count: min(count, 65_536))
    let received = recv(descriptor, &chunk, chunk.count, 0)
    guard received > 0 else { throw .badRequest }
    return chunk[..<received]
  }

  func answer(_ status: Status, json: String) {
    send(
      "HTTP/1.1 \(status.rawValue)\r\nContent-Type: application/json\r\nContent-Length: \(json.utf8.count)\r\n"
        + "Connection: close\r\n\r\n" + json)
  }

  private func send(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}

/// What this server answers with.
enum Status: String, Error {
  case ok = "200 OK"
  case badRequest = "400 Bad Request"
  case notPost = "405 Method Not Allowed"
  case lengthRequired = "411 Length Required"
  case tooLarge = "413 Content Too Large"
  case headTooLarge = "431 Request Header Fields Too Large"
  case unavailable = "503 Service Unavailable"
}
