import Foundation
import ImageModeration
import TestFixtures
import Testing

@testable import TextDetection

/// What is found and not read at the first look: the parts of it, and the pictures as a whole.
@Suite("PP-OCR second look", .serialized, .timeLimit(.minutes(20)))
struct PPOCRSecondLookTests {
  static let shared = Result { try PPOCRPictures.recognizer() }

  static func text(_ name: String) throws -> RecognizedText {
    let recognizer = try shared.get()
    let (pixels, frame) = try PPOCRPictures.pixels(
      of: try Fixture.bytes("cases/tiles/\(name)"), as: recognizer.inputWish)
    return try recognizer.recognize(pixels.span.bytes, of: frame)
  }

  /// Strokes drawn into a map, each from a point to a point and as thick as said.
  static func map(_ strokes: [(from: PixelPoint, to: PixelPoint, thickness: Double)], value: Float = 0.9) -> [Float] {
    (0..<(300 * 200)).map { index in
      let point = PixelPoint(x: Double(index % 300), y: Double(index / 300))
      let inside = strokes.contains { stroke in
        let length = stroke.from.distance(to: stroke.to)
        let (ux, uy) = ((stroke.to.x - stroke.from.x) / length, (stroke.to.y - stroke.from.y) / length)
        let (dx, dy) = (point.x - stroke.from.x, point.y - stroke.from.y)
        return (0...length).contains(dx * ux + dy * uy) && abs(dy * ux - dx * uy) <= stroke.thickness / 2
      }
      return inside ? value : 0
    }
  }

  static let postprocessing = DBPostprocessing(settings: PPOCRSettings.standard.detection)

  static func regions(_ map: [Float]) -> [TextRegion] {
    postprocessing.regions(in: map.span, width: 300, height: 200, picture: (300, 200))
  }

  @Test("a line that a tilted one touches or crosses is a stroke of its own", arguments: [-60.0, -30, 25, 40, 90])
  func strokes(degrees: Double) throws {
    let word = (from: PixelPoint(x: 60, y: 100), to: PixelPoint(x: 200, y: 100), thickness: 8.0)
    let angle = degrees * .pi / 180
    let (dx, dy) = (cos(angle) * 90, sin(angle) * 90)
    for meeting in [60.0, 130, 200] {
      let other = (
        from: PixelPoint(x: meeting - dx, y: 100 - dy), to: PixelPoint(x: meeting + dx, y: 100 + dy), thickness: 14.0
      )
      let regions = Self.regions(Self.map([word, other]))
      let region = try #require(regions.first)
      #expect(regions.count == 1 && region.shape.branches)
      let mask = try #require(region.mask)
      let strokes = Self.postprocessing.strokes(of: mask, width: 300, height: 200, picture: (300, 200))
      let found = strokes.first { stroke in
        let (outline, bounds) = (stroke.outline, stroke.outline.bounds)
        return outline.squaredSine(to: PixelQuadrilateral(PixelRectangle(x: 0, y: 0, width: 100, height: 1))) < 0.01
          && bounds.x < 62 && bounds.x + bounds.width > 190 && abs(bounds.y + bounds.height / 2 - 100) < 4
      }
      #expect(found != nil, "at \(meeting): \(strokes.map(\.corners))")
    }
  }

  @Test("one straight line is a line and does not branch; a faint or shapeless region is neither")
  func shapes() {
    let line = (from: PixelPoint(x: 60, y: 100), to: PixelPoint(x: 200, y: 120), thickness: 8.0)
    let lines = Self.regions(Self.map([line]))
    #expect(lines.map(\.isLine) == [true])
    #expect(lines.allSatisfy { $0.mask == nil && $0.shape.looksLikeText })
    #expect(Self.regions(Self.map([line], value: 0.4)).isEmpty)
    let blob = (from: PixelPoint(x: 60, y: 100), to: PixelPoint(x: 120, y: 100), thickness: 60.0)
    #expect(Self.regions(Self.map([blob])).allSatisfy { !$0.shape.looksLikeText })
    let wedge = [
      (from: PixelPoint(x: 67, y: 25), to: PixelPoint(x: 67, y: 175), thickness: 55.0),
      (from: PixelPoint(x: 40, y: 148), to: PixelPoint(x: 190, y: 148), thickness: 55.0),
    ]
    let thick = Self.regions(Self.map(wedge))
    #expect(thick.allSatisfy { !$0.shape.branches }, "lines leave background between them")
  }

  @Test("strokes are bounded, whatever the region")
  func manyStrokes() throws {
    typealias Stroke = (from: PixelPoint, to: PixelPoint, thickness: Double)
    let comb: [Stroke] = (0..<20).map { index in
      let x = Double(10 + 14 * index)
      return (from: PixelPoint(x: x, y: 20), to: PixelPoint(x: x, y: 180), thickness: 4)
    }
    let spine: Stroke = (from: PixelPoint(x: 5, y: 100), to: PixelPoint(x: 290, y: 100), thickness: 4)
    let regions = Self.regions(Self.map(comb + [spine]))
    let mask = try #require(regions.first?.mask)
    #expect(RegionStrokes.strokes(of: mask).count == RegionStrokes.maximumCount)
    #expect(RegionStrokes.strokes(of: MaskRegion()).isEmpty)
  }

  @Test("lines that cross are counted, lines of a paragraph and single letters are not")
  func crossing() {
    func line(_ degrees: Double, y: Double = 100, length: Double = 200, thickness: Double = 20) -> PixelQuadrilateral {
      let angle = degrees * .pi / 180
      let (ux, uy) = (cos(angle) * length / 2, sin(angle) * length / 2)
      let (vx, vy) = (-sin(angle) * thickness / 2, cos(angle) * thickness / 2)
      return PixelQuadrilateral(
        PixelPoint(x: 150 - ux - vx, y: y - uy - vy), PixelPoint(x: 150 + ux - vx, y: y + uy - vy),
        PixelPoint(x: 150 + ux + vx, y: y + uy + vy), PixelPoint(x: 150 - ux + vx, y: y - uy + vy))
    }
    #expect(CrossingLines.count(in: [line(0), line(30)]) == 1)
    #expect(CrossingLines.count(in: [line(0), line(2), line(0, y: 118)]) == 0)
    #expect(CrossingLines.count(in: [line(0), line(30, y: 400)]) == 0)
    #expect(CrossingLines.count(in: [line(0), line(45, length: 20)]) == 0)
    #expect(CrossingLines.count(in: []) == 0)
  }

  @Test("a word that a watermark touches is read, and named as uncertain")
  func watermark() throws {
    let text = try Self.text("chat_watermark_crop.png")
    #expect(text.lines.contains { $0.text == "FORBIDDENWORD" })
    #expect(text.lines.contains { $0.text.contains("WATERMARK") })
    #expect(text.notCovered.contains(.unreadText))
  }

  @Test("lines have corners, also tilted ones")
  func corners() throws {
    let text = try Self.text("tall_diagonal.png")
    let tilted = try #require(text.lines.first { $0.text == "HAPPY HOLIDAYS" })
    let upright = try #require(text.lines.first { $0.text == "FORBIDDENWORD" })
    #expect(tilted.outline.area < 0.3 * tilted.box.width * tilted.box.height)
    #expect(tilted.box.width > 200 && !tilted.outline.coversMost(of: upright.outline))
    #expect(text.notCovered.isEmpty)
  }

  @Test("text that touches an edge of its part is not named there, at the picture's edge it is")
  func edges() {
    let picture = PixelSize(width: 100, height: 1000)
    let frame = FrameDescription(
      size: PixelSize(width: 100, height: 300), strideBytes: 300, channelOrder: .rgb, frameIndex: 0,
      originalSize: picture, originalRegion: PixelRectangle(x: 0, y: 0, width: 100, height: 300))
    let edges = InnerEdges(of: frame)
    func box(_ y: Double) -> Quadrilateral {
      Quadrilateral(
        PixelPoint(x: 0, y: y), PixelPoint(x: 90, y: y), PixelPoint(x: 90, y: y + 20), PixelPoint(x: 0, y: y + 20))
    }
    #expect(edges.touch(box(275)) && !edges.touch(box(250)) && !edges.touch(box(0)))
  }

  @Test("when time is up no second look is taken, and what it would have looked at is named")
  func deadline() throws {
    let recognizer = try Self.shared.get()
    let (pixels, given) = try PPOCRPictures.pixels(
      of: try Fixture.bytes("cases/tiles/chat_watermark_crop.png"), as: recognizer.inputWish)
    var frame = given
    frame.deadline = .now
    let reading = try recognizer.read(pixels.span.bytes, of: frame)
    #expect(reading.lines.isEmpty && reading.linesBeyondDeadline > 3)
  }
}
