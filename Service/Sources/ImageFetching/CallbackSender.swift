import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// Tells addresses that strangers name what became of their calls, without reaching what it should not.
///
/// The same checks as for downloads: the spelling of the URL, every address of its name, and the connection, which
/// leads to one of them and nowhere else. Redirects are not followed. No cookies, no connection is used twice. Safe to
/// call from any task.
public final class CallbackSender: Sendable {
  /// The most bytes of an answer that are read; what is in it is not looked at.
  public static let maximumAnswerBytes = 65_536

  /// Where callbacks may go. Of the times and sizes only the number of attempts at a time holds.
  public let rules: FetchRules

  private let resolver: any HostResolver
  private let load: FetchLoad
  private let trust: NIOSSLTrustRoots?
  private let problems: [String]

  /// Makes a sender. Rules with problems make every callback fail with ``FetchFailure/Code/rulesInvalid``.
  public init(rules: FetchRules, resolver: any HostResolver = SystemResolver()) {
    self.rules = rules
    self.resolver = resolver
    load = FetchLoad(maximumFetches: rules.maximumConcurrentFetches, maximumBytes: rules.maximumBytesInFlight)
    var problems = rules.problems
    do throws(FetchFailure) {
      trust = try ClientSettings.trustRoots(rules.trustRoots)
    } catch {
      trust = nil
      problems.append(error.message)
    }
    self.problems = problems
  }

  /// Looks at a URL's spelling, as every callback does before it looks the name up.
  ///
  /// - Returns: The host, in lower-case ASCII.
  /// - Throws: by code: everything that a downloaded URL is refused for by its spelling.
  public func check(_ url: String) throws(FetchFailure) -> String { try ImageURL(url, rules: rules).host }

  /// Sends a body, once.
  ///
  /// - Parameters:
  ///   - url: as the caller wrote it.
  ///   - body: JSON.
  ///   - headers: further fields; names and values of visible ASCII.
  ///   - attempt: 1 for the first. Later ones pick another of the name's addresses, where there are several.
  ///   - timeout: the time for all of it, look-up of the name included.
  /// - Returns: The status, 200 to 299, once the server gave it.
  /// - Throws: by code; every other status is ``FetchFailure/Code/statusRefused`` with the status measured, and a
  ///   redirect ``FetchFailure/Code/redirectRefused``.
  @discardableResult
  public func send(
    _ body: [UInt8], to url: String, headers: [(name: String, value: String)], attempt: Int = 1, timeout: Duration
  ) async throws(FetchFailure) -> Int {
    guard problems.isEmpty, let trust else {
      throw FetchFailure(.rulesInvalid, message: problems.joined(separator: "; "))
    }
    let target = try ImageURL(url, rules: rules)
    try load.begin()
    defer { load.end() }
    let deadline = ContinuousClock.now.advanced(by: timeout)
    let late = FetchFailure(.timedOut, message: "\(target.host) did not answer in time")
    let answer = Answer()
    let result = await withTaskGroup(of: Result<Int, FetchFailure>.self) { group in
      group.addTask {
        do throws(FetchFailure) {
          let address = try await self.address(for: target, attempt: attempt)
          return .success(
            try await self.post(
              body, to: target, at: address, headers: headers, trust: trust, until: deadline, answer))
        } catch {
          return .failure(error)
        }
      }
      group.addTask {
        do {
          try await Task.sleep(until: deadline, clock: .continuous)
          return .failure(late)
        } catch {
          return .failure(FetchFailure(.cancelled, message: "the callback to \(target.host) was cancelled"))
        }
      }
      let result = await group.next()
      group.cancelAll()
      return result
    }
    // Who said 2xx in time has the callback, however slowly the rest of the answer comes.
    if let status = answer.status.withLock(\.self) { return status }
    guard let result else { throw late }
    return try result.get()
  }

  /// The status, as soon as it is known.
  private final class Answer: Sendable {
    let status = Mutex<Int?>(nil)
  }

  /// Refuses new callbacks and returns when those under way have ended, each within its own time.
  public func shutdown() async { await load.shutDown() }

  private func address(for url: ImageURL, attempt: Int) async throws(FetchFailure) -> HostAddress {
    let addresses = try await resolver.addresses(of: url.host)
    guard !addresses.isEmpty else { throw FetchFailure(.nameNotFound, message: "\(url.host) has no address") }
    for address in addresses {
      if let reason = rules.refusal(of: address, host: url.host, port: url.port) {
        throw FetchFailure(.addressRefused, message: "\(url.host) has the address \(address) (\(reason))")
      }
    }
    return addresses[max(0, attempt - 1) % addresses.count]
  }

  private func post(
    _ body: [UInt8], to url: ImageURL, at address: HostAddress, headers: [(name: String, value: String)],
    trust: NIOSSLTrustRoots, until deadline: ContinuousClock.Instant, _ answer: Answer
  ) async throws(FetchFailure) -> Int {
    let remaining = TimeAmount(deadline - .now)
    guard remaining > .zero else { throw FetchFailure(.timedOut, message: "\(url.host) did not answer in time") }
    let client = HTTPClient(
      eventLoopGroupProvider: .shared(ClientSettings.loops),
      configuration: ClientSettings.configuration(
        for: url, address: address, rules: rules, trust: trust, maximumBytes: Self.maximumAnswerBytes,
        remaining: remaining))
    load.clientOpened()
    // Not awaited: the next callback must not wait for a connection to be closed.
    defer {
      Task { [load] in
        do { try await client.shutdown() } catch {
          // A client that is closing already has nothing left to close.
        }
        load.clientClosed()
      }
    }
    var request = HTTPClientRequest(url: url.text)
    request.method = .POST
    request.headers = [
      "Content-Type": "application/json", "User-Agent": rules.userAgent, "Accept-Encoding": "identity",
      "Connection": "close",
    ]
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    request.body = .bytes(body)
    do {
      let response = try await client.execute(request, deadline: .now() + remaining)
      let status = Int(response.status.code)
      guard (200..<300).contains(status) else {
        throw FetchFailure(
          (300..<400).contains(status) ? .redirectRefused : .statusRefused,
          message: "\(url.host) answered with status \(status)", measured: status, allowed: 299)
      }
      answer.status.withLock { $0 = status }
      await Self.drain(response.body)
      return status
    } catch {
      throw FetchAttempt.failure(error, host: url.host)
    }
  }

  /// Lets the server finish a short answer. It has said that it received the callback; what follows changes nothing.
  private static func drain(_ body: HTTPClientResponse.Body) async {
    var count = 0
    do {
      for try await part in body {
        count += part.readableBytes
        if count > maximumAnswerBytes { return }
      }
    } catch {
      // Broken off, or too slow.
    }
  }
}
