/// What a distance between two PDQ hashes is worth as a score: straight lines between stated points.
///
/// | bits | score | why |
/// |---|---|---|
/// | 0 | 1.00 | the same hash |
/// | 18 | 0.90 | JPEG at quality 30 moved none of 57 pictures by more than 14 bits, so up to 17 bits may block |
/// | 31 | 0.75 | the usual bound for "the same picture"; beyond it a person is not asked |
/// | 64 | 0.30 | the nearest of 1551 pairs of different pictures differ in 56 bits |
/// | 128 | 0.00 | as far apart as chance puts any two pictures |
///
/// 0.75 and 0.90 are the documented bands of the picture fingerprints ("DNA") of TIIA 2019-05-29. Measured 2026-11-21
/// with `Scripts/reference/pdq.py --robustness`.
public enum FingerprintScore {
  /// The points, by bits.
  public static let points: [(bits: Int, score: Double)] = [(0, 1), (18, 0.90), (31, 0.75), (64, 0.30), (128, 0)]
  /// Scores from here on ask for a person.
  public static let review = 0.75
  /// Scores above block.
  public static let block = 0.90

  /// The score of a distance, 0…1, never rising with the distance.
  public static func score(ofDistance bits: Int) -> Double {
    for (near, far) in zip(points, points.dropFirst()) where bits < far.bits {
      let share = Double(max(bits, near.bits) - near.bits) / Double(far.bits - near.bits)
      return near.score + share * (far.score - near.score)
    }
    return 0
  }
}
