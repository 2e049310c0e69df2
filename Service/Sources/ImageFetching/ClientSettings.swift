import AsyncHTTPClient
import Glibc
import NIOCore
import NIOPosix
import NIOSSL

/// How the HTTP client is set up for one connection.
enum ClientSettings {
  /// Heads, interim answers and the framing of chunks may take as much again as the body, and this.
  static let framingAllowanceBytes = 262_144

  /// Threads for strangers' servers alone, for the program's life: one that floods holds up other fetches at worst,
  /// never the service's own connections.
  static let loops = MultiThreadedEventLoopGroup(numberOfThreads: 2)

  /// The authorities as the client takes them, read beforehand: a client for every connection would read the system's
  /// 140 each time.
  static func trustRoots(_ roots: TrustRoots) throws(FetchFailure) -> NIOSSLTrustRoots {
    guard case .pem(let text) = roots else { return system }
    do {
      return .certificates(try NIOSSLCertificate.fromPEMBytes([UInt8](text.utf8)))
    } catch {
      throw FetchFailure(.rulesInvalid, message: "the certificate authorities cannot be read: \(error)")
    }
  }

  /// The system's authorities, read once in the program's life; where they cannot be read so, TLS reads them itself and
  /// believes nobody where there are none.
  private static let system: NIOSSLTrustRoots = {
    let files = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"]
    guard let file = files.first(where: { access($0, R_OK) == 0 }),
      let certificates = try? NIOSSLCertificate.fromPEMFile(file)
    else { return .default }
    return .certificates(certificates)
  }()

  /// A client that can reach one address under one name.
  static func configuration(
    for url: ImageURL, address: HostAddress, rules: FetchRules, trust: NIOSSLTrustRoots, maximumBytes: Int,
    remaining: TimeAmount
  ) -> HTTPClient.Configuration {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.trustRoots = trust
    tls.minimumTLSVersion = .tlsv12
    var settings = HTTPClient.Configuration(
      tlsConfiguration: tls, redirectConfiguration: .disallow,
      timeout: HTTPClient.Configuration.Timeout(connect: remaining, read: remaining))
    settings.httpVersion = .http1Only
    settings.decompression = .disabled
    settings.maximumUsesPerConnection = 1
    settings.connectionPool.retryConnectionEstablishment = false
    // A tracer of the whole program would send its headers to strangers' servers.
    settings.tracing.tracer = nil
    settings.proxy = rules.proxy.map { .server(host: $0.host, port: $0.port) }
    if rules.proxy?.connectsByName != true { settings.dnsOverride = [url.host: "\(address)"] }
    let expected = rules.proxy == nil ? address : nil
    let wireBytes = 2 * maximumBytes + framingAllowanceBytes
    settings.http1_1ConnectionDebugInitializer = { channel in
      ConnectionGuard.install(on: channel, address: expected, maximumBytes: wireBytes)
    }
    return settings
  }
}
