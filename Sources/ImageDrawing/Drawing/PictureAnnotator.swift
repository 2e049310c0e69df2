import CVips
import ImageDecoding
public import ModerationCore

/// Draws boxes and captions on a copy of a picture, with libvips.
///
/// A caption stands beside its box where there is room. Where there is none, a number does, and the caption stands
/// under that number in a strip below the picture, together with what concerns the whole picture. Every box has a dark
/// and a light line beside the coloured one, and every caption its own dark plate, so both show on any background.
public struct PictureAnnotator: Sendable {
  /// The most annotations drawn; the strip says how many were left out.
  public static let maximumAnnotations = 200

  /// What is made unrecognisable before anything is drawn.
  public enum Blur: Hashable, Sendable {
    /// Nothing.
    case nothing
    /// The whole picture.
    case everything
    /// These parts, in pixels of the picture.
    case boxes([PixelRectangle])
  }

  /// How many samples remain of the longer side of what is blurred. Shapes and colours stay, details do not.
  static let cellsOfWholePicture = 24
  static let cellsOfBox = 8
  static let jpegQuality = 90

  /// Starts libvips.
  ///
  /// - Throws: `HostFailure.Code.decoderUnavailable`.
  public init() throws(HostFailure) { try VipsLibrary.start() }

  /// Draws on a copy of a picture and encodes it.
  ///
  /// - Parameters:
  ///   - pixels: RGB8, sRGB, `size.height × strideBytes` bytes; both sides at least 1.
  ///   - size: Width and height of the pixels.
  ///   - strideBytes: Bytes from row to row, at least `3 × width`.
  ///   - annotations: What to draw, the most important first.
  ///   - blur: What to make unrecognisable.
  /// - Returns: A JPEG file without metadata. It is the picture, enlarged if it is small, with the strip below it.
  /// - Throws: `HostFailure.Code.decoderFailed`.
  public func annotate(
    _ pixels: RawSpan, size: PixelSize, strideBytes: Int, with annotations: [Annotation], blur: Blur
  ) throws(HostFailure) -> [UInt8] {
    let metrics = AnnotationMetrics(for: size)
    var drawing = Drawing(metrics: metrics)
    let drawn = annotations.prefix(Self.maximumAnnotations)
    drawing.plan(drawn)
    drawing.strip.omitted = annotations.count - drawn.count

    let canvas = try Canvas(
      PixelSize(width: metrics.canvasWidth, height: metrics.pictureRoom + drawing.strip.height), .plate)
    try canvas.paste(pixels, size: size, strideBytes: strideBytes, zoom: metrics.zoom)
    switch blur {
    case .nothing: break
    case .everything: try canvas.blur(PixelArea(metrics.picture), cells: Self.cellsOfWholePicture)
    case .boxes(let boxes):
      for box in boxes {
        guard let area = PixelArea(box, within: metrics.picture, zoom: metrics.zoom) else { continue }
        try canvas.blur(area, cells: Self.cellsOfBox)
      }
    }
    try drawing.draw(on: canvas)
    return try canvas.jpeg(quality: Self.jpegQuality)
  }
}
