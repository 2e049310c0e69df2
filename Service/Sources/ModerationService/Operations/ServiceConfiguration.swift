public import ImageFetching
public import Inference

/// Everything that an operator chooses about a service: from a file of YAML, and from the command line before it.
public struct ServiceConfiguration: Sendable {
  /// The address to listen on; `127.0.0.1` unless said otherwise.
  public var host = "127.0.0.1"
  /// The port; 0 takes a free one.
  public var port = 8480
  /// The certificate chain and the key of TLS, in PEM; nil for plain HTTP.
  public var tls: TLSFiles?
  /// Whether plain HTTP may listen elsewhere than on loopback: behind a proxy that speaks TLS.
  public var allowsPlainHTTP = false
  /// Whether nobody is asked for a key; on loopback only.
  public var skipsAuthentication = false

  /// The models; nil for where the set-up put them.
  public var models: String?
  /// The folder of policies; nil for the built-in ones.
  public var policies: String?
  /// The policy of calls that name none.
  public var policy = "default"
  /// The decode worker.
  public var worker: String?
  /// How many pictures are worked on at a time; nil for as many as there are processors.
  public var jobs: Int?
  /// The arithmetic of the networks.
  public var precision = InferenceSession.Precision.fp32
  /// How many answers are kept for equal bytes.
  public var rememberedAnswers = 1024

  /// The accounts; nil for one account that may everything.
  public var accounts: String?
  /// The keys.
  public var keys: String?
  /// Where counts of calls are kept; nil for nowhere.
  public var store: String?

  /// The libraries of words that callers may add to.
  var wordLibraries: [WordLibrarySetting] = []

  /// The most connections at a time.
  public var connectionCount = 1024
  /// How long a body may take.
  public var bodySeconds = 15
  /// How long a connection may be idle.
  public var idleSeconds = 60
  /// The most bytes of requests and pictures held at a time.
  public var bytesInFlight = 512 << 20
  /// The most pictures that wait.
  public var waitingPictures = 64
  /// How long answers may take after SIGTERM.
  public var drainSeconds = 30

  /// What may be downloaded.
  public var fetch = FetchRules()
  /// What becomes of a scene that TIIA is asked for and that is not set up.
  public var answersGapForUnavailableScenes = false
  /// Whether TIIA's advised sides and aspect bind.
  public var isTIIAStrict = false

  /// What is remembered of judged pictures.
  var records = Records()
  /// Tasks and their callbacks.
  public var tasks = TaskSettings()

  /// What other clouds' dialects answer where their words do not reach.
  var dialects = DialectOptions()

  /// The least grave line that is logged.
  public var logLevel = "info"

  /// Files of TLS.
  public struct TLSFiles: Hashable, Sendable {
    /// The certificate and what leads from it to a root, PEM.
    public var certificateChain: String
    /// The private key, PEM.
    public var privateKey: String

    /// Names the files.
    public init(certificateChain: String, privateKey: String) {
      self.certificateChain = certificateChain
      self.privateKey = privateKey
    }
  }

  /// The defaults.
  public init() {}

  /// What contradicts itself or may not be, each with the way out; empty for a configuration that can be used.
  public var problems: [String] {
    var found: [String] = []
    let isLoopback = Self.isLoopback(host)
    if tls == nil, !isLoopback, !allowsPlainHTTP {
      found.append(
        "\(host) can be reached from elsewhere, and without TLS keys and pictures can be read on the way: give tls, or --plain-http behind a proxy that speaks TLS"
      )
    }
    if skipsAuthentication, !isLoopback {
      found.append("--no-auth is for loopback only; \(host) can be reached from elsewhere")
    }
    if !wordLibraries.isEmpty, store == nil || policies == nil {
      found.append("wordLibraries need store, where they are kept, and policies, where their lists are written")
    }
    let callbacks = tasks.rules(fetch).problems.filter { !fetch.problems.contains($0) }
    return found + fetch.problems.map { "fetch: \($0)" } + callbacks.map { "callbacks: \($0)" }
  }

  /// Whether an address is of this machine alone.
  static func isLoopback(_ host: String) -> Bool {
    host == "localhost" || host == "::1" || host == "[::1]"
      || host.hasPrefix("127.") && host.split(separator: ".").count == 4
        && host.split(separator: ".").allSatisfy { UInt8($0) != nil }
  }
}
