import NIOSSL

/// Downloads pictures from URLs that strangers name, without reaching what they should not.
///
/// A URL is checked by its spelling, its name is looked up once for each connection, every address must be public, and
/// the connection goes to one of them and nowhere else. Redirects, where they are followed, pass the same checks. No
/// cookies, no credentials, no connection is used twice. Safe to call from any task.
public final class ImageFetcher: Sendable {
  /// What this fetcher may do.
  public let rules: FetchRules

  private let resolver: any HostResolver
  private let load: FetchLoad
  private let trust: NIOSSLTrustRoots?
  private let problems: [String]

  /// Makes a fetcher. Rules with problems, ``FetchRules/problems`` or authorities that cannot be read, make every fetch
  /// fail with ``FetchFailure/Code/rulesInvalid``; check ``problems`` at the start.
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

  /// Throws what an operator must put right before anything is fetched; returns where there is nothing.
  ///
  /// - Throws: ``FetchFailure/Code/rulesInvalid``.
  public func checkRules() throws(FetchFailure) {
    guard problems.isEmpty else { throw FetchFailure(.rulesInvalid, message: problems.joined(separator: "; ")) }
  }

  /// Another fetcher that asks the same names, by rules that differ.
  public func changed(_ change: (inout FetchRules) -> Void) -> ImageFetcher {
    var rules = rules
    change(&rules)
    return ImageFetcher(rules: rules, resolver: resolver)
  }

  /// Looks at a URL's spelling, as every fetch does before it looks a name up.
  ///
  /// - Throws: by code, as ``fetch(_:maximumBytes:followsRedirects:deadline:)``.
  public func check(_ url: String) throws(FetchFailure) { _ = try ImageURL(url, rules: rules) }

  private static func cancelled(_ url: ImageURL) -> FetchFailure {
    FetchFailure(.cancelled, message: "the fetch from \(url.host) was cancelled")
  }

  /// Downloads what a URL names.
  ///
  /// - Parameters:
  ///   - url: as the caller wrote it.
  ///   - maximumBytes: the largest body taken; the rules' own bound holds beside it.
  ///   - followsRedirects: whether 301, 302, 303, 307 and 308 are followed; else they fail as `redirectRefused`.
  ///   - deadline: when the whole fetch must have ended, all attempts together; nil for the rules' times alone.
  /// - Returns: 1…`maximumBytes` bytes, of whatever kind: the content type is not looked at.
  /// - Throws: by code. Choose the caller's answer by ``FetchFailure/publicCode``.
  public func fetch(
    _ url: String, maximumBytes: Int, followsRedirects: Bool, deadline: ContinuousClock.Instant?
  ) async throws(FetchFailure) -> FetchedImage {
    try checkRules()
    guard let trust else { throw FetchFailure(.rulesInvalid, message: "no authorities") }
    let first = try ImageURL(url, rules: rules)
    try load.begin()
    defer { load.end() }
    let bound = min(maximumBytes, rules.maximumBytes)
    var attempt = 0
    while true {
      let time = attempt == 0 ? rules.attemptTimeout : rules.retryTimeout ?? rules.attemptTimeout
      let end = ContinuousClock.now.advanced(by: time)
      let walk = FetchAttempt(
        rules: rules, trust: trust, resolver: resolver, load: load, number: attempt, maximumBytes: bound,
        followsRedirects: followsRedirects, deadline: deadline.map { min($0, end) } ?? end)
      do throws(FetchFailure) {
        return try await walk.run(from: first)
      } catch {
        attempt += 1
        let isOver = deadline.map { $0 <= .now } ?? false
        guard error.isWorthAnotherAttempt, attempt < rules.attempts, !isOver, !Task.isCancelled else { throw error }
        if rules.retryDelay > .zero {
          let next = ContinuousClock.now.advanced(by: rules.retryDelay)
          guard deadline.map({ next < $0 }) ?? true else { throw error }
          do { try await Task.sleep(until: next, clock: .continuous) } catch { throw Self.cancelled(first) }
        }
      }
    }
  }

  /// Refuses new fetches and returns when those under way have ended, each within its own time.
  public func shutdown() async { await load.shutDown() }
}
