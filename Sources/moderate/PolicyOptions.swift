import ArgumentParser
import Documents
import ImageModeration
import Policies

/// Which policy judges, and what is changed of it for this run.
struct PolicyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A folder of policies: one YAML file each, with the lists that they use. `moderate policies init` makes one.",
      valueName: "dir"))
  var policies: String?

  @Option(
    help: ArgumentHelp(
      "The policy to judge by: one of the folder's, or of the built-in default, ims and tiia. Without it: default.",
      valueName: "name"))
  var policy: String?

  @Option(
    help: ArgumentHelp(
      """
      Try another value for this run, as in --set review.Porn=0.5 or --set limits.minimumSidePixels=40; \
      Documentation/Policies.md lists the keys. Can be given several times.
      """, valueName: "key=value"))
  var set: [String] = []

  @Option(
    help: ArgumentHelp(
      "A policy that judges the same findings beside it, without effect: its answer stands in -v and --json.",
      valueName: "name"))
  var shadow: String?

  @Option(
    help: ArgumentHelp(
      """
      A YAML file with defaults for policies, policy, models, jobs and failOn. Without it: the environment variable \
      IMAGE_MODERATION_CONFIG, then swift-image-moderation/moderate.yaml in $XDG_CONFIG_HOME or ~/.config.
      """, valueName: "file"))
  var config: String?

  func validate() throws {
    guard policies != "" else { throw ValidationError("--policies takes a folder.") }
    guard config != "" else { throw ValidationError("--config takes a file.") }
    for change in set where !change.contains("=") || change.hasPrefix("=") {
      throw ValidationError("--set takes KEY=VALUE, not \(Printable.text(change)).")
    }
  }

  /// What `--shadow` and `--set` say.
  func changes(in folder: PolicyFolder) -> [PolicyChange] {
    let shadow = shadow.map { PolicyChange(key: "shadow", value: "\"\($0)\"", source: "--shadow", in: folder) }
    return (shadow.map { [$0] } ?? []) + Self.changes(set, in: folder)
  }

  static func changes(_ set: [String], in folder: PolicyFolder) -> [PolicyChange] {
    set.map { text in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return PolicyChange(
        key: parts[0], value: parts.count > 1 ? parts[1] : "", source: "--set \(parts[0])", in: folder)
    }
  }
}

extension PolicyProblems {
  /// The end of the program over policies that are wrong: nothing was looked at.
  func ended(_ status: Int32 = 64) -> ExitCode {
    for problem in problems { StandardError.write("moderate: \(Printable.text(problem.description))\n") }
    if count > problems.count { StandardError.write("moderate: \(count - problems.count) more\n") }
    return ExitCode(status)
  }
}
