import ModerationCore

/// What a bitmap's header says of its colours, as far as a viewer heeds it.
package enum BitmapColor: Hashable, Sendable {
  /// Nothing, or sRGB.
  case usual
  /// End points and one gamma (LCS_CALIBRATED_RGB). Chromium 156 shows such pictures as they are stored (measured
  /// 2026-11-27); other viewers calibrate them.
  case calibrated(ColorCoding)
  /// End points and a gamma for each channel.
  case unevenGammas
  /// Where the embedded ICC profile stands, as the header says: it may lie outside the file.
  case profile(Range<Int>)

  /// Reads a header of version 4 or 5, whose length has been checked.
  init(_ bytes: RawSpan, header start: Int, byteCount: Int) {
    func field(_ offset: Int) -> Int { bytes.uint32(at: start + offset, .little) ?? 0 }
    self = .usual
    guard byteCount >= 108 else { return }
    switch field(56) {
    case 0x4D42_4544 where byteCount == 124:
      let place = start + field(112)
      self = .profile(place..<(place + field(116)))
    case 0:
      let gammas = [field(96), field(100), field(104)]
      if Set(gammas).count > 1 {
        self = .unevenGammas
      } else if gammas[0] > 0 {
        let primaries = ColorCoding.Primaries(
          endPoints: [60, 72, 84].map { [field($0), field($0 + 4), field($0 + 8)] })
        self = .calibrated(ColorCoding(transfer: .power(Double(gammas[0]) / 65536), primaries: primaries))
      }
    default: break
    }
  }
}

extension ColorCoding.Primaries {
  /// Red, green and blue in CIE XYZ under D65; those of sRGB where they span no space, as where a writer left them 0.
  fileprivate init(endPoints: [[Int]]) {
    let places = endPoints.map { point -> SIMD2<Double> in
      let sum = Double(point.reduce(0, +))
      return sum > 0 ? [Double(point[0]) / sum, Double(point[1]) / sum] : [0, 0]
    }
    let primaries = Self(red: places[0], green: places[1], blue: places[2], white: Self.sRGB.white)
    self = primaries.toXYZ == nil ? .sRGB : primaries
  }
}
