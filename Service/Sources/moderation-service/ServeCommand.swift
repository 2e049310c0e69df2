import ArgumentParser
import Foundation
import ImageModeration
import Inference
import Logging
import ModerationService
import WorkerProcesses

/// `moderate serve`: listens and answers until it is told to end.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Listens on a port and answers the cloud SDKs' requests.",
    discussion: """
      Without a configuration it listens on 127.0.0.1:8480 with the built-in policies. Keys come from `moderate keys \
      add`, or from MODERATION_KEYS; with --no-auth, on loopback alone, nobody is asked for one.

      EXIT STATUS
        0    told to end, and everything that was taken is answered
        64   the command line or the configuration is wrong
        1    else: no port, no models, no worker, a full disk, a store that another process writes
      """)

  @Option(name: .shortAndLong, help: ArgumentHelp("The configuration, YAML.", valueName: "file"))
  var config: String?

  @Option(help: ArgumentHelp("The address to listen on. By default 127.0.0.1.", valueName: "address"))
  var host: String?

  @Option(name: .shortAndLong, help: ArgumentHelp("The port; 0 takes a free one. By default 8480.", valueName: "port"))
  var port: Int?

  @Option(help: ArgumentHelp("The folder of policies, followed while it changes.", valueName: "dir"))
  var policies: String?

  @Option(help: ArgumentHelp("The policy of calls that name none. By default default.", valueName: "name"))
  var policy: String?

  @Option(help: ArgumentHelp("The folder of models.", valueName: "dir"))
  var models: String?

  @Option(help: ArgumentHelp("The accounts, YAML. Without it there is one, default.", valueName: "file"))
  var accounts: String?

  @Option(help: ArgumentHelp("The keys, as `moderate keys` writes them.", valueName: "file"))
  var keys: String?

  @Option(help: ArgumentHelp("What is remembered: counts of calls, records.", valueName: "file"))
  var store: String?

  @Option(help: ArgumentHelp("The certificate chain, PEM; read again when it changes.", valueName: "file"))
  var tlsCertificate: String?

  @Option(help: ArgumentHelp("The certificate's key, PEM.", valueName: "file"))
  var tlsKey: String?

  @Flag(help: "Listen without TLS elsewhere than on loopback: behind a proxy that speaks TLS.")
  var plainHttp = false

  @Flag(help: "Ask nobody for a key. On loopback alone.")
  var noAuth = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "How many pictures to work on at a time. By default as many as there are processors.",
      valueName: "count"))
  var jobs: Int?

  @Option(help: ArgumentHelp("The arithmetic of the networks: fp32, bf16 or auto.", valueName: "kind"))
  var precision: Arithmetic?

  @Option(help: ArgumentHelp("The decode worker. By default the one beside this program.", valueName: "file"))
  var worker: String?

  @Option(help: ArgumentHelp("The least grave line to log: debug, info, notice, warning, error.", valueName: "level"))
  var logLevel: String?

  @Flag(help: "Say what is wrong with the configuration, policies, accounts and keys, and end.")
  var checkConfig = false

  /// The arithmetic by its name.
  enum Arithmetic: String, ExpressibleByArgument, CaseIterable {
    case fp32, bf16, auto

    var precision: InferenceSession.Precision {
      switch self {
      case .fp32: .fp32
      case .bf16: .bf16
      case .auto: .fastest
      }
    }
  }

  func validate() throws {
    if let port, !(0...65_535).contains(port) { throw ValidationError("--port takes 0 to 65535, not \(port).") }
    if let jobs, !(1...256).contains(jobs) { throw ValidationError("--jobs takes 1 to 256, not \(jobs).") }
    guard (tlsCertificate == nil) == (tlsKey == nil) else {
      throw ValidationError("--tls-certificate and --tls-key go together.")
    }
    if let logLevel, Logger.Level(rawValue: logLevel) == nil {
      throw ValidationError("--log-level takes debug, info, notice, warning or error, not \(logLevel).")
    }
  }

  func run() async throws {
    ProcessHeap.keepLittle()
    signal(SIGPIPE, SIG_IGN)
    let configuration = try chosen()
    let logger = ServiceLog.logger(level: configuration.logLevel)
    if let problem = configuration.problems.first { throw ValidationError(problem) }
    if checkConfig {
      let problems = ConfigurationCheck(configuration, logger: logger).problems
      for problem in problems { FileHandle.standardError.write(Data("moderate: \(problem)\n".utf8)) }
      guard problems.isEmpty else { throw ExitCode(EX_USAGE) }
      print("the configuration can be used")
      return
    }
    do {
      try await ModerationServer.restoreLists(configuration, logger: logger)
      let engine = try JudgingEngine(configuration, worker: configuration.worker ?? Self.workerBeside, logger: logger)
      let service = try ModerationServer(configuration, engine: engine, logger: logger)
      try await service.run { port in
        let scheme = configuration.tls == nil ? "http" : "https"
        FileHandle.standardError.write(
          Data("moderate: listening on \(scheme)://\(configuration.host):\(port)/\n".utf8))
      }
    } catch let failure as HostFailure {
      throw Self.ended(failure.message)
    } catch let problem as ConfigurationProblem {
      FileHandle.standardError.write(Data("moderate: \(problem)\n".utf8))
      // What passes is worth another start.
      throw ExitCode(problem.isTransient ? 1 : EX_USAGE)
    } catch {
      throw Self.ended("the service ended: \(error)")
    }
    // Everything is answered and written; the neural runtime's destructors wait for its threads.
    _exit(0)
  }

  private static func ended(_ message: String) -> ExitCode {
    FileHandle.standardError.write(Data("moderate: \(message)\n".utf8))
    return ExitCode(1)
  }

  private static var workerBeside: String {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return own.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/moderation-worker"
  }

  /// The file's values, with those of the command line before them.
  private func chosen() throws -> ServiceConfiguration {
    var chosen = ServiceConfiguration()
    if let config {
      do {
        chosen = try ServiceConfiguration(file: config)
      } catch {
        throw ValidationError("\(error)")
      }
    }
    chosen.host = host ?? chosen.host
    chosen.port = port ?? chosen.port
    chosen.policies = policies ?? chosen.policies
    chosen.policy = policy ?? chosen.policy
    chosen.models = models ?? chosen.models
    chosen.accounts = accounts ?? chosen.accounts
    chosen.keys = keys ?? chosen.keys
    chosen.store = store ?? chosen.store
    if let tlsCertificate, let tlsKey {
      chosen.tls = ServiceConfiguration.TLSFiles(certificateChain: tlsCertificate, privateKey: tlsKey)
    }
    chosen.allowsPlainHTTP = chosen.allowsPlainHTTP || plainHttp
    chosen.skipsAuthentication = noAuth
    chosen.jobs = jobs ?? chosen.jobs
    chosen.precision = precision?.precision ?? chosen.precision
    chosen.worker = worker ?? chosen.worker
    chosen.logLevel = logLevel ?? chosen.logLevel
    return chosen
  }
}
