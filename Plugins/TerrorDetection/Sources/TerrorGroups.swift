import ModerationCore
import PictureFeatures

/// Which classes stand for what, and what their log-odds mean.
///
/// The anchors of firearms and blades are the logits that 1 % and 0.1 % of 3,111 benign pictures reached, each picture
/// squashed whole to 260×260 with an antialiased bicubic filter (measured 2026-11-21). Another crop or filter moves
/// them. Those of military vehicles are what 0.3 % and 0.1 % of 4,801 other pictures reach: the classes tell tanks so
/// well that fewer benign pictures need a person. Those of fire are what 1 % and 0.1 % of 4,451 pictures reach, each
/// judged by a head that had not seen its source. MODEL_CARD.md.
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
    func group(
      _ subLabel: SubLabel, _ classes: [Int], _ score: QuantileScore, leastSecondOpinion: Double? = nil
    ) throws(HostFailure) -> ClassGroup {
      guard
        let group = ClassGroup(
          subLabel, classes: classes, score: score, leastSecondOpinion: leastSecondOpinion)
      else {
        throw HostFailure(.invalidComposition, message: "the classes \(classes) make no group")
      }
      return group
    }
    groups = [
      // Assault rifle, revolver, rifle.
      try group(
        .firearm, [413, 763, 764], try score(-4.49, -1.77), leastSecondOpinion: Self.leastOfFirearm),
      // Tank, half track.
      try group(.militaryVehicle, [847, 586], try score(-3.5, -2.97)),
      // Cleaver, letter opener.
      try group(.blade, [499, 623], try score(-3.77, -1.20), leastSecondOpinion: Self.leastOfBlade),
    ]
    fire = try score(0.78, 3.82)
  }

  /// What the heads for firearms and blades must say at least, a logit. Heads that had not seen a source kept 99 % of
  /// its firearms and 88 % of its blades that the classes found, and took back a quarter of the false alarms;
  /// MODEL_CARD.md has the figures of each source.
  static let leastOfFirearm = -1.0
  static let leastOfBlade = 0.5

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
