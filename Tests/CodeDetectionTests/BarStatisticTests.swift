import ModerationCore
import Testing

@testable import CodeDetection

/// Which pictures codes made of bars are looked for in.
@Suite("Bar statistic", .timeLimit(.minutes(20)))
struct BarStatisticTests {
  static let (width, height) = (160, 120)

  /// A picture in grey whose light is a function of place.
  static func luminance(_ light: (Int, Int) -> UInt8) throws -> Luminance {
    let pixels = (0..<height).flatMap { y in (0..<width).flatMap { x in [UInt8](repeating: light(x, y), count: 3) } }
    return try luminance(of: pixels, PixelSize(width: width, height: height))
  }

  static func luminance(of pixels: [UInt8], _ size: PixelSize) throws -> Luminance {
    try Luminance(
      checking: pixels.span.bytes,
      FrameDescription(
        size: size, strideBytes: size.width * 3, channelOrder: .rgb, frameIndex: 0, originalSize: size,
        originalRegion: PixelRectangle(x: 0, y: 0, width: Double(size.width), height: Double(size.height))))
  }

  /// Pseudo-random bits, the same every time.
  static func bit(_ index: Int) -> Bool {
    var mixed = UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ mixed >> 29) &* 0xBF58_476D_1CE4_E5B9
    return (mixed ^ mixed >> 32) & 1 == 1
  }

  static let hasBars: [(name: String, light: @Sendable (Int, Int) -> UInt8)] = [
    ("upright", { x, _ in bit(x / 3) ? 0 : 255 }),
    ("lying", { _, y in bit(y / 3) ? 0 : 255 }),
    ("aslant", { x, y in bit((x + y) / 4) ? 0 : 255 }),
    ("pale", { x, _ in bit(x / 3) ? 110 : 170 }),
    ("light on dark", { x, y in bit(x / 2) && (20..<100).contains(y) ? 255 : 0 }),
  ]

  @Test("bars are suspected where there are some", arguments: hasBars.indices)
  func bars(index: Int) throws {
    let luminance = try Self.luminance(Self.hasBars[index].light)
    let mayHoldBars = luminance.mayHoldBars
    #expect(mayHoldBars, "\(Self.hasBars[index].name)")
  }

  static let hasNone: [(name: String, light: @Sendable (Int, Int) -> UInt8)] = [
    ("plain", { _, _ in 128 }),
    ("a gradient", { x, y in UInt8(x / 2 + y) }),
    ("one edge", { x, _ in x < 70 ? 0 : 255 }),
    ("squares of 6 pixels", { x, y in bit(x / 6 * 31 + y / 6) ? 0 : 255 }),
  ]

  @Test("no bars are suspected where there are none", arguments: hasNone.indices)
  func none(index: Int) throws {
    let luminance = try Self.luminance(Self.hasNone[index].light)
    let mayHoldBars = luminance.mayHoldBars
    #expect(!mayHoldBars, "\(Self.hasNone[index].name)")
  }

  @Test("noise all over and pictures too small to measure may hold bars")
  func unknown() throws {
    let noise = try Self.luminance { x, y in UInt8(truncatingIfNeeded: (x &* 7919 &+ y &* 104_729) &* 2_654_435 >> 7) }
    #expect(noise.mayHoldBars)
    let small = try Self.luminance(of: [UInt8](repeating: 9, count: 49 * 49 * 3), PixelSize(width: 49, height: 49))
    #expect(small.mayHoldBars)
  }
}
