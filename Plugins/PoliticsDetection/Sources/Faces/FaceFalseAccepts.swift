import Glibc

/// How often a face of nobody in a gallery is nevertheless as near to somebody as a cosine says.
///
/// The cosines of pairs of different people are taken for normally distributed. The figures are those of faces in group
/// photographs (519 pairs, of which 22 exceed 0.363, 5 exceed 0.44 and the nearest pair has 0.51): portraits in good light
/// give far fewer. So the rate is too high rather than too low; beyond a cosine of 0.51 and below one in 500 it rests on
/// the shape of the curve alone. Intervals: MODEL_CARD.md.
public enum FaceFalseAccepts {
  /// The mean cosine of two different people's faces that goes with the figures above.
  static let mean = 0.145
  /// The standard deviation that goes with them.
  static let deviation = 0.126

  /// How likely one face of another person is as near, 0…1.
  public static func rate(cosine: Double) -> Double {
    guard cosine.isFinite else { return 1 }
    return erfc((cosine - mean) / (deviation * 2.0.squareRoot())) / 2
  }

  /// How likely the nearest of so many faces of other people is as near, 0…1: as if each were another person.
  public static func rate(cosine: Double, faceCount: Int) -> Double {
    // 1 − (1 − rate)ⁿ, without losing what is far below 1.
    -expm1(Double(max(0, faceCount)) * log1p(-rate(cosine: cosine)))
  }

  /// A rate with two digits: more would be made up.
  public static func rounded(_ rate: Double) -> Double {
    guard rate > 0, rate.isFinite else { return 0 }
    let exponent = floor(log10(rate)) - 1
    let unit = pow(10, abs(exponent))
    return exponent < 0 ? (rate * unit).rounded() / unit : (rate / unit).rounded() * unit
  }
}
