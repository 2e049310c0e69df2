import Glibc
import Synchronization

/// The system's resolver (`getaddrinfo`), on threads of its own.
///
/// A look-up cannot be interrupted. A caller whose time is up leaves at once, and the thread ends when the system's own
/// time limit does (`options timeout:1 attempts:2` in `/etc/resolv.conf` is advised). Until then it counts against the
/// bound, and a look-up beyond the bound fails as busy.
public final class SystemResolver: HostResolver {
  /// How many look-ups run at a time when nothing else is said.
  public static let defaultMaximumLookups = 32
  /// A name with more addresses than this is refused.
  static let maximumAddresses = 64

  private let maximumLookups: Int
  private let running = Mutex(0)

  /// Makes a resolver.
  public init(maximumLookups: Int = SystemResolver.defaultMaximumLookups) {
    self.maximumLookups = maximumLookups
  }

  public func addresses(of host: String) async throws(FetchFailure) -> [HostAddress] {
    let isFree = running.withLock { count in
      guard count < maximumLookups else { return false }
      count += 1
      return true
    }
    guard isFree else {
      throw FetchFailure(
        .busy, message: "\(maximumLookups) names are being looked up", measured: maximumLookups + 1,
        allowed: maximumLookups)
    }
    let lookup = Lookup(host: host) { [self] in running.withLock { $0 -= 1 } }
    return try await lookup.result().get()
  }
}

/// One look-up: started once, answered once, by its thread or by its caller's leaving.
private final class Lookup: Sendable {
  typealias Answer = Result<[HostAddress], FetchFailure>
  private enum State {
    case idle
    case waiting(CheckedContinuation<Answer, Never>)
    case answered(Answer)
  }

  private let host: String
  private let ended: @Sendable () -> Void
  private let state = Mutex(State.idle)

  init(host: String, ended: @escaping @Sendable () -> Void) {
    self.host = host
    self.ended = ended
  }

  func result() async -> Answer {
    start()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let early = state.withLock { state -> Answer? in
          if case .answered(let answer) = state { return answer }
          state = .waiting(continuation)
          return nil
        }
        if let early { continuation.resume(returning: early) }
      }
    } onCancel: {
      answer(.failure(FetchFailure(.cancelled, message: "the look-up of \(host) was left")))
    }
  }

  private func answer(_ answer: Answer) {
    let continuation = state.withLock { state -> CheckedContinuation<Answer, Never>? in
      switch state {
      case .answered: return nil
      case .idle:
        state = .answered(answer)
        return nil
      case .waiting(let continuation):
        state = .answered(answer)
        return continuation
      }
    }
    continuation?.resume(returning: answer)
  }

  private func start() {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self)
    let status = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        let lookup = Unmanaged<Lookup>.fromOpaque(context).takeRetainedValue()
        let answer = lookup.ask()
        lookup.ended()
        lookup.answer(answer)
        return nil
      }, context.toOpaque())
    guard status != 0 else {
      pthread_detach(thread)
      return
    }
    context.release()
    ended()
    answer(.failure(FetchFailure(.busy, message: "the system grants no thread for a look-up (\(status))")))
  }

  /// Asks the system, on the look-up's own thread.
  private func ask() -> Answer {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_ADDRCONFIG
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, nil, &hints, &list)
    defer { if let list { freeaddrinfo(list) } }
    guard status == 0 else {
      let words = gai_strerror(status).map { String(cString: $0) } ?? "error \(status)"
      return .failure(FetchFailure(.nameNotFound, message: "\(host) has no address: \(words)"))
    }
    var found: [HostAddress] = []
    var next = list
    while let entry = next {
      // An entry of a family that is neither is not passed over: the caller must see that the name has it.
      guard let address = HostAddress(entry.pointee) else {
        return .failure(FetchFailure(.addressRefused, message: "\(host) has an address that is neither IPv4 nor IPv6"))
      }
      if !found.contains(address) { found.append(address) }
      guard found.count <= SystemResolver.maximumAddresses else {
        return .failure(
          FetchFailure(
            .addressRefused, message: "\(host) has more than \(SystemResolver.maximumAddresses) addresses",
            measured: found.count, allowed: SystemResolver.maximumAddresses))
      }
      next = entry.pointee.ai_next
    }
    return found.isEmpty
      ? .failure(FetchFailure(.nameNotFound, message: "\(host) has no address")) : .success(found)
  }
}

extension HostAddress {
  /// The address of a `getaddrinfo` entry; nil for other families.
  fileprivate init?(_ entry: addrinfo) {
    guard let pointer = UnsafeRawPointer(entry.ai_addr) else { return nil }
    switch entry.ai_family {
    case AF_INET:
      self.init(ipv4: UInt32(bigEndian: pointer.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr))
    case AF_INET6: self.init(pointer.loadUnaligned(as: sockaddr_in6.self).sin6_addr)
    default: return nil
    }
  }
}
