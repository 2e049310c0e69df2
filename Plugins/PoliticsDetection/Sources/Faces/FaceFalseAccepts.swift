import Glibc

/// How often a face of nobody in a gallery is nevertheless as near to somebody as a cosine says.
///
/// The cosines of different people's faces, in two photographs, are taken for normally distributed: 790 such pairs of 38
/// persons are (skewness −0.02, excess kurtosis −0.03). Mean and deviation are not theirs, 0.085 and 0.090, but the upper
/// ends of the intervals of those who are most alike (95 %, 186 pairs of portraits of 17 persons), so that rates are
/// too high rather than too low. Below one in some hundred they rest on the curve alone; made-up people with that mean and
/// deviation stay below it down to 10⁻⁸. Relatives and who is enrolled twice are not in it. Method and figures:
/// MODEL_CARD.md.
public enum FaceFalseAccepts {
  /// The mean cosine of two different people's faces in two photographs, at the most.
  static let mean = 0.142
  /// The standard deviation, at the most.
  static let deviation = 0.103

  /// How likely one face of another person is as near, 0…1.
  public static func rate(cosine: Double) -> Double {
    guard cosine.isFinite else { return 1 }
    return erfc((cosine - mean) / (deviation * 2.0.squareRoot())) / 2
  }

  /// How likely the nearest of so many faces of other people is as near, 0…1: as if each were another person.
  public static func rate(cosine: Double, faceCount: Int) -> Double {
    guard faceCount > 0 else { return 0 }
    // 1 − (1 − rate)ⁿ, without losing what is far below 1.
    return -expm1(Double(faceCount) * log1p(-rate(cosine: cosine)))
  }

  /// The least cosine at which the nearest of so many faces of other people is found no more often than a rate, −1…1.
  ///
  /// 1 where no cosine is that rare: for rates of 0 and below, and for what is no number.
  public static func cosine(rate: Double, faceCount: Int) -> Double {
    guard rate > 0 else { return 1 }
    var (low, high) = (-1.0, 1.0)
    // Halving 2 sixty times is below what a Double tells apart.
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if self.rate(cosine: middle, faceCount: faceCount) > rate { low = middle } else { high = middle }
    }
    return high
  }

  /// A rate with two digits: more would be made up.
  public static func rounded(_ rate: Double) -> Double {
    guard rate > 0, rate.isFinite else { return 0 }
    let exponent = floor(log10(rate)) - 1
    let unit = pow(10, abs(exponent))
    return exponent < 0 ? (rate * unit).rounded() / unit : (rate / unit).rounded() * unit
  }
}
