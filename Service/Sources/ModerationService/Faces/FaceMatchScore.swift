import Foundation
import PoliticsDetection

/// The score 0…100 of a face for a person, as the interface documents it: what a score means depends on how many faces
/// were searched.
///
/// | faces | false accepts of a search: 1 in 100 | 1 in 1,000 | 1 in 10,000 | 1 in 100,000 |
/// |---|---|---|---|---|
/// | 1 | 30 | 40 | 50 | 60 |
/// | 10,000 | 70 | 80 | 90 | 100 |
/// | 100,000 | 80 | 90 | 100 | |
/// | 300,000 | 85 | 95 | | |
///
/// The documented values are those of 40, 50 and 60 for two pictures, 70 to 90 of 10,000, 80 to 100 of 100,000 and 85
/// and 95 of 300,000 faces: 10 points for each power of ten of the rate. In between, and beyond, the score follows the
/// logarithms of rate and size on straight lines.
enum FaceMatchScore {
  /// The score from which VerifyFace and VerifyPerson say that it is the person.
  static let match = 60.0

  /// Scores of one false accept in 100 searches, by the power of ten of the faces searched.
  private static let anchors: [(size: Double, score: Double)] = [
    (0, 30), (4, 70), (5, 80), (log10(300_000), 85),
  ]
  /// The rate of `anchors`.
  private static let anchorRate = 0.01
  /// What a tenth of the rate adds.
  private static let pointsPerTenth = 10.0

  /// The score of a cosine, the nearest of so many faces.
  ///
  /// Greater for a greater cosine, and never outside 0…100; two digits after the point.
  static func score(cosine: Double, faceCount: Int) -> Double {
    let faceCount = max(1, faceCount)
    return score(
      rate: FaceFalseAccepts.rate(cosine: cosine, faceCount: faceCount),
      expectedCount: Double(faceCount) * -log1p(-FaceFalseAccepts.rate(cosine: cosine)), faceCount: faceCount)
  }

  /// The score of a search in which the nearest of strangers is as near at a rate.
  ///
  /// - Parameter expectedCount: How many strangers would be as near: what still tells cosines apart where the rate has
  ///   come to 1.
  static func score(rate: Double, expectedCount: Double, faceCount: Int) -> Double {
    let start = anchorScore(of: faceCount)
    let score: Double
    if rate <= anchorRate {
      score = rate > 0 ? start + pointsPerTenth * log10(anchorRate / rate) : 100
    } else {
      // Both scales meet at the anchor.
      score = expectedCount.isFinite ? start - pointsPerTenth * log10(expectedCount / -log1p(-anchorRate)) : 0
    }
    guard score.isFinite else { return 0 }
    return min(100, max(0, (score * 100).rounded() / 100))
  }

  /// The score that one search in so many exceeds by mistake: what a threshold of a rate is among so many faces.
  static func score(ofRate rate: Double, faceCount: Int) -> Double {
    score(rate: rate, expectedCount: -log1p(-min(rate, 0.999_999)), faceCount: faceCount)
  }

  private static func anchorScore(of faceCount: Int) -> Double {
    let size = log10(Double(max(1, faceCount)))
    for (low, high) in zip(anchors, anchors.dropFirst()) where size < high.size {
      return low.score + (size - low.size) / (high.size - low.size) * (high.score - low.score)
    }
    // Beyond the largest documented library as between 10,000 and 100,000 faces.
    return (anchors.last?.score ?? 0) + (size - (anchors.last?.size ?? 0)) * pointsPerTenth
  }
}
