import ModerationCore
import ModerationJudging

/// One threshold that a policy sets.
struct ThresholdSetting {
  /// What it holds for.
  enum Reach: Hashable {
    case images
    case texts
    case detector(String)
  }

  let reach: Reach
  let claim: Claim
  let field: ThresholdField
  /// 0…1; infinity for never.
  let value: Double
  let setting: PolicySetting

  /// Nil for a setting of another kind.
  init?(_ setting: PolicySetting) {
    let path = setting.path
    switch path.first {
    case PolicyKey.images where path.count == 3: reach = .images
    case PolicyKey.texts where path.count == 3: reach = .texts
    case PolicyKey.detectors where path.count == 4: reach = .detector(path[1])
    default: return nil
    }
    guard let field = ThresholdField(rawValue: path[path.count - 1]) else { return nil }
    self.field = field
    claim = Claim(written: path[path.count - 2])
    switch setting.value {
    case .number(let number): value = number
    case .word(ThresholdField.never): value = .infinity
    default: return nil
    }
    self.setting = setting
  }
}

extension Claim {
  /// `Terror/Firearm`, or a label alone.
  init(written text: String) {
    let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
    self.init(Label(rawValue: parts.first ?? ""), parts.count > 1 ? SubLabel(rawValue: parts[1]) : nil)
  }
}
