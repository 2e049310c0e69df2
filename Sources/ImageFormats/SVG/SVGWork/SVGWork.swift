import ModerationCore

/// What drawing a document takes, estimated without drawing: nanoseconds of librsvg 2.54 by what they are spent on.
///
/// Each figure was measured on documents that consist of little else (librsvg 2.54.7 and cairo 1.16, one core of a
/// server, 2026-11-26) and rounded up. Sums are in floating point: they end at infinity instead of overflowing.
package struct SVGWork {
  /// The longest drawing. At no more than 2,000 pixels a side, none of 74,800 icons and clip arts takes so long, and
  /// hostile documents that pass end in little more.
  package static let maximumDrawingMilliseconds = 4_000
  /// The most elements drawn, each `use`, marker and pattern counted as often as it draws. librsvg stops at 500,000 of
  /// what `use` repeats.
  package static let maximumDrawnElementCount = 400_000

  /// Elements drawn.
  package var elementCount = 0.0
  /// Pixels put through filters, but for turbulence.
  var filters = 0.0
  /// Noise: area by octaves.
  var turbulence = 0.0
  /// Surfaces as large as the picture, which opacity, blending and masks take.
  var layers = 0.0
  /// Outlines: their pieces, rows, crossings and dashes.
  var outlines = 0.0
  /// Pixels painted, gradients and patterns among them.
  var paint = 0.0
  var text = 0.0
  /// Rules of style sheets tried on elements.
  var styles = 0.0

  static let nanosecondsOfElement = 8_000.0

  static func + (left: SVGWork, right: SVGWork) -> SVGWork {
    var sum = left
    sum += right
    return sum
  }

  static func += (left: inout SVGWork, right: SVGWork) {
    left.elementCount += right.elementCount
    left.filters += right.filters
    left.turbulence += right.turbulence
    left.layers += right.layers
    left.outlines += right.outlines
    left.paint += right.paint
    left.text += right.text
    left.styles += right.styles
  }

  /// The same, done several times.
  static func * (count: Double, work: SVGWork) -> SVGWork {
    func times(_ value: Double) -> Double { count == 0 || value == 0 ? 0 : count * value }
    return SVGWork(
      elementCount: times(work.elementCount), filters: times(work.filters), turbulence: times(work.turbulence),
      layers: times(work.layers), outlines: times(work.outlines), paint: times(work.paint), text: times(work.text),
      styles: times(work.styles))
  }

  /// Laying out a run of characters: Pango takes a square of its length (10,000 letters: 2 to 6 s).
  static func textNanoseconds(characterCount count: Double) -> Double { 16_000 * count + 60 * count * count }

  /// By what it is spent on, for messages.
  private var parts: [(name: String, nanoseconds: Double)] {
    [
      ("elements", elementCount * Self.nanosecondsOfElement), ("filters", filters), ("turbulence", turbulence),
      ("layers", layers), ("outlines", outlines), ("paint", paint), ("text", text), ("style rules", styles),
    ]
  }

  /// All of it, in milliseconds.
  package var milliseconds: Double { parts.reduce(0) { $0 + $1.nanoseconds } / 1_000_000 }

  /// Refuses what takes too long.
  ///
  /// - Throws: `drawingWorkExceeded`.
  func check() throws(InputRejection) {
    guard elementCount <= Double(Self.maximumDrawnElementCount) else {
      throw .tooMuchDrawing(
        "drawn elements, those counted that are drawn again", limit: "maximumDrawnElementCount",
        Self.whole(elementCount), Self.maximumDrawnElementCount)
    }
    let milliseconds = milliseconds
    guard milliseconds <= Double(Self.maximumDrawingMilliseconds) else {
      let most = parts.max { $0.nanoseconds < $1.nanoseconds }
      throw .tooMuchDrawing(
        "milliseconds of drawing in it, most for its \(most?.name ?? "elements")", limit: "maximumDrawingMilliseconds",
        Self.whole(milliseconds), Self.maximumDrawingMilliseconds)
    }
  }

  /// Cut down to what a number in JSON can say exactly.
  private static func whole(_ value: Double) -> Int { value < 1e15 ? Int(value.rounded(.up)) : 1_000_000_000_000_000 }
}
