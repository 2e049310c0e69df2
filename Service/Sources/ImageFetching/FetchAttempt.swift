import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL

/// One attempt: from the first URL through its redirects to the bytes, within one time.
struct FetchAttempt: Sendable {
  let rules: FetchRules
  let trust: NIOSSLTrustRoots
  let resolver: any HostResolver
  let load: FetchLoad
  /// 0 for the first attempt.
  let number: Int
  let maximumBytes: Int
  let followsRedirects: Bool
  let deadline: ContinuousClock.Instant

  private enum Step {
    case bytes([UInt8])
    case redirect(ImageURL)
  }

  /// Fetches, and leaves whatever is not done when the time is up or the caller's task is cancelled.
  func run(from first: ImageURL) async throws(FetchFailure) -> FetchedImage {
    let late = FetchFailure(.timedOut, message: "\(first.host) did not deliver in time")
    guard deadline > .now else { throw late }
    let result = await withTaskGroup(of: Result<FetchedImage, FetchFailure>.self) { group in
      group.addTask { await walk(from: first) }
      group.addTask {
        do {
          try await Task.sleep(until: deadline, clock: .continuous)
          return .failure(late)
        } catch {
          return .failure(FetchFailure(.cancelled, message: "the fetch from \(first.host) was cancelled"))
        }
      }
      let result = await group.next()
      group.cancelAll()
      return result
    }
    guard let result else { throw late }
    return try result.get()
  }

  private func walk(from first: ImageURL) async -> Result<FetchedImage, FetchFailure> {
    do throws(FetchFailure) {
      var url = first
      var redirects = 0
      while true {
        let address = try await address(for: url)
        switch try await ask(url, at: address) {
        case .bytes(let bytes): return .success(FetchedImage(bytes: bytes, url: url.text, redirects: redirects))
        case .redirect(let next):
          guard redirects < rules.maximumRedirects else {
            throw FetchFailure(
              .tooManyRedirects, message: "\(first.host) redirects more than \(rules.maximumRedirects) times",
              measured: redirects + 1, allowed: rules.maximumRedirects)
          }
          redirects += 1
          url = next
        }
      }
    } catch {
      return .failure(error)
    }
  }

  /// Looks the name up, checks every address, and picks one: a later attempt picks another, of the other family
  /// where there is one.
  private func address(for url: ImageURL) async throws(FetchFailure) -> HostAddress {
    let addresses = try await resolver.addresses(of: url.host)
    guard let first = addresses.first else {
      throw FetchFailure(.nameNotFound, message: "\(url.host) has no address")
    }
    for address in addresses {
      if let reason = rules.refusal(of: address, host: url.host, port: url.port) {
        throw FetchFailure(.addressRefused, message: "\(url.host) has the address \(address) (\(reason))")
      }
    }
    guard number > 0 else { return first }
    return addresses.first { $0.isIPv4 != first.isIPv4 } ?? addresses[number % addresses.count]
  }

  private func ask(_ url: ImageURL, at address: HostAddress) async throws(FetchFailure) -> Step {
    let remaining = TimeAmount(deadline - .now)
    guard remaining > .zero else {
      throw FetchFailure(.timedOut, message: "\(url.host) did not deliver in time")
    }
    let client = HTTPClient(
      eventLoopGroupProvider: .shared(ClientSettings.loops),
      configuration: ClientSettings.configuration(
        for: url, address: address, rules: rules, trust: trust, maximumBytes: maximumBytes, remaining: remaining))
    load.clientOpened()
    // Not awaited: a caller that leaves must not wait for a connection to be closed.
    defer {
      Task { [load] in
        do { try await client.shutdown() } catch {
          // A client that is closing already has nothing left to close.
        }
        load.clientClosed()
      }
    }
    do {
      let response = try await client.execute(request(for: url), deadline: .now() + remaining)
      return try await step(after: response, from: url)
    } catch {
      throw Self.failure(error, host: url.host)
    }
  }

  private func request(for url: ImageURL) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: url.text)
    request.headers = [
      "User-Agent": rules.userAgent, "Accept": "image/*, */*;q=0.5", "Accept-Encoding": "identity",
      "Connection": "close",
    ]
    if let referer = rules.referer { request.headers.add(name: "Referer", value: referer) }
    return request
  }

  private func step(after response: HTTPClientResponse, from url: ImageURL) async throws -> Step {
    let status = Int(response.status.code)
    if [301, 302, 303, 307, 308].contains(status) { return .redirect(try target(of: response, from: url)) }
    guard status == 200 else {
      throw FetchFailure(
        .statusRefused, message: "\(url.host) answered with status \(status)", measured: status, allowed: 200)
    }
    let encodings = response.headers[canonicalForm: "content-encoding"].map { $0.lowercased() }
    let codings = response.headers[canonicalForm: "transfer-encoding"].map { $0.lowercased() }
    guard encodings.allSatisfy({ $0 == "identity" }), codings.allSatisfy({ $0 == "chunked" || $0 == "identity" }) else {
      throw FetchFailure(.encodingRefused, message: "\(url.host) compressed its answer")
    }
    return .bytes(try await body(of: response, from: url))
  }

  private func target(of response: HTTPClientResponse, from url: ImageURL) throws(FetchFailure) -> ImageURL {
    let status = Int(response.status.code)
    guard followsRedirects else {
      throw FetchFailure(
        .redirectRefused, message: "\(url.host) redirects (\(status)); redirects are not followed", measured: status)
    }
    let locations = response.headers["location"]
    guard locations.count == 1, let location = locations.first else {
      throw FetchFailure(
        .redirectRefused, message: "\(url.host) redirects (\(status)) with \(locations.count) targets", measured: status
      )
    }
    return try url.redirected(to: location, rules: rules)
  }

  private func body(of response: HTTPClientResponse, from url: ImageURL) async throws -> [UInt8] {
    let declared = response.headers["content-length"].first.flatMap { Int($0) }
    if let declared { try check(declared, from: url) }
    var bytes: [UInt8] = []
    var held = 0
    defer { load.release(held) }
    for try await part in response.body {
      let count = bytes.count + part.readableBytes
      try check(count, from: url)
      try load.hold(part.readableBytes)
      held += part.readableBytes
      bytes.append(contentsOf: part.readableBytesView)
    }
    // A cancelled body ends like a whole one.
    try Task.checkCancellation()
    guard declared == nil || declared == bytes.count else {
      throw FetchFailure(
        .answerBroken, message: "\(url.host) delivered \(bytes.count) of \(declared ?? 0) bytes", measured: bytes.count,
        allowed: declared)
    }
    guard !bytes.isEmpty else { throw FetchFailure(.emptyBody, message: "\(url.host) delivered no bytes", measured: 0) }
    return bytes
  }

  private func check(_ count: Int, from url: ImageURL) throws(FetchFailure) {
    guard count <= maximumBytes else {
      throw FetchFailure(
        .tooLarge, message: "\(url.host) delivers \(count) bytes or more; \(maximumBytes) are allowed", measured: count,
        allowed: maximumBytes)
    }
  }
}
