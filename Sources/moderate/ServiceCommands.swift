import ArgumentParser

/// `moderate keys`: the keys of the service's accounts. The service's program does it.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Adds, revokes and lists the keys that requests to the service are signed with.")

  @Argument(parsing: .captureForPassthrough)
  var arguments: [String] = []

  func run() throws { throw ValidationError(ServiceProgram.become(["keys"] + arguments)) }
}

/// `moderate usage`: what accounts called. The service's program does it.
struct UsageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "usage", abstract: "Tells how often the service was called, by account, key, scene, day and month.")

  @Argument(parsing: .captureForPassthrough)
  var arguments: [String] = []

  func run() throws { throw ValidationError(ServiceProgram.become(["usage"] + arguments)) }
}
