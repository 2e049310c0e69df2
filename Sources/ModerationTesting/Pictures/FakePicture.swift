public import ModerationCore

/// A picture with known content, made in memory: for tests of detectors and of whoever calls them.
///
/// Most contents have no size of their own and are drawn at whatever size a detector wishes for.
public struct FakePicture: Hashable, Sendable {
  /// A colour, sRGB, 0…255 a channel.
  public struct Color: Hashable, Sendable {
    /// How much red.
    public let red: UInt8
    /// How much green.
    public let green: UInt8
    /// How much blue.
    public let blue: UInt8

    /// Makes a colour.
    public init(red: UInt8, green: UInt8, blue: UInt8) {
      self.red = red
      self.green = green
      self.blue = blue
    }

    /// No light.
    public static let black = Color(red: 0, green: 0, blue: 0)
    /// All light.
    public static let white = Color(red: 255, green: 255, blue: 255)
    /// Half of all values.
    public static let grey = Color(red: 128, green: 128, blue: 128)
    /// Red alone.
    public static let red = Color(red: 255, green: 0, blue: 0)
    /// Green alone.
    public static let green = Color(red: 0, green: 255, blue: 0)
    /// Blue alone.
    public static let blue = Color(red: 0, green: 0, blue: 255)
  }

  enum Content: Hashable {
    case solid(Color)
    case gradient(from: Color, to: Color)
    case checkerboard(Color, Color, cell: Int)
    case noise(seed: UInt64)
    case halves(left: Color, right: Color)
    indirect case marked(FakePicture, first: Color)
    case pixels([UInt8], PixelSize)
  }

  let content: Content

  /// One colour everywhere.
  public static func solid(_ color: Color) -> FakePicture { FakePicture(content: .solid(color)) }

  /// One colour at the left edge that turns into another at the right edge; the same in every row.
  public static func gradient(from left: Color, to right: Color) -> FakePicture {
    FakePicture(content: .gradient(from: left, to: right))
  }

  /// Squares of two colours in turn, the first at the upper left.
  ///
  /// - Parameter cell: A square's side in pixels; at least 1.
  public static func checkerboard(_ first: Color, _ second: Color, cell: Int) -> FakePicture {
    FakePicture(content: .checkerboard(first, second, cell: max(1, cell)))
  }

  /// Every channel of every pixel by chance, the same for the same seed and size.
  public static func noise(seed: UInt64) -> FakePicture { FakePicture(content: .noise(seed: seed)) }

  /// Two colours, parted by an upright line in the middle; of an odd width the middle column is of the right half.
  public static func halves(left: Color, right: Color) -> FakePicture {
    FakePicture(content: .halves(left: left, right: right))
  }

  /// Pixels of your own, for example of a photograph decoded elsewhere. They are drawn at their own size only.
  ///
  /// - Parameter rgb: `3 × width × height` bytes, red first, rows without padding, row 0 on top.
  /// - Returns: nil when there are more or fewer bytes than that.
  public static func pixels(_ rgb: [UInt8], size: PixelSize) -> FakePicture? {
    guard size.shorterSide > 0, size.longerSide <= FakePixels.maximumSidePixels,
      rgb.count == size.width * size.height * 3
    else { return nil }
    return FakePicture(content: .pixels(rgb, size))
  }

  /// The same picture with another pixel at the upper left, which carries an order to a `MisbehavingDetector`.
  public func marked(_ first: Color) -> FakePicture { FakePicture(content: .marked(self, first: first)) }

  /// The size that the picture has of itself; nil when it can be drawn at any.
  public var ownSize: PixelSize? {
    switch content {
    case .pixels(_, let size): size
    case .marked(let picture, _): picture.ownSize
    default: nil
    }
  }
}
