import ModerationCore

/// Reads the header of an SVG document: the size that its root element is drawn with (SVG 2, 8.2 and 8.6).
///
/// No XML parser is run. Documents that make one do more than parse are refused: any declaration, since it may declare
/// entities; any encoding in which the bytes looked at here could mean something else to the parser.
enum SVGHeader {
  static func read(_ bytes: RawSpan) throws(InputRejection) -> ImageHeader {
    let root = try SVGRoot(SVGText(bytes))
    return ImageHeader(format: .svg, codedSize: root.drawnSize, channelCount: 4, hasAlpha: true)
  }
}
