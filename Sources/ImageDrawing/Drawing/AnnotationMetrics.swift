import ModerationCore

/// The sizes of everything that is drawn, in pixels of the canvas; they follow from the picture's size alone.
struct AnnotationMetrics: Hashable {
  /// Pictures whose longer side is shorter than this are enlarged by whole numbers, up to `maximumZoom`, so that text
  /// of a readable size does not hide them.
  static let smallestDrawnSide = 640
  static let maximumZoom = 8

  /// How many times the picture is enlarged.
  let zoom: Int
  /// The enlarged picture.
  let picture: PixelSize
  /// Size of the type.
  let type: Int
  /// From line to line.
  let lineHeight: Int
  /// Around text.
  let padding: Int
  /// Width of a box's coloured line.
  let stroke: Int
  /// Width of the dark line around it and of the light line within it.
  let contrast: Int

  init(for size: PixelSize) {
    zoom = max(1, min(Self.maximumZoom, Self.smallestDrawnSide / max(1, size.longerSide)))
    picture = PixelSize(width: size.width * zoom, height: size.height * zoom)
    let mean = (Double(picture.width) * Double(picture.height)).squareRoot()
    type = Int(min(max(14, mean / 56), 32))
    lineHeight = type * 13 / 10
    padding = max(2, type / 4)
    stroke = max(2, type / 6)
    contrast = max(1, type / 14)
  }

  /// All lines of a box together.
  var frame: Int { stroke + 2 * contrast }
  /// Width of the coloured line around a plate.
  var plateBorder: Int { max(2, stroke / 2) }
  /// A plate with one line of text.
  var plateHeight: Int { lineHeight + 2 * padding }
  /// The height kept for the picture: a number must fit even on a flat one.
  var pictureRoom: Int { max(picture.height, plateHeight) }
  /// The widest caption beside a box.
  var maximumCaptionWidth: Int { 24 * type }
  /// The canvas is never narrower, so that the lines below the picture have room.
  var canvasWidth: Int { max(picture.width, 32 * type) }
  /// The width of one column of numbered captions below the picture, at least.
  var columnWidth: Int { 32 * type }
}
