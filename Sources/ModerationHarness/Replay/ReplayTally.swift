import ModerationCore
import ModerationJudging

/// What a replay came to.
public struct ReplayTally: Hashable, Sendable {
  /// How many results there were.
  public private(set) var count = 0
  /// How many are graver than before: PASS before REVIEW before BLOCK.
  public private(set) var graver = 0
  /// How many are milder.
  public private(set) var milder = 0
  /// How many suggest the same for another label.
  public private(set) var relabelled = 0
  /// How many are refused now and were not, or the other way round.
  public private(set) var refusalsChanged = 0
  /// How many have a gap that the record cannot fill.
  public private(set) var unanswered = 0
  /// How many are of images that this machine failed on, which nothing is known of.
  public private(set) var failed = 0
  /// How many are refused, of images that this machine failed on, or have a gap: not wholly looked at.
  public private(set) var incomplete = 0

  /// Makes an empty tally.
  public init() {}

  /// Counts a row.
  ///
  /// - Returns: Whether suggestion, label, sublabel or refusal changed.
  public mutating func add(_ row: ReplayRun.Row) -> Bool {
    count += 1
    if row.after.failure != nil { failed += 1 }
    if row.after.suggestion == nil
      || row.after.scenes.contains(where: { ["failed", "notEvaluated"].contains($0.status) })
    {
      incomplete += 1
    }
    if row.after.scenes.contains(where: { $0.code == GapKind.notRecorded.rawValue }) { unanswered += 1 }
    switch (row.before.recordedSuggestion, row.after.recordedSuggestion) {
    case (let before?, let after?) where before != after:
      if after > before { graver += 1 } else { milder += 1 }
      return true
    case (_?, nil), (nil, _?):
      refusalsChanged += 1
      return true
    default:
      let isOther = row.before.label != row.after.label || row.before.subLabel != row.after.subLabel
      if isOther { relabelled += 1 }
      return isOther || row.before.rejection?.code != row.after.rejection?.code
    }
  }
}
