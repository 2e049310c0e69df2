public import ImageFetching

/// What an operator chooses about tasks and their callbacks.
public struct TaskSettings: Sendable {
  /// How many pictures of tasks are downloaded or wait for a slot at a time; of one account, where there are several,
  /// half as many. How many are judged at a time is bounded by the slots of the service.
  public var workerCount = 8
  /// How often a picture is begun before its task fails.
  public var judgingAttempts = 12
  /// The longest pause between two of these attempts, in seconds.
  public var longestJudgingPauseSeconds = 600
  /// How many callbacks are sent at a time.
  public var callbackCount = 32
  /// Of these, the most of one account to one host; of all accounts four times as many.
  public var callbackCountPerHost = 4
  /// How long a receiver may take for one callback, in seconds.
  public var callbackSeconds = 10
  /// The longest pause between two attempts of one callback, in seconds.
  public var longestCallbackPauseSeconds = 3_600
  /// A callback whose pauses would be longer than this together is given up; in hours.
  public var giveUpHours = 24
  /// Names that may lead into private networks; see `FetchRules.allowedHosts`.
  public var allowedHosts: [String] = []
  /// Parts of private networks that every name may lead to; see `FetchRules.allowedNetworks`.
  public var allowedNetworks: [CIDR] = []
  /// The ports that addresses may name.
  public var allowedPorts: Set<Int> = [80, 443]
  /// Ports of this machine, at the name `localhost`, that callbacks may go to: for receivers beside the service.
  public var loopbackPorts: Set<Int> = []

  public init() {}

  /// Where callbacks may go: the rules of downloads, with these hosts, networks and ports.
  func rules(_ fetch: FetchRules) -> FetchRules {
    var rules = fetch
    (rules.allowedHosts, rules.allowedNetworks, rules.allowedPorts) = (allowedHosts, allowedNetworks, allowedPorts)
    rules.maximumConcurrentFetches = max(rules.maximumConcurrentFetches, callbackCount)
    rules.referer = nil
    if !loopbackPorts.isEmpty {
      rules.allowedHosts.append("localhost")
      for port in loopbackPorts {
        for text in ["127.0.0.1", "::1"] {
          if let address = HostAddress(text) { rules.endpointsTreatedAsPublic.insert(.init(address, port: port)) }
        }
        rules.allowedPorts.insert(port)
      }
    }
    return rules
  }

  /// The documented time for downloads of tasks: 15 seconds, and after 3 more a second attempt of 3. Source: API
  /// documentation carried by the SDK 3.1.189, `CreateImageModerationAsyncTask`.
  static func setDownloadTimes(_ rules: inout FetchRules) {
    rules.attemptTimeout = .seconds(15)
    rules.attempts = 2
    rules.retryDelay = .seconds(3)
    rules.retryTimeout = .seconds(3)
  }

  /// How many accounts may have all their places at one host at a time.
  static let fullAccountsPerHost = 4

  /// How long a download may take in all.
  static let downloadTime = Duration.seconds(21)
}
