/// Turns a name into addresses.
///
/// The fetcher checks every address that it gets, and connects to one of them without a second look-up. An
/// implementation returns soon after its task is cancelled, and gives at least one address or throws
/// ``FetchFailure/Code/nameNotFound``.
public protocol HostResolver: Sendable {
  /// The addresses of a name, the preferred one first.
  ///
  /// - Parameter host: lower-case ASCII, no trailing dot, never an address.
  func addresses(of host: String) async throws(FetchFailure) -> [HostAddress]
}
