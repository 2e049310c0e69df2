import Foundation
import Logging
import Testing

@testable import ModerationService

@Suite("TLS", .serialized, .timeLimit(.minutes(20)))
struct TLSTests {
  /// Writes a key and a certificate for a name.
  private static func make(_ name: String, in folder: ScratchFolder) throws {
    let made = try Command.run(
      "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
      "-subj",
      "/CN=\(name)", "-keyout", folder.path + "/\(name).key", "-out", folder.path + "/\(name).pem")
    try #require(made.status == 0, "\(made.errors)")
  }

  /// Puts a file in another's place at once, as renewals do.
  private static func replace(_ name: String, in folder: ScratchFolder, with text: String) throws {
    let new = try folder.write(text, to: name + ".new")
    try #require(rename(new, folder.path + "/" + name) == 0)
  }

  /// Puts a key and its certificate in place.
  private static func put(_ name: String, in folder: ScratchFolder) throws {
    for (from, to) in [("\(name).key", "key.pem"), ("\(name).pem", "chain.pem")] {
      try replace(to, in: folder, with: try String(contentsOfFile: folder.path + "/" + from, encoding: .utf8))
    }
  }

  /// Whose certificate is shown at a port; nil where there is no handshake.
  private static func shown(at port: Int) async throws -> String? {
    let ended = try await withCheckedThrowingContinuation {
      (continuation: CheckedContinuation<Command.Ended, any Error>) in
      Thread.detachNewThread {
        continuation.resume(
          with: Result { try Command.run("openssl", "s_client", "-connect", "127.0.0.1:\(port)", "-tls1_2") })
      }
    }
    return ended.output.firstMatch(of: /subject=CN ?= ?(\w+)/).map { String($0.1) }
  }

  @Test("shows a renewed certificate within two seconds, and keeps the old one where the new is broken")
  func reload() async throws {
    let folder = try ScratchFolder()
    for name in ["first", "second", "third"] { try Self.make(name, in: folder) }
    try Self.put("first", in: folder)
    var configuration = try TestEngine.configuration()
    configuration.tls = ServiceConfiguration.TLSFiles(
      certificateChain: folder.path + "/chain.pem", privateKey: folder.path + "/key.pem")
    let log = KeptLog()
    let server = try await TestServer(configuration, logger: Logger(label: "test") { _ in log })
    #expect(try await Self.shown(at: server.port) == "first")
    try Self.put("second", in: folder)
    let begin = ContinuousClock.now
    #expect(await eventually { (try? await Self.shown(at: server.port)) == "second" })
    #expect(begin.duration(to: .now) < .seconds(2) + .seconds(2), "two seconds, and handshakes of a busy machine")

    // Until it has looked at the wrong files and after, every handshake shows the old certificate.
    func keepsTheOld(_ count: Int) async throws {
      var names: Set<String?> = []
      #expect(
        await eventually {
          names.insert((try? await Self.shown(at: server.port)) ?? nil)
          return log.events.count(of: "certificate not read again") == count
        })
      names.insert(try await Self.shown(at: server.port))
      #expect(names == ["second"])
    }
    try Self.replace("chain.pem", in: folder, with: "no certificate")
    try await keepsTheOld(1)
    // The certificate of another key, as between the two steps of a renewal.
    try Self.replace(
      "chain.pem", in: folder, with: try String(contentsOfFile: folder.path + "/third.pem", encoding: .utf8))
    try await keepsTheOld(2)
    try Self.put("third", in: folder)
    #expect(await eventually { (try? await Self.shown(at: server.port)) == "third" })
    try await server.stop()
  }

  @Test("does not begin with files that are wrong")
  func wrongFiles() throws {
    let folder = try ScratchFolder()
    for name in ["first", "second"] { try Self.make(name, in: folder) }
    func problem(_ chain: String, _ key: String) throws -> ConfigurationProblem? {
      #expect(throws: ConfigurationProblem.self) {
        _ = try TLSFilesReload(
          ServiceConfiguration.TLSFiles(
            certificateChain: folder.path + "/" + chain, privateKey: folder.path + "/" + key),
          logger: TestEngine.logger)
      }
    }
    #expect(try problem("none.pem", "first.key")?.message.contains("certificates in PEM") == true)
    #expect(try problem("first.pem", "none.key")?.message.contains("private key in PEM") == true)
    #expect(try problem("first.pem", "second.key")?.message.contains("is not the key of the certificate") == true)
  }
}
