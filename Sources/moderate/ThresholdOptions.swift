import ArgumentParser
import ModerationHarness

/// What suggested thresholds are to reach.
struct ThresholdOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Suggest the lowest thresholds with at least this precision, 0 to 1.", valueName: "rate"))
  var precision: Double?

  @Option(help: ArgumentHelp("Suggest the highest thresholds with at least this recall, 0 to 1.", valueName: "rate"))
  var recall: Double?

  @Option(
    help: ArgumentHelp(
      "Suggest the lowest thresholds with at most this rate of false alarms, 0 to 1.", valueName: "rate"))
  var falseAlarms: Double?

  @Option(help: ArgumentHelp("Which number to suggest: review or block.", valueName: "number"))
  var at = SuggestedNumber.review

  @Flag(help: "Suggest thresholds for each sublabel, and not for labels.")
  var sublabels = false

  @Option(
    help: ArgumentHelp(
      """
      Keep this part of the images apart, 0.1 to 0.9, and measure on it what was chosen on the others. Equal files fall on \
      one side, in every run the same.
      """, valueName: "part"))
  var holdout: Double?

  private var goals: [(goal: ThresholdWish.Goal, value: Double)] {
    [(.precision, precision), (.recall, recall), (.falseAlarms, falseAlarms)].compactMap { goal, value in
      value.map { (goal, $0) }
    }
  }

  /// What is wished for; nil for nothing.
  var wish: ThresholdWish? {
    goals.first.map { ThresholdWish($0.goal, $0.value, for: at == .review ? .review : .block, holdout: holdout) }
  }

  func validate() throws {
    guard goals.count < 2 else { throw ValidationError("Give one of --precision, --recall and --false-alarms.") }
    guard goals.allSatisfy({ (0...1).contains($0.value) }) else {
      throw ValidationError("--precision, --recall and --false-alarms take 0 to 1: 0.01 is one per cent.")
    }
    guard !goals.isEmpty || holdout == nil && !sublabels else {
      throw ValidationError("--holdout and --sublabels go with --precision, --recall or --false-alarms.")
    }
    guard holdout.map({ (0.1...0.9).contains($0) }) ?? true else {
      throw ValidationError("--holdout takes 0.1 to 0.9.")
    }
  }
}

/// The value of `--at`.
enum SuggestedNumber: String, ExpressibleByArgument, CaseIterable {
  case review
  case block
}
