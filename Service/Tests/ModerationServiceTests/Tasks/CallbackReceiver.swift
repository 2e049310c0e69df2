import Foundation
import Glibc
import Synchronization

@testable import ModerationService

/// A receiver of callbacks on this machine, which behaves as it is told and keeps what came.
final class CallbackReceiver: Sendable {
  /// What it does with a request.
  enum Manner: Sendable, Hashable {
    case status(Int)
    /// Takes it and never answers.
    case hang
    /// Ends the connection without a word.
    case close
    case redirect(String)
    /// Says 200, and ends amid what it announced.
    case brokenOff
  }

  struct Request: Sendable {
    let head: String
    let body: String

    /// A field of the head, by its name in lower case.
    subscript(_ name: String) -> String? {
      head.components(separatedBy: "\r\n").dropFirst().first { $0.lowercased().hasPrefix(name + ":") }
        .map { $0.dropFirst(name.utf8.count + 1).trimmingCharacters(in: .whitespaces) }
    }
  }

  let port: Int
  private let listener: Int32
  private let kept = Mutex<[Request]>([])

  /// What came, in order.
  var requests: [Request] { kept.withLock { $0 } }

  /// - Parameter manners: The n-th request meets the n-th manner, later ones the last.
  init(_ manners: Manner...) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    self.listener = listener
    var address = Wire.address(0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> Bool in
        bind(listener, address, size) == 0 && listen(listener, 64) == 0 && getsockname(listener, address, &size) == 0
      }
    }
    guard isBound else { throw WireFailure(description: "no port") }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [weak self] in
      while true {
        let descriptor = accept(listener, nil, nil)
        guard descriptor >= 0 else { return }
        let wire = Wire(accepted: descriptor)
        guard let receiver = self else { return }
        Thread.detachNewThread { try? receiver.serve(wire, manners) }
      }
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  func address(_ host: String = "hooks.example.com", _ path: String = "/done") -> String {
    "http://\(host):\(port)\(path)"
  }

  private func serve(_ wire: Wire, _ manners: [Manner]) throws {
    var text = ""
    var length = 0
    while let more = try wire.receive() {
      text += String(decoding: more, as: UTF8.self)
      guard let end = text.range(of: "\r\n\r\n") else { continue }
      let request = Request(head: String(text[..<end.lowerBound]), body: String(text[end.upperBound...]))
      length = request["content-length"].flatMap { Int($0) } ?? 0
      guard request.body.utf8.count >= length else { continue }
      let number = kept.withLock { kept in
        kept.append(request)
        return kept.count
      }
      return try answer(manners[min(number, manners.count) - 1], wire)
    }
  }

  private func answer(_ manner: Manner, _ wire: Wire) throws {
    switch manner {
    case .status(let status): try wire.send("HTTP/1.1 \(status) So\r\nContent-Length: 2\r\n\r\nok")
    case .hang: while try wire.receive() != nil {}
    case .close: return
    case .redirect(let target):
      try wire.send("HTTP/1.1 307 Elsewhere\r\nLocation: \(target)\r\nContent-Length: 0\r\n\r\n")
    case .brokenOff: try wire.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nx")
    }
  }
}
