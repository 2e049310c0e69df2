import ArgumentParser

/// `moderate words …`: tools for those who keep word lists.
struct WordsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "words", abstract: "Tools for word lists.",
    subcommands: [
      WordsTestCommand.self, WordsExplainCommand.self, WordsStatsCommand.self, WordsDiffCommand.self,
      WordsBuildCommand.self,
    ])
}
