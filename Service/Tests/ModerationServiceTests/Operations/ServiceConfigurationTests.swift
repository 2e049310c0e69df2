import Foundation
import ImageFetching
import Inference
import Logging
import Testing

@testable import ModerationService

@Suite("The service's configuration", .timeLimit(.minutes(20)))
struct ServiceConfigurationTests {
  private static func read(_ text: String) throws -> ServiceConfiguration {
    let folder = try ScratchFolder()
    return try ServiceConfiguration(file: try folder.write(text, to: "service.yaml"))
  }

  /// Every key there is, each with another value than the default.
  static let complete = """
    listen: {host: "::1", port: 8443, plainHTTP: true}
    tls: {certificate: tls/chain.pem, key: /etc/tls/key.pem}
    models: models
    policies: policies
    policy: live_chat
    worker: ../worker
    jobs: 3
    precision: bf16
    rememberedAnswers: 0
    accounts: accounts.yaml
    keys: keys.txt
    store: usage.sqlite
    limits:
      connections: 11
      bodySeconds: 12
      idleSeconds: 13
      bytesInFlight: 67108864
      waitingPictures: 14
      drainSeconds: 15
    fetch:
      allowedHosts: ["*.images.internal"]
      allowedNetworks: [10.1.0.0/16]
      ports: [8080]
      proxy: "http://proxy.example.com:3128"
      userAgent: Ours/1
      referer: "https://example.com/"
    tiia: {unavailableScenes: gap, strict: true}
    dialects:
      review: error
      gap: flag
      unmappedFindings: error
      ignoresText: true
      unlookedCategories: error
      misskeyOthers: error
      hookAllowsReview: true
    log: {level: warning}
    """

  @Test("is read whole, paths from the folder that the file lies in")
  func whole() throws {
    let folder = try ScratchFolder()
    let read = try ServiceConfiguration(file: try folder.write(Self.complete, to: "service.yaml"))
    let place = folder.path + "/"
    #expect((read.host, read.port, read.allowsPlainHTTP) == ("::1", 8443, true))
    #expect(read.tls?.certificateChain == place + "tls/chain.pem")
    #expect(read.tls?.privateKey == "/etc/tls/key.pem")
    #expect((read.models, read.policies, read.policy) == (place + "models", place + "policies", "live_chat"))
    #expect((read.worker, read.jobs, read.rememberedAnswers) == (place + "../worker", 3, 0))
    #expect(read.precision == .bf16)
    #expect(
      (read.accounts, read.keys, read.store)
        == (place + "accounts.yaml", place + "keys.txt", place + "usage.sqlite"))
    #expect((read.connectionCount, read.bodySeconds, read.idleSeconds) == (11, 12, 13))
    #expect((read.bytesInFlight, read.waitingPictures, read.drainSeconds) == (67_108_864, 14, 15))
    #expect(read.fetch.allowedHosts == ["*.images.internal"])
    #expect(read.fetch.allowedNetworks.map { "\($0)" } == ["10.1.0.0/16"])
    #expect(read.fetch.allowedPorts == [8080])
    #expect(read.fetch.proxy != nil)
    #expect((read.fetch.userAgent, read.fetch.referer) == ("Ours/1", "https://example.com/"))
    #expect(read.answersGapForUnavailableScenes && read.isTIIAStrict)
    #expect((read.dialects.review, read.dialects.gap, read.dialects.unmappedFindings) == (.error, .flag, .error))
    #expect(read.dialects.ignoresText && read.dialects.hookAllowsReview)
    #expect(read.dialects.misskeyOthers == .error)
    #expect(read.logLevel == "warning")
    #expect(!read.skipsAuthentication, "no file may open the door")
    #expect(read.problems == [])
  }

  @Test("of an empty file is the default, on loopback")
  func empty() throws {
    for text in ["", "# nothing\n", "{}"] {
      let read = try Self.read(text)
      #expect((read.host, read.port) == ("127.0.0.1", 8480))
      #expect(read.tls == nil && !read.allowsPlainHTTP && !read.skipsAuthentication)
      #expect(read.problems == [])
    }
  }

  static let wrong: [(String, Int, String)] = [
    ("prot: 1", 1, "there is no key prot"), ("policy: a\nlisten:\n  prot: 1", 3, "there is no key listen.prot"),
    ("tls: {cert: a}", 1, "there is no key tls.cert"),
    ("limits:\n  conections: 1", 2, "there is no key limits.conections"),
    ("fetch: {host: a}", 1, "there is no key fetch.host"), ("tiia: {strikt: true}", 1, "there is no key tiia.strikt"),
    ("dialects: {openai: flag}", 1, "there is no key dialects.openai"),
    ("log: {file: a}", 1, "there is no key log.file"),
    ("noAuth: true", 1, "there is no key noAuth"), ("tls: {certificate: a}", 1, "tls takes certificate and key"),
    ("listen: 8080", 1, "listen. is to be a mapping"), ("[]", 1, "the file is to be a mapping"),
    ("listen: {port: 65536}", 1, "listen.port takes 0 to 65535"), ("listen: {port: http}", 1, "listen.port takes"),
    ("listen: {port: -1}", 1, "listen.port takes"), ("listen: {plainHTTP: perhaps}", 1, "takes true or false"),
    ("listen: {host: [a]}", 1, "listen.host takes a text"), ("policy: \"\"", 1, "policy takes a text"),
    ("jobs: 0", 1, "jobs takes 1 to 256"), ("precision: fp8", 1, "precision takes fp32, bf16, auto, not fp8"),
    ("rememberedAnswers: 65537", 1, "rememberedAnswers takes"),
    ("limits: {bodySeconds: 0}", 1, "limits.bodySeconds takes"),
    ("limits: {bytesInFlight: 1000}", 1, "limits.bytesInFlight takes"),
    ("fetch: {allowedHosts: a}", 1, "fetch.allowedHosts takes a list of texts"),
    ("fetch: {ports: [80, 0]}", 1, "fetch.ports takes a list of 1 to 65535"),
    ("fetch: {allowedNetworks: [here]}", 1, "fetch.allowedNetworks"), ("fetch: {proxy: \"ftp://a\"}", 1, "fetch.proxy"),
    ("tiia: {unavailableScenes: pass}", 1, "tiia.unavailableScenes takes error, gap, not pass"),
    ("dialects: {review: clean}", 1, "dialects.review takes"), ("log: {level: loud}", 1, "log.level takes"),
  ]

  @Test("that is wrong is told with its line and what is expected", arguments: wrong)
  func wrongKeys(text: String, line: Int, message: String) throws {
    let problem = #expect(throws: ConfigurationProblem.self) { try Self.read(text) }
    let told = try #require(problem)
    #expect(told.place.hasSuffix("service.yaml:\(line)"), "\(told)")
    #expect(told.message.contains(message), "\(told)")
  }

  @Test("takes no key twice and no file that is none", arguments: ["jobs: 1\njobs: 2", "a: [", "\u{0}", "jobs: *x"])
  func broken(text: String) {
    #expect(throws: ConfigurationProblem.self) { try Self.read(text) }
  }

  @Test("takes no file that is missing, too large or not UTF-8")
  func unreadable() throws {
    let folder = try ScratchFolder()
    let large = try folder.write(String(repeating: "#", count: (256 << 10) + 1), to: "large.yaml")
    let latin = folder.path + "/latin.yaml"
    try Data([0x23, 0xFF, 0xFE]).write(to: URL(filePath: latin))
    for file in [folder.path + "/nothing.yaml", large, latin, folder.path] {
      #expect(throws: ConfigurationProblem.self) { try ServiceConfiguration(file: file) }
    }
  }

  @Test(
    "does not listen in plain where others can hear, nor without keys",
    arguments: ["0.0.0.0", "::", "10.0.0.1", "images.example.com", "127.0.0.1.example.com", "127.0.0", "127.0.0.256"])
  func exposed(host: String) {
    var configuration = ServiceConfiguration()
    configuration.host = host
    #expect(configuration.problems.count == 1)
    #expect(configuration.problems.first?.contains("TLS") == true)
    configuration.skipsAuthentication = true
    #expect(configuration.problems.count == 2)
    configuration.allowsPlainHTTP = true
    #expect(configuration.problems.count == 1)
    #expect(configuration.problems.first?.contains("loopback only") == true)
    configuration.skipsAuthentication = false
    #expect(configuration.problems == [])
  }

  @Test("may ask nobody for a key on loopback", arguments: ["127.0.0.1", "127.8.9.1", "localhost", "::1", "[::1]"])
  func loopback(host: String) {
    var configuration = ServiceConfiguration()
    (configuration.host, configuration.skipsAuthentication) = (host, true)
    #expect(configuration.problems == [])
  }

  @Test("names what may never be fetched")
  func fetching() throws {
    let read = try Self.read("fetch: {allowedNetworks: [127.0.0.0/8, 169.254.0.0/16]}")
    #expect(read.problems.count == 2)
    #expect(read.problems.allSatisfy { $0.hasPrefix("fetch: the network") })
  }

  @Test("is checked with the policies, accounts, keys and certificate that it names")
  func check() throws {
    let folder = try ScratchFolder()
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    var configuration = ServiceConfiguration()
    configuration.skipsAuthentication = true
    #expect(ConfigurationCheck(configuration, logger: logger).problems == [])
    configuration.policy = "nobody_wrote_it"
    #expect(ConfigurationCheck(configuration, logger: logger).problems.count == 1)
    configuration.policy = "default"
    configuration.policies = folder.path + "/nothing"
    #expect(ConfigurationCheck(configuration, logger: logger).problems.count == 1)
    configuration.policies = nil
    configuration.tls = ServiceConfiguration.TLSFiles(
      certificateChain: try folder.write("no certificate", to: "chain.pem"), privateKey: folder.path + "/none.pem")
    #expect(ConfigurationCheck(configuration, logger: logger).problems.count == 1)
    configuration.tls = nil
    configuration.accounts = try folder.write("accounts: {a: {services: [nothing]}}", to: "accounts.yaml")
    #expect(ConfigurationCheck(configuration, logger: logger).problems.count == 1)
  }
}
