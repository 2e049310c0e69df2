import ImageFormats

/// Judges the header's claim against the profile: sides, aspect, pixels of one frame. The decoder judges again.
struct CheckSize {
  let limits: Limits

  /// Refuses what breaks a binding limit; returns advice on the rest.
  func run(_ size: PixelSize) throws(InputRejection) -> [Advisory] {
    try limits.size.check(size)
    var advisories: [Advisory] = []
    if limits.size.isAdvisory, let violation = limits.size.violation(by: size),
      let limit = violation.limit, let measured = violation.measured, let allowed = violation.allowed
    {
      advisories.append(
        Advisory(code: violation.code.rawValue, limit: limit, measured: measured, allowed: allowed))
    }
    if let advised = limits.advisedMinimumSidePixels, size.shorterSide < advised {
      advisories.append(
        Advisory(
          code: RejectionCode.sideTooSmall.rawValue, limit: "advisedMinimumSidePixels",
          measured: .count(size.shorterSide), allowed: .count(advised)))
    }
    return advisories
  }
}
