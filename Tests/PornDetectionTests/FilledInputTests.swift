import ModerationCore
import TestFixtures
import Testing

@testable import PornDetection

/// What the models are given, beside loops as one would write them first: equal bit for bit.
@Suite("Filled inputs of the porn scene", .timeLimit(.minutes(20)))
struct FilledInputTests {
  /// A frame of noise with three bytes behind each row.
  static func noise(
    _ width: Int, _ height: Int, _ order: InputWish.ChannelOrder
  ) -> (pixels: [UInt8], frame: FrameDescription) {
    var random = SplitMix(seed: UInt64(width * 1000 + height))
    let stride = width * 3 + 3
    let size = PixelSize(width: width, height: height)
    return (
      (0..<(stride * height)).map { _ in UInt8.random(in: 0...255, using: &random) },
      FrameDescription(
        size: size, strideBytes: stride, channelOrder: order, frameIndex: 0, originalSize: size,
        originalRegion: PixelRectangle(x: 0, y: 0, width: Double(width), height: Double(height)))
    )
  }

  @Test("open_nsfw takes each value less the mean of its channel")
  func openNSFW() throws {
    let (pixels, frame) = Self.noise(224, 224, .bgr)
    let input = try OpenNSFWDetector.input(pixels.span.bytes, frame)
    let means: [Float] = [104, 117, 123]
    var plain: [Float] = []
    for y in 0..<224 {
      for x in 0..<672 { plain.append(Float(pixels[y * frame.strideBytes + x]) - means[x % 3]) }
    }
    #expect(input == plain)
  }

  @Test("rows that overlap, or lie too far apart to count, are no picture", arguments: [0, 671, Int.max])
  func strides(stride: Int) throws {
    let pixels = Self.noise(224, 224, .bgr).pixels
    #expect(throws: DetectorFailure.self) {
      try OpenNSFWDetector.input(pixels.span.bytes, OpenNSFWDetectorTests.frame(strideBytes: stride))
    }
    let short = Array(pixels.prefix(223 * 672 + 671))
    #expect(throws: DetectorFailure.self) {
      try OpenNSFWDetector.input(short.span.bytes, OpenNSFWDetectorTests.frame())
    }
  }

  @Test(
    "NudeNet takes planes of a square with black to the right and below, enlarged as OpenCV does",
    arguments: [[320, 320], [320, 17], [1, 1], [2, 3], [90, 70], [319, 320], [1, 200]])
  func nudeNet(sides: [Int]) throws {
    let (pixels, frame) = Self.noise(sides[0], sides[1], .rgb)
    let input = try NudeNetInput(pixels.span.bytes, of: frame)
    let square = max(sides[0], sides[1])
    func value(_ x: Int, _ y: Int, _ channel: Int) -> Int32 {
      x < sides[0] && y < sides[1] ? Int32(pixels[y * frame.strideBytes + x * 3 + channel]) : 0
    }
    func tap(_ position: Int) -> (Int, Int, Int32) {
      let exact = max(0, (Float(position) + 0.5) * Float(square) / 320 - 0.5)
      let first = min(square - 1, Int(exact))
      let second = min(square - 1, first + 1)
      return (first, second, first == second ? 0 : Int32(((exact - Float(first)) * 2048).rounded(.toNearestOrEven)))
    }
    var plain: [Float] = []
    for channel in [2, 1, 0] {
      for y in 0..<320 {
        let row = tap(y)
        for x in 0..<320 {
          let column = tap(x)
          func across(_ y: Int) -> Int32 {
            (value(column.0, y, channel) * (2048 - column.2) + value(column.1, y, channel) * column.2) >> 4
          }
          let upper = (across(row.0) * (2048 - row.2)) >> 16
          let lower = (across(row.1) * row.2) >> 16
          plain.append(Float(square == 320 ? value(x, y, channel) : (upper + lower + 2) >> 2) / 255)
        }
      }
    }
    #expect(input.squareSide == square)
    #expect(input.elements == plain)
  }
}
