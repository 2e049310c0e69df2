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

/// Which pictures codes made of squares are looked for in, and what is asked where none may be.
@Suite("Square statistic", .timeLimit(.minutes(20)))
struct SquareStatisticTests {
  /// Bits in squares on a ground of their lighter tone, as a code lies in a picture.
  static func squares(of side: Int, dark: UInt8 = 0, light: UInt8 = 255) throws -> Luminance {
    try BarStatisticTests.luminance { x, y in
      (8..<112).contains(x) && (8..<112).contains(y) && BarStatisticTests.bit(x / side * 131 + y / side) ? dark : light
    }
  }

  @Test("squares of 2 to 24 pixels are suspected", arguments: [2, 3, 4, 6, 8, 12, 24])
  func sizes(side: Int) throws {
    let mayHold = try Self.squares(of: side).mayHoldSquares
    #expect(mayHold)
  }

  @Test("pale ones and light ones on dark ground are, too")
  func tones() throws {
    #expect(try Self.squares(of: 3, dark: 110, light: 170).mayHoldSquares)
    #expect(try Self.squares(of: 4, dark: 255, light: 0).mayHoldSquares)
  }

  static let hasNone: [(name: String, light: @Sendable (Int, Int) -> UInt8)] = [
    ("plain", { _, _ in 128 }), ("a gradient", { x, y in UInt8(x / 2 + y) }),
    ("one edge", { x, _ in x < 70 ? 0 : 255 }),
    ("bars", { x, _ in BarStatisticTests.bit(x / 3) ? 0 : 255 }),
  ]

  @Test("none are suspected where there are none", arguments: hasNone.indices)
  func none(index: Int) throws {
    let mayHold = try BarStatisticTests.luminance(Self.hasNone[index].light).mayHoldSquares
    #expect(!mayHold, "\(Self.hasNone[index].name)")
  }

  @Test("of a picture with bars alone no QR code is looked for, and of a plain one nothing")
  func formats() throws {
    let bars = try BarStatisticTests.luminance(Self.hasNone[3].light)
    #expect(CodeKinds.all.formats(in: bars) == CodeFormat.bars)
    #expect(CodeKinds.qr.formats(in: bars).isEmpty)
    #expect(CodeKinds.qr.formats(in: try Self.squares(of: 4)) == [.qrCode])
    #expect(CodeKinds.all.formats(in: try BarStatisticTests.luminance { _, _ in 9 }).isEmpty)
  }

  /// A reader in a worker, which nobody may ask.
  struct Unasked: Detector {
    var descriptor: DetectorDescriptor { BarcodeDetector.descriptor }
    var inputWish: InputWish { BarcodeDetector.wish }

    func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
      throw DetectorFailure(.inferenceFailed, message: "asked")
    }
  }

  @Test("a worker is asked only where something may be")
  func asking() throws {
    let size = PixelSize(width: 1400, height: 60)
    func frame() -> FrameDescription {
      FrameDescription(
        size: size, strideBytes: size.width * 3, channelOrder: .rgb, frameIndex: 0, originalSize: size,
        originalRegion: PixelRectangle(x: 0, y: 0, width: 1400, height: 60))
    }
    let plain = [UInt8](repeating: 7, count: size.width * size.height * 3)
    let noisy = plain.indices.map { BarStatisticTests.bit($0 / 6) ? UInt8(0) : 255 }
    for detector in [BarcodeDetector(asking: Unasked()), SmallCodeDetector(asking: Unasked())] as [any Detector] {
      #expect(try detector.inspect(plain.span.bytes, of: frame()).isEmpty)
      #expect(throws: DetectorFailure.self) { try detector.inspect(noisy.span.bytes, of: frame()) }
    }
  }

  @Test("who looks for QR codes alone names all others as not covered")
  func covers() {
    let all = BarcodeDetector.descriptor(of: .all)
    let alone = BarcodeDetector.descriptor(of: .qr)
    #expect(all.doesNotCover.isEmpty)
    #expect(
      alone.covers == ["QRCode", "MicroQRCode"].map { SubLabel(rawValue: $0) }.reduce(into: []) { $0.insert($1) })
    #expect(alone.covers.union(alone.doesNotCover) == all.covers)
    #expect(alone.subLabelBands.isEmpty)
  }
}
