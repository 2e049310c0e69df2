import ImageFetching

/// Makes an address of a test's constant.
func address(_ text: String) throws -> HostAddress {
  guard let address = HostAddress(text) else { throw NotAnAddress(text: text) }
  return address
}

struct NotAnAddress: Error { let text: String }

extension ScriptedServer {
  var endpoint: FetchRules.Endpoint {
    get throws { FetchRules.Endpoint(try ImageFetchingTests.address(address), port: port) }
  }

  /// Rules for which this server is public. Their time is long: a test that is about time sets its own.
  var rules: FetchRules {
    get throws {
      var rules = FetchRules(treatingAsPublic: [try endpoint])
      rules.attemptTimeout = .seconds(60)
      return rules
    }
  }
}

/// The failure of a fetch, or nil where it succeeded.
func failure(
  fetching url: String, rules: FetchRules, resolver: any HostResolver, maximumBytes: Int = 1 << 20,
  followsRedirects: Bool = true, deadline: ContinuousClock.Instant? = nil
) async -> FetchFailure? {
  let fetcher = ImageFetcher(rules: rules, resolver: resolver)
  var failure: FetchFailure?
  do throws(FetchFailure) {
    _ = try await fetcher.fetch(
      url, maximumBytes: maximumBytes, followsRedirects: followsRedirects, deadline: deadline)
  } catch {
    failure = error
  }
  await fetcher.shutdown()
  return failure
}

/// What a fetch from `pictures.example`, which is the server, gives.
func fetch(
  from server: ScriptedServer, scheme: String = "http", host: String = "pictures.example", path: String = "/a.png",
  maximumBytes: Int = 1 << 20, followsRedirects: Bool = false, deadline: ContinuousClock.Instant? = nil,
  changing change: (inout FetchRules) -> Void = { _ in }
) async throws(FetchFailure) -> FetchedImage {
  var rules: FetchRules
  do { rules = try server.rules } catch { throw FetchFailure(.rulesInvalid, message: "\(error)") }
  change(&rules)
  let fetcher = ImageFetcher(rules: rules, resolver: StubResolver([host: [[server.address]]]))
  let url = "\(scheme)://\(host):\(server.port)\(path)"
  let result: Result<FetchedImage, FetchFailure>
  do throws(FetchFailure) {
    result = .success(
      try await fetcher.fetch(url, maximumBytes: maximumBytes, followsRedirects: followsRedirects, deadline: deadline))
  } catch {
    result = .failure(error)
  }
  await fetcher.shutdown()
  return try result.get()
}

/// The code of a failed fetch, or nil.
func code(_ body: () async throws(FetchFailure) -> FetchedImage) async -> FetchFailure.Code? {
  do throws(FetchFailure) {
    _ = try await body()
    return nil
  } catch {
    return error.code
  }
}

/// A whole answer with status 200.
func answer(_ body: String, headers: String = "") -> String {
  "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)"
}
