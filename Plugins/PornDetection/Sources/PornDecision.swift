/// One score out of two models' opinions: what image-safety-classifier-s and open_nsfw say of the same view.
///
/// It never falls where one of the opinions rises. On the scale of open_nsfw's own guidance, by which policies are
/// written, 0.2 and more is for a person and above 0.8 is pornography:
/// - for a person where the first says 0.5, or says 0.35 and the second 0.2, or says 0.1 and the second 0.8;
/// - pornography only where both are sure: the first above 0.7 and the second above 0.8.
///
/// Why not one alone: open_nsfw takes plain skin tones for nude, image-safety-classifier-s takes line drawings of
/// persons, and neither both. Figures: MODEL_CARD.md.
struct PornDecision {
  /// From here on of the first opinion the second one is asked for; below, it could not raise the score to a review.
  static let doubtFrom = 0.1

  /// Where the first opinion stands on the scale when the second agrees.
  private static let agreed = Line([(0, 0), (0.35, 0.2), (0.7, 0.8), (1, 1)])
  /// Where it stands when the second does not.
  private static let alone = Line([(0, 0), (0.5, 0.2), (1, 0.8)])
  /// What an open_nsfw that is sure loses where the first opinion is in doubt: 0.8 becomes 0.2.
  private static let lostInDoubt = 0.6

  /// The score, 0…1.
  let score: Double

  /// - Parameters:
  ///   - first: What image-safety-classifier-s says, 0…1.
  ///   - second: What open_nsfw says, 0…1; nil where it was not asked because `first` is below `doubtFrom`.
  init(first: Double, second: Double?) {
    var score = Self.alone(first)
    if let second, first >= Self.doubtFrom {
      score = max(score, min(second, Self.agreed(first)), second - Self.lostInDoubt)
    }
    self.score = score
  }

  /// A line through points that rise.
  private struct Line {
    private let points: [(x: Double, y: Double)]

    init(_ points: [(x: Double, y: Double)]) { self.points = points }

    func callAsFunction(_ x: Double) -> Double {
      guard let next = points.firstIndex(where: { x < $0.x }), next > 0 else {
        return x < (points.first?.x ?? 0) ? points.first?.y ?? 0 : points.last?.y ?? 0
      }
      let (left, right) = (points[next - 1], points[next])
      return left.y + (right.y - left.y) * (x - left.x) / (right.x - left.x)
    }
  }
}
