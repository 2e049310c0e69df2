/// How far findings may be from those of a golden file.
public struct GoldenTolerance: Hashable, Sendable, Codable {
  /// The most by which a score may differ, 0…1.
  public var score: Double
  /// The most by which each edge of a box may differ, in pixels.
  public var boxPixels: Double

  /// 0.001 of a score, half a pixel.
  public static let standard = GoldenTolerance(score: 0.001, boxPixels: 0.5)

  /// Makes a tolerance.
  public init(score: Double, boxPixels: Double) {
    self.score = score
    self.boxPixels = boxPixels
  }
}
