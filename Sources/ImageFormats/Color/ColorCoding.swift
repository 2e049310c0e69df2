#if canImport(Glibc)
  import Glibc
#endif

/// How coded red, green and blue become light, where a file says it in numbers and not by an ICC profile: PNG's gAMA,
/// cHRM and cICP, nclx in HEIF, cicp in an ICC profile (ITU-T H.273).
package struct ColorCoding: Hashable, Sendable {
  /// How coded values become light.
  package enum Transfer: Hashable, Sendable {
    /// As sRGB, or so near that browsers take it for that.
    case sRGB
    /// A power; the exponent is at least 0.
    case power(Double)
    case smpte240
    case smpte428
    case pq
    case hlg
  }

  /// Where red, green, blue and white lie in the plane of CIE 1931 xy.
  package struct Primaries: Hashable, Sendable {
    let red, green, blue, white: SIMD2<Double>

    static let sRGB = Primaries(
      red: [0.64, 0.33], green: [0.30, 0.60], blue: [0.15, 0.06], white: [0.3127, 0.3290])

    /// Whether no colour lies further from that of sRGB than rounding and older standards put it.
    var isNearSRGB: Bool {
      let distances = [red - Self.sRGB.red, green - Self.sRGB.green, blue - Self.sRGB.blue, white - Self.sRGB.white]
      return distances.allSatisfy { abs($0.x) <= 0.01 && abs($0.y) <= 0.01 }
    }
  }

  package let transfer: Transfer
  package let primaries: Primaries

  init(transfer: Transfer, primaries: Primaries = .sRGB) {
    self.transfer = transfer
    self.primaries = primaries
  }

  /// By the numbers of ITU-T H.273; nil for those that browsers do not apply.
  ///
  /// - Parameter isVideo: Whether the curves of television stand for sRGB, as browsers have it in AVIF.
  package init?(primaries: Int, transfer: Int, isVideo: Bool) {
    guard let places = Primaries(number: primaries), let curve = Transfer(number: transfer, isVideo: isVideo)
    else { return nil }
    self.init(transfer: curve, primaries: places)
  }

  /// What this coding does to a picture that is shown as if it were sRGB.
  package enum Effect: Sendable {
    /// Nothing that anyone sees: the picture is left as it is.
    case none
    /// Colours move a little; what is seen either way is seen both ways.
    case slight
    /// What is seen with it may not be seen without it, or the other way round.
    case strong
  }

  package var effect: Effect {
    guard let matrix else { return .none }
    let levels = curve(count: 256).map { Self.encoded($0) * 255 }
    let shift = levels.enumerated().map { abs($1 - Double($0)) }.max() ?? 0
    let moved = zip(matrix, [1, 0, 0, 0, 1, 0, 0, 0, 1]).map { abs($0 - $1) }.max() ?? 0
    if shift <= 8, moved <= 0.03 { return .none }
    return ContrastCheck.keepsContrast(levels: levels) && ContrastCheck.keepsContrast(matrix: matrix)
      ? .slight : .strong
  }

  /// The light of evenly spaced coded values, 0…65535.
  ///
  /// PQ and HLG are brought to an SDR page as Chromium 156 does it (measured 2026-11-27): 203 cd/m² is half of what
  /// white gives off, and white is where `peak` is.
  ///
  /// - Parameter peak: The brightest that is told apart, in cd/m².
  package func curve(count: Int, peak: Double = 1000) -> [UInt16] {
    (0..<count).map { index in
      let value = light(Double(index) / Double(max(1, count - 1)), peak: peak)
      return UInt16(min(max(value, 0), 1) * 65535 + 0.5)
    }
  }

  private func light(_ value: Double, peak: Double) -> Double {
    switch transfer {
    case .sRGB: return Self.decoded(value)
    case .power(let exponent): return value == 0 ? 0 : pow(value, exponent)
    case .smpte240: return value < 0.0913 ? value / 4 : pow((value + 0.1115) / 1.1115, 1 / 0.45)
    case .smpte428: return pow(value, 2.6) * 52.37 / 48
    case .pq:
      let power = pow(value, 1 / 78.84375)
      return Self.toneMapped(
        10_000 * pow(max(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power), 1 / 0.1593017578125), peak: peak)
    case .hlg:
      let scene = value <= 0.5 ? value * value / 3 : (exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12
      return Self.toneMapped(1000 * pow(scene, 1.2), peak: peak)
    }
  }

  /// Cd/m² as a part of white: linear up to 203, then nearly as the logarithm until the peak.
  private static func toneMapped(_ nits: Double, peak: Double) -> Double {
    let knee = 203.0
    guard nits > knee, peak > knee else { return nits / (2 * knee) }
    let place = min(log(nits / knee) / log(peak / knee), 1)
    return 0.5 + 0.5 * place + 0.118 * place * (1 - place)
  }

  static func decoded(_ value: Double) -> Double {
    value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }

  /// A linear value of 0…65535 as sRGB codes it, 0…1.
  static func encoded(_ value: UInt16) -> Double { encoded(Double(value) / 65535) }

  static func encoded(_ light: Double) -> Double {
    light <= 0.0031308 ? max(light, 0) * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055
  }
}

extension ColorCoding.Transfer {
  init?(number: Int, isVideo: Bool) {
    switch number {
    // Television's curves as televisions show them (ITU-R BT.1886).
    case 1, 6, 14, 15: self = isVideo ? .sRGB : .power(2.4)
    case 11: self = .power(2.4)
    case 4: self = .power(2.2)
    case 5: self = .power(2.8)
    case 7: self = .smpte240
    case 8: self = .power(1)
    case 13: self = .sRGB
    case 2 where isVideo: self = .sRGB
    case 16: self = .pq
    case 17: self = .smpte428
    case 18: self = .hlg
    default: return nil
    }
  }
}

extension ColorCoding.Primaries {
  init?(number: Int) {
    let d65: SIMD2<Double> = [0.3127, 0.3290]
    let c: SIMD2<Double> = [0.310, 0.316]
    switch number {
    case 1, 2: self = .sRGB
    case 4: self.init(red: [0.67, 0.33], green: [0.21, 0.71], blue: [0.14, 0.08], white: c)
    case 5: self.init(red: [0.64, 0.33], green: [0.29, 0.60], blue: [0.15, 0.06], white: d65)
    case 6, 7: self.init(red: [0.630, 0.340], green: [0.310, 0.595], blue: [0.155, 0.070], white: d65)
    case 8: self.init(red: [0.681, 0.319], green: [0.243, 0.692], blue: [0.145, 0.049], white: c)
    case 9: self.init(red: [0.708, 0.292], green: [0.170, 0.797], blue: [0.131, 0.046], white: d65)
    case 10: self.init(red: [1, 0], green: [0, 1], blue: [0, 0], white: [1 / 3, 1 / 3])
    case 11: self.init(red: [0.680, 0.320], green: [0.265, 0.690], blue: [0.150, 0.060], white: [0.314, 0.351])
    case 12: self.init(red: [0.680, 0.320], green: [0.265, 0.690], blue: [0.150, 0.060], white: d65)
    case 22: self.init(red: [0.630, 0.340], green: [0.295, 0.605], blue: [0.155, 0.077], white: d65)
    default: return nil
    }
  }
}
