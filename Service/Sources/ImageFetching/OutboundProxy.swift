/// An HTTP proxy that all fetches go through.
///
/// Both http and https URLs are tunnelled with CONNECT, so the proxy must permit it to ports 80 and 443. Names are
/// checked and resolved here all the same, and every address must pass: a machine without a resolver for public names
/// fetches nothing.
public struct OutboundProxy: Hashable, Sendable {
  /// The proxy's name or address; it may lie inside.
  public var host: String
  /// The proxy's port.
  public var port: Int
  /// Whether CONNECT names the host instead of an address that was checked here.
  ///
  /// A proxy that decides by name needs it. It then resolves a second time, and a name that changes its address
  /// between the two look-ups leads where the proxy lets it: such a proxy must refuse inside addresses itself.
  public var connectsByName: Bool

  /// Makes a proxy.
  public init(host: String, port: Int, connectsByName: Bool = false) {
    self.host = host
    self.port = port
    self.connectsByName = connectsByName
  }

  /// Reads `http://host:port`, the form of the variable `http_proxy`.
  ///
  /// - Throws: ``FetchFailure/Code/rulesInvalid`` for every other form: a proxy spoken to in TLS, a SOCKS proxy and a
  ///   password in the address are not supported.
  public init(url: String, connectsByName: Bool = false) throws(FetchFailure) {
    let prefix = "http://"
    let invalid = FetchFailure(.rulesInvalid, message: "the proxy must be written as http://host:port")
    guard url.lowercased().hasPrefix(prefix) else { throw invalid }
    var authority = url.dropFirst(prefix.count)
    if authority.hasSuffix("/") { authority.removeLast() }
    guard let colon = authority.lastIndex(of: ":"), let port = Int(authority[authority.index(after: colon)...]) else {
      throw invalid
    }
    var host = authority[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    self.init(host: String(host), port: port, connectsByName: connectsByName)
    guard problem == nil else { throw invalid }
  }

  /// What is wrong with the values, or nil.
  var problem: String? {
    guard HostAddress(host) == nil else { return portProblem }
    guard !host.isEmpty, host.utf8.allSatisfy({ HostName.isNameByte($0) }) else {
      return "the proxy's host must be a name or an address"
    }
    return portProblem
  }

  private var portProblem: String? {
    (1...65535).contains(port) ? nil : "the proxy's port is \(port); ports are 1 to 65535"
  }
}
