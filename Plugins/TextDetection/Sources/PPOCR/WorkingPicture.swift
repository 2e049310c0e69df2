import ModerationCore

/// The picture as text is looked for in it: very small ones enlarged, very flat ones between black bars.
///
/// As rapidocr 3.10.0 prepares pictures; only the enlargement is bounded here, because a picture one pixel high would
/// otherwise grow to any size.
struct WorkingPicture {
  /// Pictures with a shorter side below this are enlarged to it, sides then rounded to multiples of 32.
  static let minimumSide = 30
  /// The longest side that enlargement may lead to, before rounding.
  static let maximumEnlargedSide = 2000
  /// Pictures wider than this many times their height get black bars.
  static let widestRatio = 8

  let picture: PictureBuffer
  /// Rows of black above the picture.
  private let bar: Int
  private let scaleX: Double
  private let scaleY: Double

  init(_ original: PictureBuffer) {
    var enlarged = original
    let (width, height) = (original.width, original.height)
    if min(width, height) < Self.minimumSide {
      let wanted = Double(Self.minimumSide) / Double(min(width, height))
      let scale = max(1, min(wanted, Double(Self.maximumEnlargedSide) / Double(max(width, height))))
      enlarged = LinearResize.resize(
        original, width: Multiple.of32(Int(Double(width) * scale)),
        height: Multiple.of32(Int(Double(height) * scale)))
    }
    scaleX = Double(width) / Double(enlarged.width)
    scaleY = Double(height) / Double(enlarged.height)
    if enlarged.height <= Self.minimumSide || enlarged.width > Self.widestRatio * enlarged.height {
      let wanted = 2 * max(enlarged.width / Self.widestRatio, Self.minimumSide)
      bar = abs(wanted - enlarged.height) / 2
      picture = enlarged.padded(rowsAboveAndBelow: bar)
    } else {
      bar = 0
      picture = enlarged
    }
  }

  /// Pixels of the picture that was given to one of the working picture, on the side where that is more.
  var originalPixels: Double { max(scaleX, scaleY) }

  /// A place in the working picture as a place in the picture that was given.
  func inOriginal(_ point: PixelPoint) -> PixelPoint {
    PixelPoint(x: point.x * scaleX, y: (point.y - Double(bar)) * scaleY)
  }
}

/// Rounding to what the detection network needs.
enum Multiple {
  /// The nearest multiple of 32, halves to the even one, at least 32.
  static func of32(_ side: Int) -> Int {
    max(32, Int((Double(side) / 32).rounded(.toNearestOrEven)) * 32)
  }
}
