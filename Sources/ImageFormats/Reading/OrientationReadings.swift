import ModerationCore

/// What the EXIF blocks of a file say of how its picture lies, where viewers may read them differently.
struct OrientationReadings {
  /// Orientations of one file at most. An honest one states one, and some viewers pass over it.
  static let maximumCount = 3

  /// What the first block says to a strict reader; nil without a block.
  private(set) var standard: ImageOrientation?
  private var claims: [ImageOrientation] = []

  /// Takes in the next block of the file.
  mutating func note(_ block: ExifBlock) {
    standard = standard ?? block.orientation ?? ImageOrientation()
    for claim in block.claims { note(claim) }
  }

  /// Takes in how some viewers show the picture.
  mutating func note(_ claim: ImageOrientation) {
    if !claims.contains(claim) { claims.append(claim) }
  }

  /// The readings beside the standard one.
  func others(of format: ImageFormat) throws(InputRejection) -> [OtherReading] {
    let standard = standard ?? ImageOrientation()
    let others = claims.filter { $0 != standard }
    guard others.count < Self.maximumCount else {
      throw .unreadable(
        format, tooMany: "orientations", limit: "maximumOrientationCount", allowed: Self.maximumCount, at: 0)
    }
    return others.map { .turned($0.exifValue, from: standard.exifValue) }
  }
}
