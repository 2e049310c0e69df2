@testable import ImageDrawing
import ModerationCore
import Testing

@testable import ImageDecoding

@Suite("Picture annotator", .timeLimit(.minutes(20)))
struct PictureAnnotatorTests {
  /// A drawn picture, decoded again.
  struct Drawn {
    let size: PixelSize
    let pixels: [UInt8]

    func colour(x: Int, y: Int) -> [Int] { (0..<3).map { Int(pixels[(y * size.width + x) * 3 + $0]) } }

    /// Whether a place has a colour, as far as JPEG keeps it.
    func shows(_ colour: Colour, x: Int, y: Int) -> Bool {
      let wanted = [colour.red, colour.green, colour.blue].map(Int.init)
      return zip(self.colour(x: x, y: y), wanted).allSatisfy { abs($0 - $1) < 60 }
    }

    /// The variance of the green channel within an area.
    func variance(_ area: PixelArea) -> Double {
      let values = (area.top..<area.bottom).flatMap { y in
        (area.left..<area.right).map { Double(pixels[(y * size.width + $0) * 3 + 1]) }
      }
      let mean = values.reduce(0, +) / Double(values.count)
      return values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count)
    }
  }

  static let size = PixelSize(width: 800, height: 600)
  static let grey = [UInt8](repeating: 128, count: 800 * 600 * 3)
  /// Black and white squares of 4 pixels.
  static let squares = (0..<600).flatMap { y in
    (0..<800).flatMap { x in [UInt8](repeating: (x / 4 + y / 4) % 2 == 0 ? 0 : 255, count: 3) }
  }

  static func draw(
    _ annotations: [Annotation], on pixels: [UInt8] = grey, size: PixelSize = size,
    blur: PictureAnnotator.Blur = .nothing
  ) throws -> Drawn {
    let jpeg = try PictureAnnotator().annotate(
      pixels.span.bytes, size: size, strideBytes: size.width * 3, with: annotations, blur: blur)
    let anySize = SizeLimits(
      minimumSidePixels: 1, maximumSidePixels: nil, aspectRatioBelow: .infinity, maximumFramePixels: 100_000_000)
    var drawn: Drawn?
    _ = try InProcessDecoder().decode(
      jpeg.span.bytes, DecodeRequest(format: .jpeg, frameIndices: [0], wishes: [], size: anySize)
    ) { pixels, frame in
      drawn = Drawn(size: frame.size, pixels: pixels.withUnsafeBytes { [UInt8]($0) })
      return true
    }
    return try #require(drawn)
  }

  /// The width of rendered text; 0 for none.
  static func width(_ text: String, most: Int = .max) throws -> Int {
    try VipsLibrary.start()
    guard let lettering = Lettering(text, pixels: 20, maximumWidth: most) else { return 0 }
    return lettering.width
  }

  static func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> PixelRectangle {
    PixelRectangle(x: x, y: y, width: width, height: height)
  }

  @Test("a box is drawn around its place in the colour of its severity", arguments: Suggestion.allCases)
  func box(severity: Suggestion) throws {
    let drawn = try Self.draw([Annotation(box: Self.box(200, 150, 300, 200), caption: "", severity: severity)])
    #expect(drawn.size == Self.size)
    let metrics = AnnotationMetrics(for: Self.size)
    let middle = metrics.contrast + metrics.stroke / 2 + 1
    for (x, y) in [(200 - middle, 250), (499 + middle, 250), (350, 150 - middle), (350, 349 + middle)] {
      #expect(drawn.shows(.of(severity), x: x, y: y))
    }
    for (x, y) in [(180, 250), (220, 250), (350, 250), (520, 250)] {
      #expect(drawn.colour(x: x, y: y).allSatisfy { abs($0 - 128) < 12 })
    }
  }

  @Test("what concerns the whole picture stands below it and hides nothing of it")
  func strip() throws {
    let drawn = try Self.draw([Annotation(caption: "BLOCK", severity: .block)])
    let metrics = AnnotationMetrics(for: Self.size)
    #expect(drawn.size == PixelSize(width: 800, height: 600 + metrics.lineHeight + 4 * metrics.padding))
    #expect(drawn.variance(PixelArea(left: 0, top: 0, width: 800, height: 592)) < 4)
    let text = PixelArea(left: 25, top: 604, width: 100, height: metrics.lineHeight)
    #expect(drawn.variance(text) > 500)
    #expect(drawn.shows(.plate, x: 700, y: 610))
  }

  @Test("captions are drawn as they stand, whatever markup they hold")
  func markup() throws {
    #expect(try Self.width("<b>x</b>") > 3 * Self.width("x"))
    #expect((200...600).contains(try Self.width("<span size='900000'>&amp;</span>")))
    let drawn = try Self.draw([Annotation(caption: "<span>& ]]> <!-- %s \u{0} \n \u{202E}x", severity: .block)])
    #expect(drawn.size.height > 600)
  }

  @Test(
    "captions become one printable line",
    arguments: [
      ("a\nb\t\u{1B}[2J", "a b [2J"), ("\u{202E}abc\u{200B}", "abc"), (" \u{2028} ", nil), ("", nil), ("微信", "微信"),
    ])
  func line(caption: String, expected: String?) {
    #expect(Annotation(caption: caption, severity: .pass).line == expected)
  }

  @Test("a long caption is cut short, and one that hardly fits is cut by its width")
  func cut() throws {
    let line = Annotation(caption: String(repeating: "长", count: 1000), severity: .pass).line
    #expect(line?.count == Annotation.maximumCaptionScalars + 1)
    #expect((150...200).contains(try Self.width(String(repeating: "w", count: 100), most: 200)))
  }

  @Test("blurring takes the details away, and only where it should")
  func blur() throws {
    let sharp = try Self.draw([], on: Self.squares)
    let inside = PixelArea(left: 216, top: 166, width: 268, height: 168)
    let outside = PixelArea(left: 520, top: 0, width: 280, height: 600)
    #expect(sharp.variance(inside) > 10_000)
    let whole = try Self.draw([], on: Self.squares, blur: .everything)
    #expect(whole.variance(inside) < 200)
    #expect(whole.variance(outside) < 200)
    let part = try Self.draw([], on: Self.squares, blur: .boxes([Self.box(200, 150, 300, 200)]))
    #expect(part.variance(inside) < 200)
    #expect(part.variance(outside) > 10_000)
  }

  @Test(
    "boxes that are none or outside are no error",
    arguments: [
      PixelRectangle(x: .nan, y: 0, width: 1, height: 1), PixelRectangle(x: 0, y: 0, width: .infinity, height: 1),
      PixelRectangle(x: -50, y: -50, width: 10, height: 10),
      PixelRectangle(x: 1e300, y: 1e300, width: 1e300, height: 1),
      PixelRectangle(x: 10, y: 10, width: 0, height: 0), PixelRectangle(x: -1e9, y: -1e9, width: 3e9, height: 3e9),
    ])
  func strangeBoxes(box: PixelRectangle) throws {
    let drawn = try Self.draw([Annotation(box: box, caption: "Ad 0.50", severity: .review)], blur: .boxes([box]))
    #expect(drawn.size.width == 800)
  }

  @Test(
    "pictures of any shape are drawn on",
    arguments: [
      PixelSize(width: 1, height: 1), PixelSize(width: 60, height: 60), PixelSize(width: 9999, height: 10),
      PixelSize(width: 10, height: 3000),
    ])
  func shapes(size: PixelSize) throws {
    let pixels = [UInt8](repeating: 200, count: size.width * size.height * 3)
    let all = PixelRectangle(x: 0, y: 0, width: Double(size.width), height: Double(size.height))
    let annotations = ["one", "two"].map { Annotation(box: all, caption: $0, severity: .block) }
    let metrics = AnnotationMetrics(for: size)
    let drawn = try Self.draw(annotations, on: pixels, size: size, blur: .everything)
    #expect(drawn.size.width == metrics.canvasWidth)
    #expect(drawn.size.height >= metrics.picture.height)
  }

  @Test("more annotations than the limit are counted and not drawn")
  func limit() throws {
    let one = Annotation(box: Self.box(100, 100, 50, 20), caption: "Ad", severity: .review)
    let limit = PictureAnnotator.maximumAnnotations
    let full = try Self.draw(Array(repeating: one, count: limit))
    let over = try Self.draw(Array(repeating: one, count: limit + 1000))
    #expect(over.size.height == full.size.height + AnnotationMetrics(for: Self.size).lineHeight)
  }
}
