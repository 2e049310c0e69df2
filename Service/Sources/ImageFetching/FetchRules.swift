/// What the fetcher may do, and how much of it.
///
/// The defaults are the documented ones of the cloud service that this one stands in for: 3 seconds and one retry,
/// less than 30 MiB, `Server/CMS` as user agent. ``problems`` names what is wrong; a fetcher with problems fetches
/// nothing.
public struct FetchRules: Sendable {
  /// The time for one attempt, look-up of the name, redirects and body included; default 3 seconds.
  public var attemptTimeout: Duration = .seconds(3)
  /// How many attempts are made, 1…5; default 2. Only an attempt without an answer, or whose answer broke off, is
  /// followed by another one; a status never is.
  public var attempts = 2
  /// The time for each further attempt; nil, the default, for ``attemptTimeout``.
  public var retryTimeout: Duration?
  /// The pause before each further attempt; none by default.
  public var retryDelay: Duration = .zero
  /// The most bytes of a body, whatever a call asks for; default 31,457,279 (one less than 30 MiB).
  public var maximumBytes = 31_457_279
  /// How many redirects are followed in one attempt, where the call follows any; default 3.
  public var maximumRedirects = 3
  /// Names that may lead into private networks: `images.corp.example`, or `*.images.corp.example` for all names below.
  ///
  /// They open 10/8, 172.16/12, 192.168/16, 100.64/10 and fc00::/7, never loopback, link-local or a metadata service.
  /// A single label (`minio`) must be written in full. A pattern must name two labels, or end in a suffix that is never
  /// public (`*.internal`).
  public var allowedHosts: [String] = []
  /// Parts of private networks that every name may lead to, strangers' names included: prefer ``allowedHosts``.
  public var allowedNetworks: [CIDR] = []
  /// The ports that URLs may name; default 80 and 443.
  public var allowedPorts: Set<Int> = [80, 443]
  /// The proxy that all fetches go through, if any.
  public var proxy: OutboundProxy?
  /// The User-Agent header.
  public var userAgent = "Server/CMS"
  /// The Referer header; none by default.
  public var referer: String?
  /// The authorities that sign servers' certificates.
  public var trustRoots: TrustRoots = .system
  /// How many fetches run at a time; the next one is refused as busy. Default 64.
  public var maximumConcurrentFetches = 64
  /// How many bytes of bodies all running fetches hold together, at most; default 268,435,456 (256 MiB).
  public var maximumBytesInFlight = 268_435_456

  /// Endpoints of tests on loopback that count as public; nobody else can set it.
  package var endpointsTreatedAsPublic: Set<Endpoint> = []

  /// An address with a port.
  package struct Endpoint: Hashable, Sendable {
    package var address: HostAddress
    package var port: Int

    package init(_ address: HostAddress, port: Int) {
      self.address = address
      self.port = port
    }
  }

  /// The Referer of the cloud service's own downloader.
  public static let documentedReferer = "http://cms.tencentcloudapi.com"
  /// The longest URL, in UTF-8 bytes.
  public static let maximumURLBytes = 8192

  /// Makes the default rules.
  public init() {}

  /// Makes rules for tests, which can have no public servers: the endpoints given, and no other, count as public, and
  /// their ports are allowed.
  package init(treatingAsPublic endpoints: [Endpoint]) {
    endpointsTreatedAsPublic = Set(endpoints)
    allowedPorts.formUnion(endpoints.map(\.port))
  }

  /// What an operator must put right, each with the way out; empty for rules that can be used.
  public var problems: [String] {
    var found: [String] = []
    func require(_ holds: Bool, _ problem: @autoclosure () -> String) { if !holds { found.append(problem()) } }
    require(attemptTimeout > .zero && attemptTimeout <= .seconds(60), "attemptTimeout must be above 0 and at most 60 s")
    require(
      retryTimeout.map { $0 > .zero && $0 <= .seconds(60) } ?? true, "retryTimeout must be above 0 and at most 60 s")
    require(retryDelay >= .zero && retryDelay <= .seconds(60), "retryDelay must be at most 60 s")
    require((1...5).contains(attempts), "attempts is \(attempts); allowed are 1 to 5")
    require((1...1_073_741_824).contains(maximumBytes), "maximumBytes is \(maximumBytes); allowed are 1 to 1073741824")
    require((0...10).contains(maximumRedirects), "maximumRedirects is \(maximumRedirects); allowed are 0 to 10")
    require(
      (1...4096).contains(maximumConcurrentFetches),
      "maximumConcurrentFetches is \(maximumConcurrentFetches); allowed are 1 to 4096")
    require(
      maximumBytesInFlight >= maximumBytes,
      "maximumBytesInFlight is \(maximumBytesInFlight), less than one body (\(maximumBytes))")
    require(!allowedPorts.isEmpty && allowedPorts.allSatisfy((1...65535).contains), "allowedPorts must be 1 to 65535")
    require(Self.isHeaderValue(userAgent), "userAgent must be visible ASCII")
    require(referer.map(Self.isHeaderValue) ?? true, "referer must be visible ASCII")
    found += allowedHosts.compactMap { HostPattern.problem(of: $0) }
    for block in allowedNetworks where !AddressReach.openable.contains(where: { block.lies(within: $0.0) }) {
      found.append(
        "the network \(block) cannot be allowed; only parts of 10/8, 172.16/12, 192.168/16, 100.64/10, fc00::/7 can")
    }
    if let problem = proxy?.problem { found.append(problem) }
    return found
  }

  /// Why a name with this address is refused, or nil where it may be connected to.
  func refusal(of address: HostAddress, host: String, port: Int) -> String? {
    if endpointsTreatedAsPublic.contains(Endpoint(address, port: port)) { return nil }
    switch AddressReach(of: address) {
    case .everywhere: return nil
    case .never(let block): return block
    case .inside(let block):
      return allowsInside(host) || allowedNetworks.contains { $0.contains(address) } ? nil : block
    }
  }

  /// Whether a name may lead to an address, on the port of http.
  package func permits(_ address: HostAddress, host: String) -> Bool {
    refusal(of: address, host: host, port: 80) == nil
  }

  /// Whether the operator lets a name lead into private networks.
  func allowsInside(_ host: String) -> Bool { allowedHosts.contains { HostPattern.matches($0, host: host) } }

  private static func isHeaderValue(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 1024 && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
  }
}
