import ArgumentParser

/// The program behind `moderate serve`, `moderate keys`, `moderate usage` and `moderate tasks`.
@main
struct ModerationServiceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "moderate",
    abstract: "Judges pictures over HTTP: the cloud SDKs' interfaces on your own machine.",
    subcommands: [ServeCommand.self, KeysCommand.self, UsageCommand.self, TasksCommand.self],
    defaultSubcommand: ServeCommand.self)
}
