import ImageModeration
import TestFixtures
import Testing

@testable import TextDetection

/// Where lines are looked for: sizes, parts, traces; and what the two looks read.
@Suite("Search for lines of text", .serialized, .timeLimit(.minutes(20)))
struct TextSearchTests {
  static let canvases = Canvases.longer(480)
  static let whole = Look(columns: 0..<2000, rows: 0..<1500, width: 896, height: 704)

  static func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> PixelRectangle {
    PixelRectangle(x: x, y: y, width: width, height: height)
  }

  @Test("boxes side by side are one part, boxes far apart are parts of their own, and all are inside one")
  func parts() {
    let near = [Self.box(100, 100, 200, 20), Self.box(110, 130, 180, 20)]
    let far = [Self.box(1700, 1400, 200, 20)]
    #expect(LookedAtAgain.looks(around: near, margin: 40, of: Self.whole, on: Self.canvases).count == 1)
    let looks = LookedAtAgain.looks(around: near + far, margin: 40, of: Self.whole, on: Self.canvases)
    #expect(looks.count == 2)
    for box in near + far {
      #expect(
        looks.contains { look in
          Double(look.columns.lowerBound) <= box.x && Double(look.columns.upperBound) >= box.x + box.width
            && Double(look.rows.lowerBound) <= box.y && Double(look.rows.upperBound) >= box.y + box.height
        })
    }
    for look in looks {
      #expect(look.columns.lowerBound >= 0 && look.columns.upperBound <= 2000)
      #expect(look.rows.lowerBound >= 0 && look.rows.upperBound <= 1500)
      #expect(Self.canvases.sizes.contains { $0.width == look.width && $0.height == look.height })
      #expect(abs(look.scale / Self.whole.scale - 1) < 0.06, "as large as the whole would be shown")
    }
  }

  @Test("however many boxes there are, parts are few and cost less than the whole, or the whole is looked at")
  func manyParts() {
    let grid = (0..<900).map { Self.box(Double($0 % 30) * 66, Double($0 / 30) * 50, 5, 5) }
    #expect(LookedAtAgain.looks(around: grid, margin: 1, of: Self.whole) == [Self.whole])
    let six = (0..<6).map { Self.box(Double($0) * 330, Double($0) * 240, 60, 30) }
    let looks = LookedAtAgain.looks(around: six, margin: 20, of: Self.whole)
    #expect(looks.count <= LookedAtAgain.maximumPartCount)
    #expect(looks == [Self.whole] || looks.reduce(0) { $0 + $1.pixelCount } < Self.whole.pixelCount)
  }

  @Test("a trace beside the boxes is a place to look at, one inside a box and a fainter one are not")
  func traces() {
    let look = Look(columns: 1000..<1960, rows: 0..<960, width: 480, height: 480)
    var map = [Float](repeating: 0.01, count: 480 * 480)
    map[100 * 480 + 200] = 0.2
    map[300 * 480 + 40] = 0.08
    let places = FaintTraces.places(in: map.span, look, beside: [])
    #expect(places == [Self.box(1384, 192, 32, 32)])
    let corner = PixelPoint(x: 1380, y: 190)
    let region = TextRegion(
      box: Quadrilateral(
        corner, PixelPoint(x: 1500, y: 190), PixelPoint(x: 1500, y: 230), PixelPoint(x: 1380, y: 230)),
      isLine: true,
      shape: TextRegion.Shape(
        MaskRegion(), in: Quadrilateral(corner, corner, corner, corner), mean: 1),
      mask: nil)
    #expect(FaintTraces.places(in: map.span, look, beside: [region]).isEmpty)
  }

  @Test("looks of every size are shown on a few canvases, and each pixel of the map comes from one tile that shows it")
  func plans() {
    #expect(Self.canvases.sizes.count <= 3)
    for (width, height) in [
      (1, 1), (480, 352), (481, 352), (300, 480), (853, 640), (640, 853), (784, 784), (960, 33), (40, 960), (2000, 960),
    ] {
      let plan = Self.canvases.plan(width: width, height: height)
      var taken = [Int](repeating: 0, count: width * height)
      for tile in plan.tiles {
        #expect(tile.x >= 0 && tile.y >= 0 && tile.x + tile.width <= width && tile.y + tile.height <= height)
        #expect(tile.width <= plan.canvas.width && tile.height <= plan.canvas.height)
        #expect(tile.columns.lowerBound >= tile.x && tile.columns.upperBound <= tile.x + tile.width)
        #expect(tile.rows.lowerBound >= tile.y && tile.rows.upperBound <= tile.y + tile.height)
        // What is taken lies half an overlap inside, but at the look's own edges.
        let margin = Canvases.overlap / 2
        #expect(tile.columns.lowerBound == 0 || tile.columns.lowerBound >= tile.x + margin)
        #expect(tile.rows.upperBound == height || tile.rows.upperBound <= tile.y + tile.height - margin)
        for y in tile.rows { for x in tile.columns { taken[y * width + x] += 1 } }
      }
      #expect(taken.allSatisfy { $0 == 1 })
    }
  }

  @Test(
    "pictures keep their shape, are made smaller by at most 7 % to fit, and cost at most what they did in one piece")
  func fits() {
    for (width, height) in [(4000, 3000), (1500, 1000), (1920, 1080), (1000, 1000), (1080, 2280), (500, 400)] {
      for side in [PPOCRSettings.twoStage.detection.firstSide, PPOCRSettings.twoStage.detection.side].compactMap({ $0 })
      {
        let exact = side.size(width: width, height: height)
        let size = side.size(width: width, height: height, on: Self.canvases)
        #expect(abs(Double(size.width) / Double(size.height) * Double(height) / Double(width) - 1) < 0.02)
        #expect(Double(size.width) > 0.92 * Double(min(exact.width, width) - 32))
        let cost = Self.canvases.plan(width: size.width, height: size.height).cost
        #expect(Double(cost) < 1.75 * Double(exact.width * exact.height))
      }
    }
  }

  @Test("a tile of sky is flat, the faintest letter on it is not, whatever its colour", arguments: 0..<3)
  func flat(channel: Int) {
    var sky = PictureBuffer(width: 900, height: 700)
    for y in 0..<700 { for x in 0..<900 { sky.bytes[(y * 900 + x) * 3 + 1] = UInt8(y / 16) } }
    let plan = Self.canvases.plan(width: 900, height: 700)
    #expect(plan.tiles.count > 1 && plan.tiles.allSatisfy { FlatParts.isFlat(sky, $0) })
    sky.bytes[(650 * 900 + 880) * 3 + channel] += FlatParts.contrast
    #expect(plan.tiles.count { !FlatParts.isFlat(sky, $0) } == 1)
  }

  @Test("inputs of the reader have 22 widths, each wide enough for its line")
  func widths() {
    let widths = (1...LineRecognition.maximumWidth).map(LineRecognition.inputWidth)
    #expect(zip(1..., widths).allSatisfy { $0 <= $1 })
    #expect(widths.allSatisfy { (96...LineRecognition.maximumWidth).contains($0) })
    #expect(Set(widths).count <= 22)
  }

  @Test("a region of 600 pixels is cut out no larger than the reader can use, and shows the same")
  func largeCut() {
    var picture = PictureBuffer(width: 1800, height: 800, grey: 20)
    for y in 0..<800 { for x in 900..<1800 { picture.bytes[(y * 1800 + x) * 3] = 220 } }
    let box = Quadrilateral(
      PixelPoint(x: 100, y: 100), PixelPoint(x: 1700, y: 100), PixelPoint(x: 1700, y: 700),
      PixelPoint(x: 100, y: 700))
    let cut = LineCut.cut(box, outOf: picture)
    #expect(cut.height < 128 && cut.height >= 64)
    #expect(abs(Double(cut.width) / Double(cut.height) - 1600.0 / 600) < 0.1)
    let row = cut.height / 2 * cut.width
    #expect(cut.bytes[(row + cut.width / 4) * 3] == 20 && cut.bytes[(row + cut.width * 3 / 4) * 3] == 220)
    let low = Quadrilateral(
      PixelPoint(x: 100, y: 100), PixelPoint(x: 400, y: 100), PixelPoint(x: 400, y: 140), PixelPoint(x: 100, y: 140))
    #expect(LineCut.cut(low, outOf: picture).bytes == PerspectiveCrop.cut(low, outOf: picture).bytes)
  }

  @Test("numbers that are numbers upside down are shown to the angle classifier, words are not")
  func bothWays() {
    #expect(ReadsBothWays.mayBe("0169 8806") && ReadsBothWays.mayBe("SOS") && ReadsBothWays.mayBe(""))
    #expect(!ReadsBothWays.mayBe("call me") && !ReadsBothWays.mayBe("微信"))
  }

  @Test(
    "two looks with the default reader read what one large look reads",
    arguments: ["page.png", "screen_01.png", "screen_02.webp", "small_print.png"])
  func twoStage(name: String) throws {
    let bytes = try #require(try PPOCRPictures.bytes(name))
    let reader = try Self.reader.get()
    let whole = try PPOCRPictures.read(reader.with(.standard), bytes).lines.map(\.text)
    let read = try PPOCRPictures.read(reader, bytes).lines.map(\.text)
    let share = PPOCRPictures.shareRead(whole, read)
    print("PP-OCR \(name): \(share) of the characters of one look, in two")
    #expect(!whole.isEmpty && share >= 0.95)
  }

  @Test("where only the first look saw all of a large picture, small text is named")
  func namesSmallText() throws {
    let reader = try Self.reader.get()
    let (pixels, frame) = try PPOCRPictures.pixels(
      of: try #require(try PPOCRPictures.bytes("screen_01.png")), as: reader.inputWish)
    let inTwo = try reader.recognize(pixels.span.bytes, of: frame)
    let atOnce = try reader.with(.standard).recognize(pixels.span.bytes, of: frame)
    #expect(inTwo.lines.count == atOnce.lines.count && !inTwo.lines.isEmpty)
    #expect(inTwo.notCovered.contains(.smallText), "letters of 24 pixels are 6 on the first look")
    #expect(!atOnce.notCovered.contains(.smallText))
  }

  static let reader = Result { try PPOCRPictures.recognizer(.tiny, .twoStage) }
}
