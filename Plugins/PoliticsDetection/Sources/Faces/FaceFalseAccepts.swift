import Glibc

/// How often a face of nobody in a gallery is nevertheless as near to somebody as a cosine says.
///
/// The fit, its figures and how far they reach: MODEL_CARD.md.
public enum FaceFalseAccepts {
  /// The cosines of pairs of different people are spread about this.
  static let mean = 0.09
  /// With this standard deviation.
  static let deviation = 0.11

  /// How likely one face of another person is as near, 0…1.
  public static func rate(cosine: Double) -> Double {
    guard cosine.isFinite else { return 1 }
    return erfc((cosine - mean) / (deviation * 2.0.squareRoot())) / 2
  }

  /// How likely the nearest of so many faces of other people is as near, 0…1.
  public static func rate(cosine: Double, faceCount: Int) -> Double {
    // Without losing what is far below 1: 1 − (1 − rate)ⁿ.
    -expm1(Double(max(0, faceCount)) * log1p(-rate(cosine: cosine)))
  }

  /// The rate with two digits: `0.0013`, `2.1e-07`.
  static func text(cosine: Double, faceCount: Int) -> String {
    let rate = rate(cosine: cosine, faceCount: faceCount)
    guard rate > 0 else { return "0" }
    let unit = pow(10, floor(log10(rate)) - 1)
    return "\((rate / unit).rounded() * unit)"
  }
}
