import Foundation
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

  /// Puts files in place at once, as renewals do.
  private static func put(_ name: String, in folder: ScratchFolder) throws {
    for (from, to) in [("\(name).key", "key.pem"), ("\(name).pem", "chain.pem")] {
      let (from, to) = (folder.path + "/" + from, folder.path + "/" + to)
      try FileManager.default.copyItem(atPath: from, toPath: to + ".new")
      try #require(rename(to + ".new", to) == 0)
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
    let server = try await TestServer(configuration)
    #expect(try await Self.shown(at: server.port) == "first")
    try Self.put("second", in: folder)
    let begin = ContinuousClock.now
    #expect(await eventually { (try? await Self.shown(at: server.port)) == "second" })
    #expect(begin.duration(to: .now) < .seconds(2) + .seconds(2), "two seconds, and handshakes of a busy machine")

    // A chain that is none, then a key of another certificate: the old one stays, seen after the files were looked at.
    _ = try folder.write("no certificate", to: "chain.pem")
    try await Task.sleep(for: TLSFilesReload.lookInterval + .milliseconds(100))
    #expect(try await Self.shown(at: server.port) == "second")
    try FileManager.default.removeItem(atPath: folder.path + "/chain.pem")
    try FileManager.default.copyItem(atPath: folder.path + "/third.pem", toPath: folder.path + "/chain.pem")
    try await Task.sleep(for: TLSFilesReload.lookInterval + .milliseconds(100))
    #expect(try await Self.shown(at: server.port) == "second")
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
