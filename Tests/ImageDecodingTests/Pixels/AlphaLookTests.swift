import ModerationCore
import TestFixtures
import Testing

@testable import ImageDecoding

/// When a transparent picture is shown on black as well.
@Suite("Transparent pictures on black", .timeLimit(.minutes(20)))
struct AlphaLookTests {
  typealias Pixel = (UInt8, UInt8, UInt8, UInt8)

  /// The renditions of a picture of 400×400 pixels, made of what is within a square from (100, 100) and around it.
  static func renditions(
    _ around: Pixel, square side: Int = 0, of inside: Pixel = (0, 0, 0, 255), every step: Int = 1,
    onBlack: Bool = true, showingColor: Bool = false
  ) -> [Rendition] {
    let size = PixelSize(width: 400, height: 400)
    let pixels = (0..<(400 * 400)).flatMap { place -> [UInt8] in
      let (x, y) = (place % 400, place / 400)
      let isInside = (100..<(100 + side)).contains(x) && (100..<(100 + side)).contains(y) && (x + y) % step == 0
      let pixel = isInside ? inside : around
      return [pixel.0, pixel.1, pixel.2, pixel.3]
    }
    let request = DecodeRequest(
      format: .png, frameIndices: [0], wishes: [], size: InProcessDecoderTests.anySize,
      showsOnBlack: onBlack, showsColorUnderZeroAlpha: showingColor)
    return pixels.withUnsafeBytes { AlphaLook($0, size).renditions(for: request) }
  }

  static let clear: Pixel = (0, 0, 0, 0)
  static let white: Pixel = (255, 255, 255, 255)

  @Test("white on transparency is shown on black, black is not")
  func white() {
    #expect(Self.renditions(Self.clear, square: 60, of: Self.white) == [.standard, .onBlack])
    #expect(Self.renditions(Self.clear, square: 60, of: (230, 225, 240, 255)) == [.standard, .onBlack])
    #expect(Self.renditions(Self.clear, square: 60, of: (0, 0, 0, 255)) == [.standard])
    #expect(Self.renditions(Self.clear, square: 60, of: (200, 0, 0, 255)) == [.standard])
  }

  @Test("who asks for white alone is shown that, and what else was asked for")
  func whiteAlone() {
    #expect(Self.renditions(Self.clear, square: 60, of: Self.white, onBlack: false) == [.standard])
    let hidden: Pixel = (200, 10, 90, 0)
    let both = Self.renditions(hidden, square: 60, of: Self.white, every: 2, showingColor: true)
    let without = Self.renditions(hidden, square: 60, of: Self.white, every: 2, onBlack: false, showingColor: true)
    #expect(without == both.filter { $0 != .onBlack })
    #expect(both.contains(.onBlack))
  }

  @Test("pale colours on transparency are shown on black")
  func pale() {
    #expect(Self.renditions(Self.clear, square: 60, of: (255, 255, 150, 255)) == [.standard, .onBlack])
    #expect(Self.renditions(Self.clear, square: 60, of: (255, 255, 255, 40)) == [.standard, .onBlack])
    #expect(Self.renditions(Self.clear, square: 60, of: (255, 255, 255, 16)) == [.standard])
  }

  @Test("ink that looks like its paper on white alone is shown on black", arguments: [40, 80, 150] as [UInt8])
  func sameOnWhite(alpha: UInt8) {
    let paper: Pixel = (255 - alpha, 255 - alpha, 255 - alpha, 255)
    #expect(Self.renditions(paper, square: 60, of: (0, 0, 0, alpha)) == [.standard, .onBlack])
    #expect(Self.renditions((90, 90, 90, 255), square: 60, of: (0, 0, 0, 40)) == [.standard])
  }

  @Test("an opaque picture is not, however white")
  func opaque() {
    #expect(Self.renditions(Self.white, square: 60, of: (0, 0, 0, 255)) == [.standard])
  }

  @Test("a few letters in one part of a large picture are enough, single specks are not")
  func small() {
    // A cell has 50×50 pixels: 0.2 % are 5.
    #expect(Self.renditions(Self.clear, square: 3, of: Self.white) == [.standard, .onBlack])
    #expect(Self.renditions(Self.clear, square: 2, of: Self.white) == [.standard])
  }

  @Test(
    "pixels that are partly transparent count where they are not dark, and where there are many",
    arguments: [
      ((200, 60, 60, 120), 20, true), ((200, 60, 60, 120), 10, false), ((60, 60, 60, 120), 20, false),
      ((200, 60, 60, 16), 20, false), ((200, 60, 60, 17), 20, true), ((200, 60, 60, 240), 20, false),
      ((200, 60, 60, 239), 20, true),
    ] as [(Pixel, Int, Bool)])
  func partial(pixel: Pixel, side: Int, isShown: Bool) {
    #expect((Self.renditions(Self.clear, square: side, of: pixel) == [.standard, .onBlack]) == isShown)
  }

  @Test("colours under zero alpha are a rendition only for those who ask, and only where they are a picture's")
  func hidden() {
    let hidden: Pixel = (200, 100, 50, 0)
    #expect(Self.renditions(Self.clear, square: 60, of: hidden) == [.standard])
    #expect(Self.renditions(Self.clear, square: 60, of: hidden, showingColor: true) == [.standard, .withoutAlpha])
    #expect(Self.renditions(Self.clear, square: 0, showingColor: true) == [.standard])
  }

  @Test(
    "every reader of transparent pictures lays them on black",
    arguments: [
      ("cases/alpha/white-alpha.png", ImageFormat.png), ("cases/alpha/white-alpha.webp", .webp),
      ("cases/alpha/q-white-qr-transparent.png", .png),
    ])
  func readers(name: String, format: ImageFormat) throws {
    let bytes = try Fixture.bytes(name)
    let decoded = try InProcessDecoderTests.decode(bytes, as: format, renditions: Set(Rendition.allCases))
    #expect(decoded.frames.map(\.rendition) == [.standard, .onBlack])
    #expect(decoded.frames.map(\.isLastRendition) == [false, true])
    #expect(decoded.colour(x: 0, y: 0) == [255, 255, 255])
    #expect(Array(decoded.pixels[1][..<3]) == [0, 0, 0])
    // On black what is white is white still.
    #expect(decoded.pixels[1].max() == 255)
    let light = try InProcessDecoderTests.decode(
      bytes, as: format, renditions: Set(Rendition.allCases), onBlack: false)
    #expect(light.frames.map(\.rendition) == [.standard])
    #expect(light.frames.map(\.isLastRendition) == [true])
    let small = try InProcessDecoderTests.decode(
      bytes, as: format, wishes: [InputWish(fit: .longestSide(64))], renditions: Set(Rendition.allCases))
    #expect(small.frames.map(\.rendition) == [.standard, .onBlack])
  }
}
