/// What the cosine of two faces means as a score 0…1, and from when a face is too poor to be sure of.
///
/// The bounds are documented for the API that this stands in for: FACE 0–70 passes, 70–80 is for a person, above 80
/// blocks. The cosines that belong to them are our own: of 519 pairs of different people in group photographs 22
/// exceeded OpenCV's 0.363, and the nearest pair had 0.51; second views of portraits reached 0.38 to another person and
/// stayed above 0.63 to their own (measured 2026-11-21, MODEL_CARD.md).
public enum FaceScore {
  /// From this cosine on, a person should look.
  public static let reviewCosine = 0.42
  /// Above this cosine, the face is taken for the person's.
  public static let matchCosine = 0.50
  /// Candidates below this cosine are as likely as chance, and naming them would slander strangers.
  public static let candidateCosine = 0.30

  /// The score from which a person should look.
  public static let reviewFrom = 0.70
  /// The score above which a face blocks.
  public static let blockAbove = 0.80

  /// Embeddings shorter than this come of noise and blur: then the score is at most `blockAbove`, so that no image is
  /// blocked on them. Portraits had 11 to 14, portraits turned by 15° and found nevertheless 9.3 and more.
  public static let reliableNorm: Float = 9

  /// The score of a cosine: 0 below 0, then straight lines through (0.42, 0.70), (0.50, 0.80) and (1, 1).
  public static func score(cosine: Double) -> Double {
    switch cosine {
    case ..<reviewCosine: max(0, cosine) / reviewCosine * reviewFrom
    case ..<matchCosine:
      reviewFrom + (cosine - reviewCosine) / (matchCosine - reviewCosine) * (blockAbove - reviewFrom)
    default: min(1, blockAbove + (cosine - matchCosine) / (1 - matchCosine) * (1 - blockAbove))
    }
  }

  /// The score of a cosine to a face whose embedding has a norm.
  static func score(cosine: Float, norm: Float) -> Double {
    let score = score(cosine: Double(cosine))
    return norm < reliableNorm ? min(score, blockAbove) : score
  }
}
