import ArgumentParser

/// The program behind `moderate serve`, `keys`, `usage`, `records`, `tasks` and `store`.
@main
struct ModerationServiceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "moderate",
    abstract: "Judges pictures over HTTP: the cloud SDKs' interfaces on your own machine.",
    subcommands: [
      ServeCommand.self, KeysCommand.self, UsageCommand.self, RecordsCommand.self, TasksCommand.self, StoreCommand.self,
    ],
    defaultSubcommand: ServeCommand.self)
}
