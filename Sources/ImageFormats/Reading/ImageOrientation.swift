import ModerationCore

/// One of the eight ways in which a stored picture can lie: what has to be done to make it upright.
///
/// First mirror left to right if `isMirrored`, then turn clockwise. EXIF numbers these ways 1…8 (CIPA DC-008, tag
/// 0x0112); HEIF describes them by a row of `irot` and `imir` properties, which this type adds up.
struct ImageOrientation: Hashable {
  private(set) var isMirrored = false
  /// 0…3.
  private(set) var quarterTurnsClockwise = 0

  /// The stored picture is upright.
  init() {}

  /// From EXIF's number. Anything but 1…8 means upright, as image viewers take it.
  init(exifValue: Int) {
    switch exifValue {
    case 2: (isMirrored, quarterTurnsClockwise) = (true, 0)
    case 3: (isMirrored, quarterTurnsClockwise) = (false, 2)
    case 4: (isMirrored, quarterTurnsClockwise) = (true, 2)
    case 5: (isMirrored, quarterTurnsClockwise) = (true, 3)
    case 6: (isMirrored, quarterTurnsClockwise) = (false, 1)
    case 7: (isMirrored, quarterTurnsClockwise) = (true, 1)
    case 8: (isMirrored, quarterTurnsClockwise) = (false, 3)
    default: break
    }
  }

  /// EXIF's number, 1…8.
  var exifValue: Int {
    switch (isMirrored, quarterTurnsClockwise) {
    case (true, 0): 2
    case (false, 2): 3
    case (true, 2): 4
    case (true, 3): 5
    case (false, 1): 6
    case (true, 1): 7
    case (false, 3): 8
    default: 1
    }
  }

  /// Whether width and height change places.
  var exchangesSides: Bool { quarterTurnsClockwise % 2 == 1 }

  /// Adds a turn after what is already there.
  mutating func turn(quarterTurnsClockwise count: Int) {
    quarterTurnsClockwise = (quarterTurnsClockwise + count) & 3
  }

  /// Adds an exchange of left and right after what is already there.
  mutating func mirrorLeftRight() {
    isMirrored.toggle()
    quarterTurnsClockwise = -quarterTurnsClockwise & 3
  }

  /// Adds an exchange of top and bottom after what is already there.
  mutating func mirrorTopBottom() {
    mirrorLeftRight()
    turn(quarterTurnsClockwise: 2)
  }

  /// What undoes it. Mirroring and turning by any quarter undo themselves.
  var inverse: ImageOrientation {
    var inverse = self
    if !isMirrored { inverse.quarterTurnsClockwise = -quarterTurnsClockwise & 3 }
    return inverse
  }

  /// What both come to, this one applied first.
  func followed(by next: ImageOrientation) -> ImageOrientation {
    var sum = self
    if next.isMirrored { sum.mirrorLeftRight() }
    sum.turn(quarterTurnsClockwise: next.quarterTurnsClockwise)
    return sum
  }

  /// A stored size as it is looked at.
  func upright(_ size: PixelSize) -> PixelSize { exchangesSides ? size.transposed : size }
}
