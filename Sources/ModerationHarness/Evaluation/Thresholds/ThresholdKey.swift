import ModerationCore
package import ModerationJudging

/// The place of a threshold in a policy: `images.Porn` or `texts.Ad/PhoneNumber`.
package struct ThresholdKey: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// What kind of evidence it holds for.
  package enum Medium: String, Sendable {
    case images
    case texts
  }

  package let medium: Medium
  package let claim: Claim

  package init(_ medium: Medium, _ claim: Claim) {
    self.medium = medium
    self.claim = claim
  }

  package var description: String { "\(medium.rawValue).\(claim)" }

  package static func < (left: ThresholdKey, right: ThresholdKey) -> Bool { left.description < right.description }

  /// A policy with this key's numbers in place of what it has there.
  func set(_ numbers: ScoreThresholds, in policy: Policy) -> Policy {
    var policy = policy
    switch medium {
    case .images: policy.thresholds.images[claim] = numbers
    case .texts: policy.thresholds.texts[claim] = numbers
    }
    return policy
  }
}
