import ModerationCore

/// Which classes stand for what, and what their log-odds mean.
///
/// The anchors are the logits that 1 % and 0.1 % of 3,111 benign pictures reached, each picture squashed whole to
/// 260×260 with an antialiased bicubic filter (measured 2026-11-21). Another crop or filter moves them. Those of
/// military vehicles were taken on 4,801 other pictures, on which the first ones (−6.05, −4.62) gave 7.4 % and 1.1 %:
/// MODEL_CARD.md.
struct TerrorGroups: Sendable {
  /// Sums over classes.
  let groups: [ClassGroup]
  /// What the logit of the fire head means.
  let fire: QuantileScore

  /// - Throws: `HostFailure.Code.invalidComposition` when a number below is mistyped; a test makes one.
  init() throws(HostFailure) {
    func score(_ onePercent: Double, _ onePerMille: Double) throws(HostFailure) -> QuantileScore {
      guard let score = QuantileScore(onePercent: onePercent, onePerMille: onePerMille) else {
        throw HostFailure(.invalidComposition, message: "the anchors \(onePercent), \(onePerMille) are out of order")
      }
      return score
    }
    func group(_ subLabel: SubLabel, _ classes: [Int], _ score: QuantileScore) throws(HostFailure) -> ClassGroup {
      guard let group = ClassGroup(subLabel, classes: classes, score: score) else {
        throw HostFailure(.invalidComposition, message: "the classes \(classes) make no group")
      }
      return group
    }
    groups = [
      // Assault rifle, revolver, rifle.
      try group(.firearm, [413, 763, 764], try score(-4.49, -1.77)),
      // Tank, half track.
      try group(.militaryVehicle, [847, 586], try score(-4.56, -2.97)),
      // Cleaver, letter opener.
      try group(.blade, [499, 623], try score(-3.77, -1.20)),
    ]
    fire = try score(-1.38, 2.56)
  }

  /// Classes that are told along with a finding and never counted: military uniform, bulletproof vest, holster, gas
  /// mask, missile (two), cannon, warplane, aircraft carrier, chain saw, hatchet, guillotine, bow, matchstick, torch,
  /// candle, volcano.
  static let contextClasses = [
    652, 465, 597, 570, 657, 744, 471, 895, 403, 491, 596, 583, 456, 644, 862, 470, 980,
  ]
  /// The most of them that one finding tells.
  static let maximumContextClasses = 5
  /// The least probability that is worth telling.
  static let leastContextProbability = 0.05
}
