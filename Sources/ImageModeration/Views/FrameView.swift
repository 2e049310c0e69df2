import ModerationCore

/// One look at a frame.
struct FrameView: Hashable {
  /// Which look it is.
  enum Kind: Hashable {
    /// A part, or the only look there is.
    case part
    /// The place where two parts of a long picture meet: for recognisers alone, where a part has cut a line.
    case seam
    /// The whole, after its parts.
    case whole
  }

  let kind: Kind
  let tile: Tiling.Tile
}
