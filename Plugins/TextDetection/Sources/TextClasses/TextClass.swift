import ModerationCore

/// What the model tells of a Chinese text, in the order of its weights.
enum TextClass: Int, CaseIterable, Sendable {
  case abuse, advertising, gambling, fraud

  /// The score, in log-odds, from which a person is asked.
  ///
  /// Chosen on rows of sources that the model had not seen, so that less than 1 in 1,000 of the clean ones together
  /// reach it, and on texts of signs, notices and receipts; MODEL_CARD-text-classes.md has the figures and where they
  /// are worse.
  var threshold: Double {
    switch self {
    case .abuse: 2.4
    case .advertising: 1.5
    case .gambling: -1
    case .fraud: 1.3
    }
  }

  /// The label of a finding; nil for a class that only says more of another.
  var label: Label? {
    switch self {
    case .abuse: .abuse
    case .advertising: .ad
    case .fraud: .illegal
    case .gambling: nil
    }
  }

  var subLabel: SubLabel {
    switch self {
    case .abuse: .chineseAbuse
    case .advertising: .chineseAdvertising
    case .gambling: .chineseGambling
    case .fraud: .chineseFraud
    }
  }
}
