public import ModerationCore

/// How detectors that judge what a scene shows, nude or bloody, have pictures cut. A small scene in a large picture is
/// lost once the whole is shrunk to the models' 224 or 320 pixels: a portrait that scores 0.49 alone scored below 0.02
/// as one cell of nine, and 0.01 as half of a picture of 1:2 (stand-ins, measured 2026-11-21; PornDetection's
/// MODEL_CARD.md).
extension Tiling {
  /// Long pictures in tiles, contact sheets cell by cell.
  ///
  /// From 2:1, where a square scene fills half of the picture: from there on the whole says next to nothing of it. A
  /// screenshot of a telephone (2.17:1) costs four passes instead of one for that. Tiles of at least the 256 pixels
  /// that open_nsfw is given: of 448 they were oblongs in narrow pictures, where the same scene was lost again.
  /// Neighbours share 15 %, a little more than the two outer 6 % that open_nsfw's centre crop leaves out.
  public static let sceneParts = Tiling(fromAspectRatio: 2, minimumLengthPixels: 256, cutsContactSheets: true)

  /// The same, and other pictures in three times three parts, each half as wide and half as high as the picture.
  ///
  /// Nine parts of a half found stand-ins of a third of the picture's side in 12 of 16 places, where the whole found
  /// none and four parts of 0.6 found 4. Sixteen parts of 0.4 found 14, for 17 passes and more false alarms
  /// (MODEL_CARD.md). Of a picture of 512 pixels and more a part is still no smaller than what the model is given.
  public static let thoroughSceneParts = Tiling(
    fromAspectRatio: 2, minimumLengthPixels: 256, grid: Grid(count: 3, share: 0.5), cutsContactSheets: true)
}
