import ImageModeration
import TestFixtures
import Testing

@testable import TextDetection

/// Where lines are looked for: sizes, parts, traces; and what the two looks read.
@Suite("Search for lines of text", .serialized, .timeLimit(.minutes(20)))
struct TextSearchTests {
  static let whole = Look(columns: 0..<2000, rows: 0..<1500, width: 896, height: 704)

  static func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> PixelRectangle {
    PixelRectangle(x: x, y: y, width: width, height: height)
  }

  @Test("boxes side by side are one part, boxes far apart are parts of their own, and all are inside one")
  func parts() {
    let near = [Self.box(100, 100, 200, 20), Self.box(110, 130, 180, 20)]
    let far = [Self.box(1700, 1400, 200, 20)]
    #expect(LookedAtAgain.looks(around: near, margin: 40, of: Self.whole).count == 1)
    let looks = LookedAtAgain.looks(around: near + far, margin: 40, of: Self.whole)
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
      #expect(look.width % 128 == 0 && look.height % 128 == 0)
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

  @Test("a thousand pictures of mixed sizes need few sizes of the network's input")
  func fewSizes() {
    var state: UInt64 = 18
    func next(_ range: ClosedRange<Int>) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return range.lowerBound + Int(state >> 33) % range.count
    }
    let usual = [(4, 3), (3, 2), (16, 9), (1, 1), (9, 16), (3, 4), (2, 3), (9, 19)]
    var few: Set<String> = []
    var before: Set<String> = []
    for index in 0..<1000 {
      let longer = next(200...2000)
      let ratio = usual[next(0...7)]
      // A fifth are cut to any shape.
      let (width, height) =
        index % 5 == 0
        ? (longer, next(longer / 3...longer))
        : (
          longer * ratio.0 / max(ratio.0, ratio.1), longer * ratio.1 / max(ratio.0, ratio.1)
        )
      for side in [PPOCRSettings.twoStage.detection.side, PPOCRSettings.twoStage.detection.firstSide].compactMap({ $0 })
      {
        let size = side.size(width: width, height: height)
        #expect(size.width % 32 == 0 && size.height % 32 == 0 && size.width >= 32 && size.height >= 32)
        #expect(size.width <= 960 && size.height <= 960 && size.width * size.height <= 700_000)
        few.insert("\(size)")
      }
      before.insert("\(PPOCRSettings.standard.detection.side.size(width: width, height: height))")
    }
    print(
      "sizes of the detection network's input for 1,000 pictures: \(few.count) in two stages, \(before.count) whole")
    #expect(few.count <= 150)
    #expect(few.count < before.count)
  }

  @Test("inputs of the reader have 31 widths, each wide enough for its line")
  func widths() {
    let widths = (1...LineRecognition.maximumWidth).map(LineRecognition.inputWidth)
    #expect(zip(1..., widths).allSatisfy { $0 <= $1 })
    #expect(widths.allSatisfy { (64...LineRecognition.maximumWidth).contains($0) })
    #expect(Set(widths).count <= 31)
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
