import ImageFetching

extension ServiceConfiguration {
  /// Reads `tasks` and `callbacks`.
  mutating func readTasks(_ root: ConfigurationNode) throws(ConfigurationProblem) {
    if let node = root.mapping("tasks") {
      try node.allow(["workers", "attempts", "longestPauseSeconds"])
      tasks.workerCount = try node.integer("workers", in: 1...64) ?? tasks.workerCount
      tasks.judgingAttempts = try node.integer("attempts", in: 1...100) ?? tasks.judgingAttempts
      tasks.longestJudgingPauseSeconds =
        try node.integer("longestPauseSeconds", in: 1...86_400) ?? tasks.longestJudgingPauseSeconds
    }
    guard let node = root.mapping("callbacks") else { return }
    try node.allow([
      "concurrent", "concurrentPerHost", "timeoutSeconds", "longestPauseSeconds", "giveUpHours", "allowedHosts",
      "allowedNetworks", "ports", "loopbackPorts",
    ])
    tasks.callbackCount = try node.integer("concurrent", in: 1...256) ?? tasks.callbackCount
    tasks.callbackCountPerHost = try node.integer("concurrentPerHost", in: 1...256) ?? tasks.callbackCountPerHost
    tasks.callbackSeconds = try node.integer("timeoutSeconds", in: 1...60) ?? tasks.callbackSeconds
    tasks.longestCallbackPauseSeconds =
      try node.integer("longestPauseSeconds", in: 1...86_400) ?? tasks.longestCallbackPauseSeconds
    tasks.giveUpHours = try node.integer("giveUpHours", in: 1...720) ?? tasks.giveUpHours
    tasks.allowedHosts = try node.texts("allowedHosts") ?? tasks.allowedHosts
    if let networks = try node.texts("allowedNetworks") {
      var blocks: [CIDR] = []
      for text in networks {
        do throws(FetchFailure) {
          blocks.append(try CIDR(text))
        } catch {
          throw node.problem("callbacks.allowedNetworks: \(error.message)")
        }
      }
      tasks.allowedNetworks = blocks
    }
    if let ports = try node.integers("ports", in: 1...65_535) { tasks.allowedPorts = Set(ports) }
    if let ports = try node.integers("loopbackPorts", in: 1...65_535) { tasks.loopbackPorts = Set(ports) }
  }
}
