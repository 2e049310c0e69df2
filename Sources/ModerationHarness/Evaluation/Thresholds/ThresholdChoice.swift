/// Chooses a threshold: of all that reach a figure, the one that costs least.
///
/// For a wanted recall that is the highest one, with the fewest false alarms; for a wanted precision or rate of false
/// alarms the lowest one, which finds most.
struct ThresholdChoice {
  /// The point chosen; nil where none reaches the figure.
  let chosen: ScoreCurve.Point?
  /// The nearest one where none does; nil where there is none at all.
  let nearest: ScoreCurve.Point?
  /// A short number that flags exactly what the chosen point flags.
  let threshold: Double?

  init(_ curve: ScoreCurve, _ wish: ThresholdWish) {
    // A score of 0 is that of an image without a finding, which no threshold flags; below it there is nothing to find.
    let points = curve.points.filter { $0.threshold > 0 && $0.truePositives > 0 }
    let reaching = points.filter { wish.isMet(by: curve.figures(at: $0)) }
    chosen = wish.goal == .recall ? reaching.first : reaching.last
    nearest = points.max { wish.nearness(curve.figures(at: $0)) < wish.nearness(curve.figures(at: $1)) }
    threshold = chosen.map { chosen in
      let below = curve.points.first { $0.threshold < chosen.threshold }?.threshold ?? 0
      return ShortNumber.between(below, and: chosen.threshold, orEqualToUpper: wish.field == .review)
    }
  }
}
