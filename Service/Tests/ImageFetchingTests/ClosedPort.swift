import Glibc

/// A port of 127.0.0.1 where nobody listens and which nobody else gets, since it is bound.
final class ClosedPort {
  struct Failure: Error { let reason: String }

  let number: Int
  private let socket: Int32

  init() throws(Failure) {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { throw Self.failure() }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(socket, pointer, size) == 0 && getsockname(socket, pointer, &size) == 0
      }
    }
    guard isBound else {
      let failure = Self.failure()
      close(socket)
      throw failure
    }
    self.socket = socket
    number = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit { close(socket) }

  private static func failure() -> Failure { Failure(reason: String(cString: strerror(errno))) }
}
