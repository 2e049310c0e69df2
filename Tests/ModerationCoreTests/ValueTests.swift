import ModerationCore
import TestFixtures
import Testing

@Suite("Core values", .timeLimit(.minutes(20)))
struct ValueTests {
  @Test("products and sums that do not fit are nil and never trap")
  func checkedArithmetic() {
    #expect(checkedProduct(3000, 3000, 5) == 45_000_000)
    #expect(checkedProduct(.max, 2) == nil)
    #expect(checkedProduct() == 1)
    #expect(checkedSum(1, 2, 3) == 6)
    #expect(checkedSum(.max, 1) == nil)
    #expect(PixelSize(width: .max, height: 2).pixelCount == nil)
  }

  @Test("a higher score never gives a lower suggestion")
  func bandsAreMonotone() {
    var generator = SplitMix(seed: 2)
    for _ in 0..<500 {
      let bands = ScoreBands(
        reviewFrom: .random(in: -0.5...1.5, using: &generator), as: .sexy,
        blockAbove: .random(in: -0.5...1.5, using: &generator), as: .porn)
      let scores = (0..<20).map { _ in Double.random(in: 0...1, using: &generator) }.sorted()
      let suggestions = scores.map { bands.meaning(of: $0).suggestion }
      #expect(suggestions == suggestions.sorted())
    }
  }

  @Test(
    "bands belong to the side that their names say",
    arguments: [(0.0, Suggestion.pass), (0.1999, .pass), (0.2, .review), (0.8, .review), (0.8001, .block), (1, .block)])
  func bandEdges(score: Double, suggestion: Suggestion) {
    let bands = ScoreBands(reviewFrom: 0.2, as: .sexy, blockAbove: 0.8, as: .porn)
    #expect(bands.meaning(of: score).suggestion == suggestion)
  }

  @Test("a score that is not a number means the worst")
  func notANumber() {
    let bands = ScoreBands(reviewFrom: 0.2, as: .sexy, blockAbove: 0.8, as: .porn)
    #expect(bands.meaning(of: .nan).suggestion == .block)
  }

  @Test("a longest side keeps the aspect ratio, never enlarges, and leaves at least one pixel")
  func longestSide() {
    let wish = InputWish(fit: .longestSide(640))
    #expect(wish.resampledSize(of: PixelSize(width: 4000, height: 3000)) == PixelSize(width: 640, height: 480))
    #expect(wish.resampledSize(of: PixelSize(width: 300, height: 200)) == PixelSize(width: 300, height: 200))
    #expect(wish.resampledSize(of: PixelSize(width: 9999, height: 1)) == PixelSize(width: 640, height: 1))
  }

  @Test("what covers keeps the aspect ratio and is cut in the middle, whatever the sizes are")
  func cover() {
    let wish = InputWish(
      fit: .cover(PixelSize(width: 256, height: 256)), centreCrop: PixelSize(width: 224, height: 224))
    #expect(wish.resampledSize(of: PixelSize(width: 4000, height: 3000)) == PixelSize(width: 341, height: 256))
    #expect(wish.resampledSize(of: PixelSize(width: 3000, height: 4000)) == PixelSize(width: 256, height: 341))
    let window = wish.window(of: PixelSize(width: 341, height: 256))
    // 58.5 to the even side, as Python rounds.
    #expect(window.x == 58 && window.y == 16 && window.size == PixelSize(width: 224, height: 224))
    #expect(wish.givenSize(of: PixelSize(width: 9, height: 9)) == PixelSize(width: 224, height: 224))
    let wide = InputWish(fit: .cover(PixelSize(width: 300, height: 100)))
    #expect(wide.resampledSize(of: PixelSize(width: 400, height: 200)) == PixelSize(width: 300, height: 150))
    #expect(wide.resampledSize(of: PixelSize(width: .max, height: 1)) == PixelSize(width: .max, height: 100))
    #expect(wide.resampledSize(of: PixelSize(width: 0, height: 0)).shorterSide >= 100)
    #expect(wide.leastDecodedSize(of: PixelSize(width: 4000, height: 200)) == PixelSize(width: 4000, height: 200))
    #expect(wide.largestShrink(of: PixelSize(width: 6000, height: 2000)).vertical == 10)
  }

  @Test("the decoder may shrink only as far as the oversampling allows")
  func largestShrink() {
    let wish = InputWish(fit: .exact(PixelSize(width: 256, height: 256)), oversampling: 4)
    let shrink = wish.largestShrink(of: PixelSize(width: 9000, height: 1100))
    #expect(shrink.horizontal == 8)
    #expect(shrink.vertical == 1)
  }

  @Test(
    "wishes that cannot be met are known",
    arguments: [
      (InputWish(fit: .exact(PixelSize(width: 0, height: 10))), false),
      (InputWish(fit: .longestSide(0)), false),
      (InputWish(fit: .exact(PixelSize(width: 8, height: 8)), centreCrop: PixelSize(width: 9, height: 8)), false),
      (InputWish(fit: .exact(PixelSize(width: 8, height: 8)), jpegRoundTripQuality: 101), false),
      (InputWish(fit: .exact(PixelSize(width: 8, height: 8)), centreCrop: PixelSize(width: 8, height: 8)), true),
    ])
  func wishValidity(wish: InputWish, isValid: Bool) {
    #expect(wish.isValid == isValid)
  }

  @Test("boxes are mapped to the upright original and cut at its edges")
  func boxMapping() {
    let frame = FrameDescription(
      size: PixelSize(width: 100, height: 100), strideBytes: 300, channelOrder: .rgb, frameIndex: 0,
      originalSize: PixelSize(width: 400, height: 200),
      originalRegion: PixelRectangle(x: 100, y: 0, width: 200, height: 200))
    #expect(
      frame.inOriginal(PixelRectangle(x: 10, y: 10, width: 20, height: 30))
        == PixelRectangle(x: 120, y: 20, width: 40, height: 60))
    #expect(
      frame.inOriginal(PixelRectangle(x: -500, y: 50, width: 5000, height: 5000))
        == PixelRectangle(x: 0, y: 100, width: 400, height: 100))
  }

  @Test("what a sender may be told carries no decoder's words")
  func publicMessage() {
    let rejection = InputRejection(.decodingFailed, message: "/secret/path: vips_foo")
    #expect(rejection.publicMessage == "The image was refused: decodingFailed.")
  }
}
