import Foundation
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A certificate and its key, read again when their files change, so that a renewed certificate needs no restart.
///
/// Files that have become wrong keep what was read before, and a line in the log says so.
final class TLSFilesReload: Sendable {
  /// How often the files are looked at, at most.
  static let lookInterval = Duration.seconds(1)

  private struct State {
    var stamps: [String]
    var identity: NIOSSLContextConfigurationOverride
    var looked = ContinuousClock.now
  }

  private let files: ServiceConfiguration.TLSFiles
  private let logger: Logger
  private let state: Mutex<State>

  /// Reads the files.
  ///
  /// - Throws: `ConfigurationProblem` where one is missing, no PEM, or the key is not the certificate's.
  init(_ files: ServiceConfiguration.TLSFiles, logger: Logger) throws(ConfigurationProblem) {
    self.files = files
    self.logger = logger
    state = Mutex(State(stamps: Self.stamps(files), identity: try Self.read(files)))
  }

  /// The configuration of a server that asks for the identity at each handshake.
  func configuration() throws(ConfigurationProblem) -> TLSConfiguration {
    let identity = state.withLock(\.identity)
    guard let chain = identity.certificateChain, let key = identity.privateKey else {
      throw ConfigurationProblem(place: files.certificateChain, message: "there is no certificate")
    }
    var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: key)
    configuration.minimumTLSVersion = .tlsv12
    configuration.sslContextCallback = { [self] _, promise in
      guard beginsLook() else { return promise.succeed(state.withLock(\.identity)) }
      // Not on the connection's thread: what libssl notes there of wrong files would end the handshake.
      promise.completeWith(
        NIOThreadPool.singleton.runIfActive(eventLoop: promise.futureResult.eventLoop) { [self] in look() })
    }
    return configuration
  }

  /// Whether it is time to look at the files again, and the caller is who does it.
  private func beginsLook() -> Bool {
    state.withLock { state in
      guard state.looked.duration(to: .now) >= Self.lookInterval else { return false }
      state.looked = .now
      return true
    }
  }

  /// Reads the files where they have changed.
  private func look() -> NIOSSLContextConfigurationOverride {
    let stamps = Self.stamps(files)
    return state.withLock { state in
      guard stamps != state.stamps else { return state.identity }
      state.stamps = stamps
      do throws(ConfigurationProblem) {
        state.identity = try Self.read(files)
        logger.notice("certificate read again", metadata: ["file": "\(files.certificateChain)"])
      } catch {
        logger.error("certificate not read again", metadata: ["problem": "\(error)"])
      }
      return state.identity
    }
  }

  /// What tells that a file is another one: its number, size and time.
  private static func stamps(_ files: ServiceConfiguration.TLSFiles) -> [String] {
    [files.certificateChain, files.privateKey].map { path in
      var status = stat()
      guard stat(path, &status) == 0 else { return "" }
      return "\(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)"
    }
  }

  private static func read(
    _ files: ServiceConfiguration.TLSFiles
  ) throws(ConfigurationProblem) -> NIOSSLContextConfigurationOverride {
    let chain: [NIOSSLCertificate]
    do {
      chain = try NIOSSLCertificate.fromPEMFile(files.certificateChain)
    } catch {
      throw ConfigurationProblem(place: files.certificateChain, message: "is not a chain of certificates in PEM")
    }
    let key: NIOSSLPrivateKey
    do {
      key = try NIOSSLPrivateKey(file: files.privateKey, format: .pem)
    } catch {
      throw ConfigurationProblem(place: files.privateKey, message: "is not a private key in PEM")
    }
    do {
      // Whether the two belong together is known only when they are used.
      _ = try NIOSSLContext(
        configuration: .makeServerConfiguration(
          certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
    } catch {
      throw ConfigurationProblem(
        place: files.privateKey, message: "is not the key of the certificate in \(files.certificateChain)")
    }
    var identity = NIOSSLContextConfigurationOverride()
    identity.certificateChain = chain.map { .certificate($0) }
    identity.privateKey = .privateKey(key)
    return identity
  }
}
