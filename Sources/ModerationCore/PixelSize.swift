/// A width and a height in pixels.
public struct PixelSize: Hashable, Sendable, CustomStringConvertible {
  /// Pixels across.
  public let width: Int
  /// Pixels down.
  public let height: Int

  /// Makes a size. Any values are allowed: a header may claim anything, and `SizeLimits` judges it.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  public var description: String { "\(width)x\(height)" }

  /// The smaller of both sides.
  public var shorterSide: Int { min(width, height) }

  /// The larger of both sides.
  public var longerSide: Int { max(width, height) }

  /// Width times height, or nil when that does not fit an `Int`.
  public var pixelCount: Int? { checkedProduct(width, height) }

  /// Longer side divided by shorter side; infinite when the shorter side is not positive.
  public var aspectRatio: Double {
    shorterSide > 0 ? Double(longerSide) / Double(shorterSide) : .infinity
  }

  /// The same size with width and height exchanged.
  public var transposed: PixelSize { PixelSize(width: height, height: width) }
}
