import Foundation
import ImageModeration
import TestFixtures
import Testing

@testable import TextDetection

/// Geometry against what OpenCV, pyclipper and rapidocr 3.10.0 compute: Scripts/reference/ppocr_geometry.py.
@Suite("PP-OCR geometry", .timeLimit(.minutes(20)))
struct PPOCRGeometryTests {
  struct Reference: Decodable {
    struct Resizing: Decodable {
      let from: [Int]
      let to: [Int]
      let pixels: Data
    }
    struct Crop: Decodable {
      let corners: [[Double]]
      let size: [Int]
      let pixels: Data
    }
    struct Rectangle: Decodable {
      let points: [[Double]]
      let corners: [[Double]]
      let shorterSide: Double
      let grown: [[Double]]
      let grownShorterSide: Double
    }
    struct Map: Decodable {
      let width: Int
      let height: Int
      let pictureWidth: Int
      let pictureHeight: Int
      let boxes: [[[Double]]]
      let scores: [Double]
    }
    let resizing: [Resizing]
    let crops: [Crop]
    let rectangles: [Rectangle]
    let map: Map
  }

  static func reference() throws -> Reference { try Fixture.json("ocr/geometry.json") }

  /// The picture that the script makes, too.
  static func pattern(_ width: Int, _ height: Int) -> PictureBuffer {
    var picture = PictureBuffer(width: width, height: height)
    for y in 0..<height {
      for x in 0..<width {
        for c in 0..<3 {
          let value = (x * 5 + y * 3 + c * 40) / 2 + (x * y * 7 + c * 13) % 61
          picture.bytes[(y * width + x) * 3 + c] = UInt8(value % 256)
        }
      }
    }
    return picture
  }

  static func quadrilateral(_ corners: [[Double]]) -> Quadrilateral {
    let points = corners.map { PixelPoint(x: $0[0], y: $0[1]) }
    return Quadrilateral(points[0], points[1], points[2], points[3])
  }

  /// The largest difference of two pictures and how many bytes differ at all.
  static func difference(_ a: [UInt8], _ b: [UInt8]) -> (largest: Int, count: Int) {
    zip(a, b).reduce(into: (0, 0)) { result, pair in
      let difference = abs(Int(pair.0) - Int(pair.1))
      result = (max(result.0, difference), result.1 + (difference > 0 ? 1 : 0))
    }
  }

  @Test("resizing is OpenCV's, but for single bytes that are off by one")
  func resizing() throws {
    for example in try Self.reference().resizing {
      let resized = LinearResize.resize(
        Self.pattern(example.from[0], example.from[1]), width: example.to[0], height: example.to[1])
      #expect(resized.bytes.count == example.pixels.count)
      let (largest, count) = Self.difference(resized.bytes, [UInt8](example.pixels))
      #expect(largest <= 1 && count * 100 <= resized.bytes.count, "\(example.from) to \(example.to): \(count) bytes")
    }
  }

  @Test("straightened lines are OpenCV's, but for single bytes that are off by one")
  func crops() throws {
    let picture = Self.pattern(90, 60)
    for example in try Self.reference().crops {
      let crop = PerspectiveCrop.cut(Self.quadrilateral(example.corners), outOf: picture)
      #expect([crop.width, crop.height] == example.size)
      let (largest, count) = Self.difference(crop.bytes, [UInt8](example.pixels))
      #expect(largest <= 1 && count * 100 <= crop.bytes.count, "\(example.corners): \(largest), \(count) bytes")
    }
  }

  @Test("smallest rectangles are OpenCV's, also after growing")
  func rectangles() throws {
    for example in try Self.reference().rectangles {
      let points = example.points.map { PixelPoint(x: $0[0], y: $0[1]) }
      let tight = try #require(MinimumAreaRectangle(around: points))
      #expect(abs(tight.shorterSide - example.shorterSide) < 0.01)
      expectEqual(tight.quadrilateral, example.corners, within: 0.01)
      let outline = try #require(GrownOutline.points(of: tight.quadrilateral, ratio: 1.6))
      let grown = try #require(MinimumAreaRectangle(around: outline))
      #expect(abs(grown.shorterSide - example.grownShorterSide) < 1.5)
      expectEqual(grown.quadrilateral, example.grown, within: 2.5)
    }
  }

  func expectEqual(_ box: Quadrilateral, _ corners: [[Double]], within tolerance: Double) {
    for (ours, theirs) in zip(box.corners, corners) {
      #expect(abs(ours.x - theirs[0]) <= tolerance && abs(ours.y - theirs[1]) <= tolerance, "\(ours) and \(theirs)")
    }
  }

  @Test("points on a line, one point and none have a rectangle without area, or none")
  func degenerate() throws {
    let line = (0..<5).map { PixelPoint(x: Double($0), y: Double(2 * $0)) }
    #expect(try #require(MinimumAreaRectangle(around: line)).shorterSide == 0)
    let point = try #require(MinimumAreaRectangle(around: [line[1]]))
    #expect(point.shorterSide == 0)
    #expect(GrownOutline.points(of: point.quadrilateral, ratio: 1.6) == nil)
    #expect(MinimumAreaRectangle(around: []) == nil)
  }

  @Test("the boxes of a stored probability map are rapidocr's within a pixel")
  func map() throws {
    let example = try Self.reference().map
    let map = try Fixture.bytes("ocr/map.gray").map { Float($0) / 255 }
    let postprocessing = DBPostprocessing(settings: PPOCRSettings.rapidOCR.detection)
    let boxes = postprocessing.regions(
      in: map.span, width: example.width, height: example.height,
      picture: (example.pictureWidth, example.pictureHeight)
    ).filter(\.isLine).map(\.box)
    let expected = example.boxes.map(Self.quadrilateral)
    #expect(boxes.count == expected.count && !boxes.isEmpty)
    for (ours, theirs) in zip(ReadingOrder.sorted(boxes, by: \.self), ReadingOrder.sorted(expected, by: \.self)) {
      // One pixel of the map is up to three of the picture.
      expectEqual(ours, theirs.corners.map { [$0.x, $0.y] }, within: 3)
    }
  }

  @Test("the mean inside a rectangle is rapidocr's")
  func scores() throws {
    let map: [Float] = (0..<(20 * 10)).map { Float($0 % 20) / 20 }
    let box = Quadrilateral(
      PixelPoint(x: 2, y: 1), PixelPoint(x: 11, y: 1), PixelPoint(x: 11, y: 6), PixelPoint(x: 2, y: 6))
    let mean = PolygonMean.mean(of: map.span, width: 20, height: 10, inside: box)
    #expect(abs(mean - (2 + 11) / 2.0 / 20) < 1e-6)
    let outside = box.mapped { PixelPoint(x: $0.x + 15, y: $0.y + 50) }
    #expect((0...1).contains(PolygonMean.mean(of: map.span, width: 20, height: 10, inside: outside)))
  }

  @Test("regions join at corners, across rows that meet late, and grow by the dilation")
  func regions() {
    let rows = [
      "#..#....",
      "#..#...#",
      ".##...#.",
      "........",
      "##......",
    ]
    let map: [Float] = rows.joined().map { $0 == "#" ? 1 : 0 }
    let plain = ConnectedRegions.regions(of: map.span, above: 0.5, width: 8, height: 5, dilated: false)
    #expect(plain.count == 3)
    #expect(plain.map { $0.hullCandidates.map(\.x).max() } == [3, 7, 1])
    #expect(plain.map { $0.hullCandidates.map(\.y).max() } == [2, 2, 4])
    let grown = ConnectedRegions.regions(of: map.span, above: 0.5, width: 8, height: 5, dilated: true)
    // The empty row is filled from above, so the lower left region joins; the right one stays apart.
    #expect(grown.count == 2)
  }

  @Test("lines side by side are read from the left, others from the top")
  func order() {
    func box(_ x: Double, _ y: Double) -> Quadrilateral {
      Self.quadrilateral([[x, y], [x + 50, y], [x + 50, y + 8], [x, y + 8]])
    }
    let sorted = ReadingOrder.sorted(
      [box(200, 4), box(0, 40), box(100, 9), box(0, 12), box(300, 52)], by: \.self)
    #expect(sorted.map(\.topLeft.x) == [0, 100, 200, 0, 300])
    #expect(ReadingOrder.sorted([Quadrilateral](), by: \.self).isEmpty)
  }
}
