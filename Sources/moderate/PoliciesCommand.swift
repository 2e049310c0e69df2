import ArgumentParser

/// `moderate policies …`: tools for those who tune policies.
struct PoliciesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policies",
    abstract: "Tools for folders of policies.",
    discussion: """
      A policy is one YAML file of a folder, called like it. It says what is looked for, within which limits, what scores, \
      words, contacts and gaps mean; what it does not say it inherits. Documentation/Policies.md has every key.

      EXAMPLES
        moderate policies init policies                      a folder to begin with
        moderate policies check policies                     what is wrong, with file, line and column
        moderate policies show live_chat --policies policies everything, and where it comes from
        moderate policies diff default live_chat --policies policies
        moderate --policies policies --policy live_chat photo.jpg
      """,
    subcommands: [
      PoliciesInitCommand.self, PoliciesCheckCommand.self, PoliciesShowCommand.self, PoliciesDiffCommand.self,
    ])
}
