import ModerationCore
import ModerationJudging

/// Makes of a policy's values what verdicts are merged by.
struct PolicyMeaning {
  private let values: PolicyValues
  private let groups: [String: Suggestion]

  init(_ values: PolicyValues, groups: [String: Suggestion]) {
    (self.values, self.groups) = (values, groups)
  }

  func policy(name: String, version: String) -> Policy {
    var policy = Policy(name: name, version: version, sampling: sampling)
    policy.thresholds = thresholds
    setPatterns(in: &policy)
    policy.groupSuggestions = groups
    policy.exceptions = values.exceptions
    setGaps(in: &policy)
    policy.judgesColorUnderZeroAlpha = values.flag("transparency.hiddenColour") ?? false
    policy.looksOnBlack = values.flag("transparency.onBlack") ?? true
    policy.stopsAtBlock = values.flag("stopsAtBlock") ?? false
    return policy
  }

  private var sampling: FrameSampling {
    if let count = values.count("sampling") { return .spread(count) }
    return switch values.word("sampling") {
    case "documented": .documented
    case "first": .firstFrame
    default: .standard
    }
  }

  private var thresholds: LabelThresholds {
    var thresholds = LabelThresholds()
    for threshold in values.thresholds {
      switch threshold.reach {
      case .images: thresholds.images[threshold.claim, default: ScoreThresholds()].set(threshold)
      case .texts: thresholds.texts[threshold.claim, default: ScoreThresholds()].set(threshold)
      case .detector(let name):
        thresholds.detectors[name, default: [:]][threshold.claim, default: ScoreThresholds()].set(threshold)
      }
    }
    return thresholds
  }

  /// Contacts and codes that mean one thing whatever their score is.
  private func setPatterns(in policy: inout Policy) {
    for kind in PatternKind.allCases {
      let never = Double.infinity
      let (review, block): (Double, Double)
      switch values.use(of: kind) {
      // What is not looked for is in no result; a policy on trial may be shown it all the same.
      case "off", "evidence": (review, block) = (never, never)
      case "review": (review, block) = (0, never)
      case "block": (review, block) = (0, 0)
      default: continue
      }
      let bands = ScoreBands(reviewFrom: review, as: .ad, blockAbove: block, as: .ad)
      for (detector, subLabel) in kind.detectors.flatMap({ name in kind.subLabels.map { (name, $0) } }) {
        policy.subLabelBands[detector, default: [:]][subLabel] = bands
      }
    }
  }

  private func setGaps(in policy: inout Policy) {
    policy.gapSuggestion = values.suggestion("gaps.suggestion") ?? .review
    for kind in [GapKind.deadline, .unseen, .detectorFailed, .fileTooLargeForScene, .unsampledFrames] {
      policy.gapSuggestions[kind] = values.suggestion("gaps.\(kind.rawValue)")
    }
    policy.takesUnsampledFramesForGap = values.suggestion("gaps.unsampledFrames") != nil
    policy.gapsFor = Set((values.words("gaps.notCovered") ?? []).map(SubLabel.init(rawValue:)))
  }
}

extension ScoreThresholds {
  fileprivate mutating func set(_ threshold: ThresholdSetting) {
    switch threshold.field {
    case .review: review = threshold.value
    case .block: block = threshold.value
    }
  }
}
