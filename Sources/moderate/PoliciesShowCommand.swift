import ArgumentParser
import Policies

/// `moderate policies show NAME`: one policy with everything that it inherits.
struct PoliciesShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows a policy with everything that it inherits, and where each value comes from.",
    discussion: "What it prints is a policy itself. Documentation/Policies.md explains every key.")

  @Argument(
    help: ArgumentHelp(
      "The policy; without it the one of the environment or the configuration, and else default.", valueName: "name"))
  var name: String?

  @OptionGroup var from: PoliciesFolderOption

  @Option(help: ArgumentHelp("Show it with another value, as for moderate.", valueName: "key=value"))
  var set: [String] = []

  func run() throws {
    let settings = try CommandSettings(file: from.config)
    let folder = try from.read()
    do throws(PolicyProblems) {
      let policy = try folder.policy(
        named: name ?? settings.policy ?? "default", changes: PolicyOptions.changes(set, in: folder))
      StandardOutput.write(
        policy.listing(detectors: folder.detectors).split(separator: "\n")
          .map { Printable.text(String($0)) + "\n" }.joined())
    } catch {
      throw error.ended()
    }
  }
}
