import ArgumentParser
import Files
import Glibc
import ImageModeration
import ModerationHarness
import ModerationJudging
import Policies
import PoliticsDetection

/// `moderate evaluate LABELS --results FILE`: how well answers agree with what was expected.
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Says how well results agree with labels, and which thresholds would do better.",
    discussion: """
      LABELS has a line for each image: its path, a tab, and what is expected: PASS, REVIEW or BLOCK, labels as Porn or \
      Terror/Firearm, several with commas, and - for harmless. CSV is read as well. Results are lines of moderate --json. \
      Nothing is judged anew and no model is loaded. Images that were refused, unreadable or not wholly looked at are \
      counted apart and never as passed.

      --output writes index.html, summary.json and, with --precision, --recall or --false-alarms, thresholds.yaml: a \
      policy with the thresholds that reach it.

      EXIT STATUS
        64   the command line, the labels or a policy are wrong
        1    else, when rows cannot be read or the report cannot be written
        2    else, when a figure of --fail-under or --fail-over is not reached
        0    else

      EXAMPLES
        moderate --json uploads/ > results.jsonl
        moderate evaluate labels.tsv --results results.jsonl --output report
        moderate evaluate --folders testset --results results.jsonl
        moderate evaluate labels.tsv --run run --false-alarms 0.01 --holdout 0.5 --output report
        moderate evaluate labels.tsv --run run --compare default --set review.Porn=0.5
        moderate evaluate labels.tsv --run run --fail-under recall=0.9 --fail-over false-alarms=0.02
      """)

  @Argument(help: ArgumentHelp("The file of labels.", valueName: "labels"))
  var labels: String?

  @OptionGroup var input: EvaluationInput

  @OptionGroup var suggesting: ThresholdOptions

  @Option(help: ArgumentHelp("Write the report into this folder; made if missing.", valueName: "dir"))
  var output: String?

  @Option(help: ArgumentHelp("How many mistakes of each kind to show, 0 to 100.", valueName: "count"))
  var mistakes = 12

  @Flag(help: "Leave explicit pictures of the report as they are.")
  var noBlur = false

  @Flag(help: "Decode the report's pictures in this process instead of a sandboxed one.")
  var inProcess = false

  @Option(
    help: ArgumentHelp(
      """
      A policy to compare with: which answers change, and why. One of --policies, a built-in one, or FOLDER/NAME.
      """, valueName: "policy"))
  var compare: String?

  @Option(
    help: ArgumentHelp(
      """
      Try another value of the policy to compare with, as in --set review.Porn=0.5; without --compare, of the policy that \
      judged. Can be given several times.
      """, valueName: "key=value"))
  var set: [String] = []

  @Option(
    help: ArgumentHelp(
      "The policy that judged, which thresholds are suggested for. Without it: default.", valueName: "name"))
  var policy: String?

  @Option(
    help: ArgumentHelp(
      """
      With --compare: take results of policies that are not there any more for results of this one, as far as it says how \
      closely images were looked at.
      """, valueName: "policy"))
  var recorded: String?

  @OptionGroup var from: PoliciesFolderOption

  @Option(
    help: ArgumentHelp(
      """
      Exit with 2 when a figure is under this, as recall=0.9 or Terror/Firearm:precision=0.8: recall, precision, f1 and \
      answered of whole answers; recall, precision, f1, ap and auc of a label. Can be given several times.
      """, valueName: "figure=value"))
  var failUnder: [String] = []

  @Option(
    help: ArgumentHelp(
      "Exit with 2 when a figure is over this, as false-alarms=0.01. Can be given several times.",
      valueName: "figure=value"))
  var failOver: [String] = []

  func validate() throws {
    guard (labels == nil) != (input.folders == nil) else {
      throw ValidationError("Give a file of labels, or --folders with a folder whose folders are called like labels.")
    }
    guard labels != "", output != "" else { throw ValidationError("A path is empty.") }
    guard (0...EvaluationOptions.maximumMistakeCount).contains(mistakes) else {
      throw ValidationError("--mistakes takes 0 to \(EvaluationOptions.maximumMistakeCount), not \(mistakes).")
    }
    guard !noBlur || output != nil else { throw ValidationError("--no-blur goes with --output.") }
    for change in set where !change.contains("=") || change.hasPrefix("=") {
      throw ValidationError("--set takes KEY=VALUE, not \(Printable.text(change)).")
    }
    _ = try gates
  }

  private var gates: [EvaluationGate] {
    get throws {
      func gate(_ text: String, _ option: String, isUpper: Bool) throws -> EvaluationGate {
        guard let gate = EvaluationGate(text, isUpper: isUpper) else {
          let names = isUpper ? EvaluationGate.upperNames : EvaluationGate.lowerNames
          throw ValidationError(
            "\(option) takes FIGURE=VALUE or LABEL:FIGURE=VALUE with a value from 0 to 1, not \(Printable.text(text)); figures are \(names.joined(separator: ", "))."
          )
        }
        return gate
      }
      return try failUnder.map { try gate($0, "--fail-under", isUpper: false) }
        + failOver.map { try gate($0, "--fail-over", isUpper: true) }
    }
  }

  func run() async throws {
    // A reader of the table that goes away costs no report.
    signal(SIGPIPE, SIG_IGN)
    let (rules, base, looks) = try rules()
    // Before the rows, which take longer: what is wrong with the labels is known in a moment.
    let sheet = try labels.map(input.sheet)
    let report = try output.map(folder)
    let (images, someUnreadable) = try input.images(by: rules)
    looks?.tellUnknown()
    guard images.count > 0 else {
      StandardError.write("moderate: the results have no row\n")
      throw ExitCode(1)
    }
    let labelled = try input.labelled(images, sheet)
    if let mismatch = labelled.mismatch {
      StandardError.write("moderate: \(Printable.text(mismatch))\n")
      throw ExitCode(64)
    }
    let summary = EvaluationSummary(labelled, EvaluationOptions(mistakeCount: mistakes, wish: suggesting.wish))
    if let report { try await write(summary, of: base, into: report) }
    for line in EvaluationTable(summary).remarks { StandardError.write("moderate: \(Printable.text(line))\n") }
    for line in EvaluationTable(summary).lines { StandardOutput.write(Printable.text(line) + "\n") }
    if someUnreadable { throw ExitCode(1) }
    let failures = try gates.compactMap { $0.failure(in: summary) }
    for failure in failures { StandardError.write("moderate: not reached: \(Printable.text(failure))\n") }
    if !failures.isEmpty { throw ExitCode(2) }
  }

  /// The policy that judged, that to compare with, and the detectors; the first one's name; what is known of how closely
  /// images were looked at, where policies are compared.
  private func rules() throws -> (EvaluationRules, base: String, RecordedLooks?) {
    let folder = try from.read()
    let name = try policy ?? CommandSettings(file: from.config).policy ?? "default"
    let base = try from.policy(named: name, in: folder)
    let detectors = folder.detectors + base.manifests.map(\.descriptor)
    var rules = EvaluationRules(
      policy: base.policy(for: detectors), descriptors: detectors,
      suggestsBySubLabel: suggesting.sublabels)
    guard compare != nil || !set.isEmpty else { return (rules, name, nil) }
    let other = try comparedPolicy(compare ?? name, in: folder)
    let replayed: ReplayRules
    do throws(HostFailure) {
      replayed = try ReplayRules(other, shadow: nil, manifests: try from.looking.manifests)
    } catch {
      throw error.ended()
    }
    rules.descriptors += other.manifests.map(\.descriptor).filter { own in !detectors.contains { $0.id == own.id } }
    var judging = replayed.policy
    if !set.isEmpty { judging.name += " with " + set.joined(separator: ", ") }
    let looks = try RecordedLooks(
      folder.policies + [other], runs: input.run,
      otherwise: try recorded.map { Looking(try from.policy(named: $0, in: folder)) })
    rules.compared = ComparedPolicy(policy: judging, replay: Replay(replayed) { looks.looking(under: $0, $1) })
    return (rules, name, looks)
  }

  private func comparedPolicy(_ name: String, in folder: PolicyFolder) throws -> ResolvedPolicy {
    let slash = name.lastIndex(of: "/")
    let own = try slash.map { try from.looking.folder(String(name[..<$0]), failingWith: 64) } ?? folder
    let short = slash.map { String(name[name.index(after: $0)...]) } ?? name
    do throws(PolicyProblems) {
      return try own.policy(named: short, changes: PolicyOptions.changes(set, in: own))
    } catch {
      throw error.ended()
    }
  }

  private func folder(_ path: String) throws -> PictureFolder {
    do throws(HostFailure) {
      return try PictureFolder(path)
    } catch {
      throw error.ended()
    }
  }

  private func write(_ summary: EvaluationSummary, of base: String, into folder: PictureFolder) async throws {
    let pictures = EvaluationPictures(root: input.root, blurs: !noBlur, inProcess: inProcess)
    do throws(HostFailure) {
      let thumbnails = try await pictures.pictures(of: summary.pictures)
      let page = EvaluationPage(summary, blurs: !noBlur) { thumbnails[$0] }
      try folder.write(Array(page.html.utf8), to: "index.html")
      try folder.write(Array((summary.json + "\n").utf8), to: "summary.json")
      if let patch = ThresholdPatch(summary, of: base) {
        try folder.write(Array(patch.yaml.utf8), to: "thresholds.yaml")
      } else {
        // Those of an earlier evaluation are not of this one.
        try folder.remove("thresholds.yaml")
      }
    } catch {
      throw error.ended()
    }
  }
}
