import Foundation
import ImageFetching
import Inference

extension ServiceConfiguration {
  /// The most bytes of a configuration.
  static let maximumFileBytes = 256 << 10

  /// Reads a file. Paths in it begin in the folder that it lies in.
  ///
  /// - Throws: `ConfigurationProblem`, with the line.
  public init(file: String) throws(ConfigurationProblem) {
    self.init()
    guard let data = FileManager.default.contents(atPath: file) else {
      throw ConfigurationProblem(place: file, message: "the file cannot be read")
    }
    guard data.count <= Self.maximumFileBytes, let text = String(data: data, encoding: .utf8) else {
      throw ConfigurationProblem(
        place: file, message: "the file is not UTF-8 of at most \(Self.maximumFileBytes) bytes")
    }
    let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    try read(try ConfigurationNode(text, file: file)) { $0.hasPrefix("/") ? $0 : folder + $0 }
  }

  private mutating func read(
    _ root: ConfigurationNode, _ path: (String) -> String
  ) throws(ConfigurationProblem) {
    try root.allow([
      "listen", "tls", "models", "policies", "policy", "worker", "jobs", "precision", "rememberedAnswers", "accounts",
      "keys", "store", "records", "tasks", "callbacks", "wordLibraries", "limits", "fetch", "tiia", "dialects", "log",
    ])
    if let listen = root.mapping("listen") {
      try listen.allow(["host", "port", "plainHTTP"])
      host = try listen.text("host") ?? host
      port = try listen.integer("port", in: 0...65_535) ?? port
      allowsPlainHTTP = try listen.flag("plainHTTP") ?? allowsPlainHTTP
    }
    if let files = root.mapping("tls") {
      try files.allow(["certificate", "key"])
      guard let certificate = try files.text("certificate"), let key = try files.text("key") else {
        throw files.problem("tls takes certificate and key, two files of PEM")
      }
      tls = TLSFiles(certificateChain: path(certificate), privateKey: path(key))
    }
    models = try root.text("models").map(path) ?? models
    policies = try root.text("policies").map(path) ?? policies
    policy = try root.text("policy") ?? policy
    worker = try root.text("worker").map(path) ?? worker
    jobs = try root.integer("jobs", in: 1...256) ?? jobs
    precision =
      try root.choice(
        "precision", [("fp32", .fp32), ("bf16", InferenceSession.Precision.bf16), ("auto", .fastest)]) ?? precision
    rememberedAnswers = try root.integer("rememberedAnswers", in: 0...65_536) ?? rememberedAnswers
    accounts = try root.text("accounts").map(path) ?? accounts
    keys = try root.text("keys").map(path) ?? keys
    store = try root.text("store").map(path) ?? store
    try readRecords(root)
    try readWordLibraries(root)
    try readLimits(root)
    try readFetching(root)
    if let tiia = root.mapping("tiia") {
      try tiia.allow(["unavailableScenes", "strict"])
      answersGapForUnavailableScenes =
        try tiia.choice("unavailableScenes", [("error", false), ("gap", true)]) ?? false
      isTIIAStrict = try tiia.flag("strict") ?? false
    }
    try readDialects(root)
    try readTasks(root)
    if let log = root.mapping("log") {
      try log.allow(["level"])
      let levels = ["debug", "info", "notice", "warning", "error"]
      logLevel = try log.choice("level", levels.map { ($0, $0) }) ?? logLevel
    }
  }

  private mutating func readLimits(_ root: ConfigurationNode) throws(ConfigurationProblem) {
    guard let limits = root.mapping("limits") else { return }
    try limits.allow([
      "connections", "bodySeconds", "idleSeconds", "bytesInFlight", "waitingPictures", "drainSeconds",
    ])
    connectionCount = try limits.integer("connections", in: 1...65_536) ?? connectionCount
    bodySeconds = try limits.integer("bodySeconds", in: 1...600) ?? bodySeconds
    idleSeconds = try limits.integer("idleSeconds", in: 1...3_600) ?? idleSeconds
    // Less could not hold one of the largest pictures.
    bytesInFlight = try limits.integer("bytesInFlight", in: (64 << 20)...(1 << 40)) ?? bytesInFlight
    waitingPictures = try limits.integer("waitingPictures", in: 0...65_536) ?? waitingPictures
    drainSeconds = try limits.integer("drainSeconds", in: 1...3_600) ?? drainSeconds
  }

  private mutating func readDialects(_ root: ConfigurationNode) throws(ConfigurationProblem) {
    guard let node = root.mapping("dialects") else { return }
    try node.allow([
      "review", "gap", "unmappedFindings", "ignoresText", "unlookedCategories", "misskeyOthers", "hookAllowsReview",
      "deadlineSeconds",
    ])
    let handlings = DialectOptions.Handling.allCases.map { ($0.rawValue, $0) }
    dialects.review = try node.choice("review", handlings) ?? dialects.review
    dialects.gap = try node.choice("gap", handlings) ?? dialects.gap
    dialects.unmappedFindings = try node.choice("unmappedFindings", handlings) ?? dialects.unmappedFindings
    dialects.ignoresText = try node.flag("ignoresText") ?? dialects.ignoresText
    dialects.unlookedCategories =
      try node.choice("unlookedCategories", DialectOptions.UnlookedCategories.allCases.map { ($0.rawValue, $0) })
      ?? dialects.unlookedCategories
    dialects.misskeyOthers = try node.choice("misskeyOthers", handlings) ?? dialects.misskeyOthers
    dialects.hookAllowsReview = try node.flag("hookAllowsReview") ?? dialects.hookAllowsReview
    if let seconds = try node.integer("deadlineSeconds", in: 1...60) { dialects.deadline = .seconds(seconds) }
  }

  private mutating func readFetching(_ root: ConfigurationNode) throws(ConfigurationProblem) {
    guard let node = root.mapping("fetch") else { return }
    try node.allow(["allowedHosts", "allowedNetworks", "ports", "proxy", "userAgent", "referer"])
    fetch.allowedHosts = try node.texts("allowedHosts") ?? fetch.allowedHosts
    if let networks = try node.texts("allowedNetworks") {
      var blocks: [CIDR] = []
      for text in networks {
        do throws(FetchFailure) {
          blocks.append(try CIDR(text))
        } catch {
          throw node.problem("fetch.allowedNetworks: \(error.message)")
        }
      }
      fetch.allowedNetworks = blocks
    }
    if let ports = try node.integers("ports", in: 1...65_535) { fetch.allowedPorts = Set(ports) }
    if let text = try node.text("proxy") {
      do throws(FetchFailure) {
        fetch.proxy = try OutboundProxy(url: text)
      } catch {
        throw node.problem("fetch.proxy: \(error.message)")
      }
    }
    fetch.userAgent = try node.text("userAgent") ?? fetch.userAgent
    fetch.referer = try node.text("referer") ?? fetch.referer
  }
}
