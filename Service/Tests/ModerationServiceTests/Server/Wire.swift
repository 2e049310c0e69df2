import Foundation
import Glibc

@testable import ModerationService

/// What a test of sockets could not do.
struct WireFailure: Error, CustomStringConvertible {
  let description: String
}

/// A TCP connection to this machine, on which a test writes and reads bytes itself. Calls block: they are made on
/// threads of their own by ``wire(_:_:)``.
final class Wire: Sendable {
  private let descriptor: Int32

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw WireFailure(description: "no socket") }
    var timeout = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    var address = Wire.address(port)
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw WireFailure(description: "no connection: \(errno)") }
  }

  init(accepted descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  static func address(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw WireFailure(description: "sent \(sent) of \(bytes.count) bytes: \(errno)") }
      sent += count
    }
  }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  /// Some bytes; nil at the end.
  func receive() throws -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    guard count >= 0 else { throw WireFailure(description: "nothing came: \(errno)") }
    return count == 0 ? nil : Array(buffer[..<count])
  }

  /// Reads until the text ends so, or the connection does.
  func receive(until end: String) throws -> String {
    var got: [UInt8] = []
    while !String(decoding: got, as: UTF8.self).hasSuffix(end), let more = try receive() { got += more }
    return String(decoding: got, as: UTF8.self)
  }

  /// An answer with its body.
  func answer() throws -> WireAnswer {
    var got: [UInt8] = []
    while true {
      let text = String(decoding: got, as: UTF8.self)
      if let end = text.range(of: "\r\n\r\n") {
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        let fields = lines.dropFirst().map { line in
          let colon = line.firstIndex(of: ":") ?? line.endIndex
          return (
            name: line[..<colon].lowercased(),
            value: line[colon...].dropFirst().trimmingCharacters(in: .whitespaces)
          )
        }
        let length = fields.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
        let head = text[..<end.upperBound].utf8.count
        if got.count >= head + length {
          return WireAnswer(
            status: Int(lines[0].split(separator: " ").dropFirst().first ?? "") ?? 0, fields: fields,
            body: String(decoding: got[head..<(head + length)], as: UTF8.self))
        }
      }
      guard let more = try receive() else { throw WireFailure(description: "the connection ended after \(text)") }
      got += more
    }
  }
}

/// An answer as it came.
struct WireAnswer: Sendable {
  let status: Int
  let fields: [(name: String, value: String)]
  let body: String

  subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

  /// The body as JSON.
  var json: JSONValue { get throws { try JSONDecoder().decode(JSONValue.self, from: Data(body.utf8)) } }

  var tencentCode: String? { (try? json)?["Response"]?["Error"]?["Code"]?.string }
}

/// Works with a connection on a thread that may block.
func wire<Value: Sendable>(_ port: Int, _ body: @escaping @Sendable (Wire) throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try body(try Wire(port: port)) }) }
  }
}

/// A request with a body of JSON.
func request(
  _ body: String, path: String = "/", method: String = "POST", fields: [String] = [], length: Int? = nil
) -> String {
  ([
    "\(method) \(path) HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json",
    "Content-Length: \(length ?? body.utf8.count)",
  ] + fields).joined(separator: "\r\n") + "\r\n\r\n" + body
}

/// A call of one of Tencent's actions.
func tencent(_ body: String, version: String = "2020-12-29", fields: [String] = [], length: Int? = nil) -> String {
  request(
    body, fields: ["X-TC-Action: ImageModeration", "X-TC-Version: \(version)"] + fields, length: length)
}

/// A server of pictures on this machine: `/picture` has one, `/moved` leads there, `/hang` never answers.
final class PictureServer: Sendable {
  let port: Int
  private let listener: Int32

  init() throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    self.listener = listener
    var address = Wire.address(0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> Bool in
        bind(listener, address, size) == 0 && listen(listener, 64) == 0 && getsockname(listener, address, &size) == 0
      }
    }
    guard port else { throw WireFailure(description: "no port") }
    self.port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread {
      while true {
        let descriptor = accept(listener, nil, nil)
        guard descriptor >= 0 else { return }
        let wire = Wire(accepted: descriptor)
        Thread.detachNewThread { try? Self.serve(wire) }
      }
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  func address(_ path: String) -> String { "http://images.example.com:\(port)\(path)" }

  private static func serve(_ wire: Wire) throws {
    let head = try wire.receive(until: "\r\n\r\n")
    if head.hasPrefix("GET /picture ") {
      let picture = TestPicture.png(64, 64)
      try wire.send("HTTP/1.1 200 OK\r\nContent-Length: \(picture.count)\r\n\r\n")
      try wire.send(picture)
    } else if head.hasPrefix("GET /moved ") {
      try wire.send("HTTP/1.1 302 Found\r\nLocation: /picture\r\nContent-Length: 0\r\n\r\n")
    } else if head.hasPrefix("GET /nothing ") {
      try wire.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
    } else {
      while try wire.receive() != nil {}
    }
  }
}
