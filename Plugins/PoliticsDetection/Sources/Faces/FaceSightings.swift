public import ModerationCore

/// The faces that were chosen of a picture.
public struct FaceSightings: Hashable, Sendable {
  /// Width and height of the upright original.
  public let size: PixelSize
  /// How many faces were found, chosen or not.
  public let foundCount: Int
  /// The chosen ones, in the order that was asked for.
  public let faces: [FaceSighting]

  /// Makes an answer.
  public init(size: PixelSize, foundCount: Int, faces: [FaceSighting]) {
    self.size = size
    self.foundCount = foundCount
    self.faces = faces
  }
}
