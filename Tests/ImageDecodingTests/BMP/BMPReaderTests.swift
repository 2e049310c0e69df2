import ModerationCore
import TestFixtures
import Testing

@testable import ImageDecoding

@Suite("BMP reader", .timeLimit(.minutes(20)))
struct BMPReaderTests {
  typealias Decoding = InProcessDecoderTests

  @Test("a bitmap shows what an independent decoder shows", arguments: ReferencePicture.all(".bmp"))
  func reference(picture: ReferencePicture) throws {
    try picture.expect(Decoding.decode(picture.file, as: .bmp))
  }

  @Test("the list of reference pictures is there")
  func listIsThere() { #expect(ReferencePicture.all(".bmp").count == 52) }

  @Test(
    "a bitmap that holds another format's picture is refused by name",
    arguments: ["bmp-questionable/rgb24jpeg.bmp", "bmp-questionable/rgb24png.bmp"])
  func embedded(name: String) {
    #expect(Decoding.failure { try Decoding.decode(name, as: .bmp) }?.code == .formatNotDecodable)
  }

  @Test(
    "a damaged header is refused",
    arguments: ["bmp-bad/badbitcount.bmp", "bmp-bad/badheadersize.bmp", "bmp-bad/badwidth.bmp"])
  func damaged(name: String) {
    #expect(Decoding.failure { try Decoding.decode(name, as: .bmp) }?.code == .headerUnreadable)
  }

  @Test(
    "a picture whose pixels are not there is refused, not half shown",
    arguments: ["bmp-bad/shortfile.bmp", "bmp-bad/badrle.bmp"])
  func missingPixels(name: String) {
    #expect(Decoding.failure { try Decoding.decode(name, as: .bmp) }?.code == .decodingFailed)
  }

  @Test("bombs are refused before memory is spent on them")
  func bombs() {
    let size = Limits.ims20201229.size
    let big = Decoding.failure { try Decoding.decode("bmp-bad/reallybig.bmp", as: .bmp, size: size) }
    #expect(big?.code == .sideTooLarge)
    let lie = Decoding.failure { try Decoding.decode("generated/hostile/b_lie.bmp", as: .bmp, size: size) }
    #expect(lie?.code == .sideTooLarge)
    let runs = Decoding.failure { try Decoding.decode("generated/hostile/b_rle.bmp", as: .bmp, size: size) }
    #expect(runs?.code == .decodingFailed)
    #expect(runs?.limit == "maximumPixelsPerByte")
    #expect(runs?.allowed == .count(128))
  }

  @Test("rows are read from whichever end they begin, with an odd number of pixels")
  func rows() throws {
    let bottomUp = BitmapFile(width: 3, height: 2, bits: 24, pixels: Array(1...24))
    let decoded = try Decoding.decode(bottomUp.bytes, as: .bmp)
    #expect(decoded.pixels[0] == [15, 14, 13, 18, 17, 16, 21, 20, 19, 3, 2, 1, 6, 5, 4, 9, 8, 7])
    let topDown = BitmapFile(width: 3, height: -2, bits: 24, pixels: Array(1...24))
    #expect(try Decoding.decode(topDown.bytes, as: .bmp).pixels[0].prefix(3) == [3, 2, 1])
  }

  @Test("the last row's padding may be missing, and not a byte more", arguments: [21, 20])
  func lastPadding(count: Int) throws {
    let file = BitmapFile(width: 3, height: 2, bits: 24, pixels: Array(1...UInt8(count)))
    let rejection = Decoding.failure { try Decoding.decode(file.bytes, as: .bmp) }
    #expect((rejection == nil) == (count == 21))
  }

  @Test("RLE8 repeats, copies, jumps and ends; what it leaves out is white, black and of the palette's first colour")
  func runs() throws {
    let palette: [UInt8] = [9, 8, 7, 0, 1, 2, 3, 0]
    let code: [UInt8] = [2, 1, 0, 0, 0, 3, 0, 1, 0, 0, 0, 0, 0, 2, 1, 1, 1, 0, 0, 1]
    let file = BitmapFile(width: 4, height: -5, bits: 8, compression: 1, palette: palette, pixels: code)
    let decoded = try Decoding.decode(file.bytes, as: .bmp, renditions: Set(Rendition.allCases))
    let (zero, one): ([UInt8], [UInt8]) = ([7, 8, 9], [3, 2, 1])
    let views: [(Rendition, [UInt8])] = [(.standard, [255, 255, 255]), (.onBlack, [0, 0, 0]), (.otherReading, zero)]
    for (place, (rendition, none)) in views.enumerated() {
      let rows = [
        one + one + none + none, zero + one + zero + none, none + none + none + none, none + zero + none + none,
        none + none + none + none,
      ]
      #expect(decoded.pixels[place] == rows.flatMap(\.self))
      #expect(decoded.frames[place].rendition == rendition)
      #expect(decoded.frames[place].isLastRendition == (place == 2))
      #expect(decoded.frames[place].hasAlpha)
    }
    let light = try Decoding.decode(file.bytes, as: .bmp, renditions: Set(Rendition.allCases), onBlack: false)
    #expect(light.frames.map(\.rendition) == [.standard, .otherReading])
    #expect(light.frames.map(\.isLastRendition) == [false, true])
    #expect(light.pixels == [decoded.pixels[0], decoded.pixels[2]])
  }

  @Test("RLE24 reads three bytes for a pixel")
  func wideRuns() throws {
    let code: [UInt8] = [2, 3, 2, 1, 0, 3, 9, 8, 7, 6, 5, 4, 30, 20, 10, 0, 0, 1]
    let file = BitmapFile(width: 5, height: 1, bits: 24, compression: 4, pixels: code)
    let pixels = try Decoding.decode(file.bytes, as: .bmp).pixels[0]
    #expect(pixels == [1, 2, 3, 1, 2, 3, 7, 8, 9, 4, 5, 6, 10, 20, 30])
  }

  @Test(
    "code that ends too soon or jumps out of the picture is refused",
    arguments: [[4, 0], [4, 0, 0, 0, 3, 0], [0, 2, 5, 0, 0, 1], [0, 2, 0, 2, 0, 1], [0, 4, 1, 1], [0, 2, 1], []])
  func brokenRuns(code: [UInt8]) {
    let file = BitmapFile(width: 4, height: 2, bits: 8, compression: 1, palette: [1, 2, 3, 0], pixels: code)
    #expect(Decoding.failure { try Decoding.decode(file.bytes, as: .bmp) }?.code == .decodingFailed)
  }

  @Test("a run over the right edge is cut off, and a missing end mark does not matter")
  func longRun() throws {
    let file = BitmapFile(width: 2, height: 1, bits: 8, compression: 1, palette: [1, 2, 3, 0], pixels: [255, 0])
    #expect(try Decoding.decode(file.bytes, as: .bmp).pixels[0] == [3, 2, 1, 3, 2, 1])
  }

  @Test("alpha that is 0 everywhere means an opaque picture", arguments: [UInt8(0), 51])
  func alpha(value: UInt8) throws {
    let pixels: [UInt8] = [0, 0, 100, value, 0, 0, 100, 0]
    let masks: [UInt32] = [0xFF_0000, 0xFF00, 0xFF, 0xFF00_0000]
    let file = BitmapFile(width: 2, height: 1, bits: 32, compression: 6, masks: masks, pixels: pixels)
    let decoded = try Decoding.decode(file.bytes, as: .bmp)
    #expect(decoded.frames[0].hasAlpha == (value > 0))
    #expect(decoded.colour(x: 0, y: 0) == (value > 0 ? [224, 204, 204] : [100, 0, 0]))
    #expect(decoded.colour(x: 1, y: 0) == (value > 0 ? [255, 255, 255] : [100, 0, 0]))
  }

  @Test("as stored is one way to see a bitmap, with its end points and gamma another")
  func calibrated() throws {
    let pixels = [UInt8](repeating: 128, count: 8)
    let file = BitmapFile(width: 2, height: 1, bits: 24, gammas: [4, 4, 4], pixels: pixels)
    let decoded = try Decoding.decode(file.bytes, as: .bmp, renditions: Set(Rendition.allCases))
    #expect(decoded.frames.map(\.rendition) == [.standard, .otherReading])
    #expect(decoded.pixels[0] == Array(repeating: 128, count: 6))
    // (128 / 255)⁴ of the light, as sRGB codes it.
    #expect(decoded.pixels[1].allSatisfy { abs(Int($0) - 71) <= 1 })
    #expect(decoded.report.unseen.isEmpty)
  }

  @Test("gammas that say sRGB, or nothing, change nothing", arguments: [2.2, 0])
  func usualGamma(gamma: Double) throws {
    let gammas = [gamma, gamma, gamma]
    let file = BitmapFile(width: 1, height: 1, bits: 24, gammas: gammas, pixels: [1, 2, 3])
    let decoded = try Decoding.decode(file.bytes, as: .bmp, renditions: Set(Rendition.allCases))
    #expect(decoded.frames.map(\.rendition) == [.standard])
  }

  @Test("a gamma for each channel is named, not applied")
  func unevenGammas() throws {
    let file = BitmapFile(width: 1, height: 1, bits: 24, gammas: [1, 2, 3], pixels: [1, 2, 3])
    #expect(try Decoding.decode(file.bytes, as: .bmp).report.unseen.map(\.kind) == [.color])
  }

  @Test("an embedded profile is applied, and where it changes much, left out too")
  func profile() throws {
    let bytes = try Fixture.bytes("cases/colour/embedded_profile.bmp")
    let decoded = try Decoding.decode(bytes, as: .bmp, renditions: Set(Rendition.allCases))
    #expect(decoded.frames.map(\.rendition) == [.standard, .withoutProfile])
    #expect(decoded.pixels[0].min().map { $0 < 200 } == true)
    #expect(decoded.pixels[1].min() == 250)
  }

  @Test("alpha that only the header of version 4 tells of is heeded, and not heeded")
  func unaskedAlpha() throws {
    var pixels = [UInt8](repeating: 255, count: 64 * 64 * 4)
    for place in stride(from: 3, to: pixels.count, by: 4) { pixels[place] = 0 }
    for place in 0..<600 { (pixels[4 * place], pixels[4 * place + 3]) = (255, 255) }
    for place in 2000..<2600 { pixels[4 * place] = 0 }
    let masks: [UInt32] = [0, 0, 0, 0xFF00_0000]
    let file = BitmapFile(width: 64, height: 64, bits: 32, masks: masks, gammas: [0, 0, 0], pixels: pixels)
    let decoded = try Decoding.decode(file.bytes, as: .bmp, renditions: Set(Rendition.allCases))
    #expect(decoded.frames.map(\.rendition) == [.standard, .onBlack, .withoutAlpha])
    #expect(Set(decoded.pixels[0]) == [255])
    #expect(Set(decoded.pixels[1]) == [0, 255])
    let light = try Decoding.decode(file.bytes, as: .bmp, renditions: Set(Rendition.allCases), onBlack: false)
    #expect(light.frames.map(\.rendition) == [.standard, .withoutAlpha])
  }

  @Test("channels of few bits are stretched to the whole range, of many cut down")
  func depths() throws {
    let masks: [UInt32] = [0x8000_0000, 0x7FF0_0000, 0x7]
    let number: UInt32 = 0x8000_0000 | 0x4000_0000 | 0x3
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    let file = BitmapFile(width: 1, height: 1, bits: 32, compression: 3, masks: masks, pixels: bytes)
    #expect(try Decoding.decode(file.bytes, as: .bmp).pixels[0] == [255, 128, 109])
  }

  @Test("a huge bitmap is shrunk while its rows come in, to the means of its boxes")
  func shrinks() throws {
    // 5001 × 4001 pixels in one colour for each row pair: boxes of 9 × 7.
    let (width, height) = (5001, 4001)
    let rowByteCount = (width + 3) / 4 * 4
    var pixels = [UInt8](repeating: 0, count: rowByteCount * height)
    for y in 0..<height where y % 2 == 1 {
      for x in 0..<rowByteCount { pixels[y * rowByteCount + x] = 1 }
    }
    let palette: [UInt8] = [0, 0, 0, 0, 200, 100, 50, 0]
    let file = BitmapFile(width: width, height: -height, bits: 8, palette: palette, pixels: pixels)
    let wish = InputWish(fit: .exact(PixelSize(width: 256, height: 256)), oversampling: 2)
    let decoded = try Decoding.decode(file.bytes, as: .bmp, wishes: [wish])
    let frame = decoded.frames[0]
    #expect(frame.originalSize == PixelSize(width: width, height: height))
    #expect(frame.size == PixelSize(width: 556, height: 572))
    // Three rows of seven are coloured in the first box, four in the second; the last has four rows, of which two.
    #expect(decoded.colour(x: 0, y: 0) == [21, 43, 86])
    #expect(decoded.colour(x: 555, y: 1) == [29, 57, 114])
    #expect(decoded.colour(x: 10, y: 571) == [25, 50, 100])
  }

  @Test("a second frame is refused")
  func secondFrame() {
    let rejection = Decoding.failure { try Decoding.decode("bmp-good/rgb24.bmp", as: .bmp, frames: [0, 1]) }
    #expect(rejection?.frameIndex == 1)
  }

  @Test(
    "any prefix and any changed byte is a picture or a refusal, and never a trap",
    arguments: [
      "bmp-good/pal4rle.bmp", "bmp-good/pal1.bmp", "bmp-questionable/rgba16-4444.bmp", "bmp-questionable/pal8os2sp.bmp",
      "bmp-good/pal8rle.bmp", "ico/hopper.ico", "ico/hopper_mask.ico", "ico/hopper_draw.ico",
    ])
  func survives(name: String) throws {
    var bytes = try Fixture.bytes("images/\(name)")
    let format: ImageFormat = name.hasSuffix(".ico") ? .ico : .bmp
    for count in stride(from: 0, to: bytes.count, by: 37) { look(Array(bytes.prefix(count)), as: format) }
    for index in 0..<min(bytes.count, 140) {
      let original = bytes[index]
      for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
        bytes[index] = value
        look(bytes, as: format)
      }
      bytes[index] = original
    }
  }

  /// Decodes; nothing is asked of the outcome but that there is one.
  private func look(_ bytes: [UInt8], as format: ImageFormat) {
    var size = Decoding.anySize
    size.maximumFramePixels = 4_000_000
    _ = Decoding.failure { try Decoding.decode(bytes, as: format, size: size) }
  }
}
