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
    let regions = luminance.regions(for: .likely)
    #expect(regions.contains { $0.kinds.isSuperset(of: .linear) }, "\(Self.hasBars[index].name)")
    #expect(regions.contains { $0.kinds.isSuperset(of: .pdf417) }, "\(Self.hasBars[index].name)")
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
    let regions = luminance.regions(for: .likely)
    #expect(regions.allSatisfy { $0.kinds.isDisjoint(with: .bars) }, "\(Self.hasNone[index].name)")
  }

  @Test("noise all over and pictures too small to measure may hold bars")
  func unknown() throws {
    let noise = try Self.luminance { x, y in UInt8(truncatingIfNeeded: (x &* 7919 &+ y &* 104_729) &* 2_654_435 >> 7) }
    #expect(noise.regions(for: .likely).contains { $0.kinds.isSuperset(of: .bars) && $0.box == noise.bounds })
    let small = try Self.luminance(of: [UInt8](repeating: 9, count: 49 * 49 * 3), PixelSize(width: 49, height: 49))
    #expect(
      small.regions(for: .likely) == [CodeRegion(box: small.bounds, kinds: [.qr, .otherSquares, .bars, .turned])])
  }

  /// Bars of 240 by 64 pixels at (400, 200) on white.
  static func label(turned: Bool = false) throws -> Luminance {
    let size = PixelSize(width: 800, height: 700)
    let pixels = (0..<size.height).flatMap { y in
      (0..<size.width).flatMap { x in
        let (along, across) = turned ? (y - 200, x - 400) : (x - 400, y - 200)
        let isDark = (0..<240).contains(along) && (0..<64).contains(across) && bit(along / 2)
        return [UInt8](repeating: isDark ? 0 : 255, count: 3)
      }
    }
    return try luminance(of: pixels, size)
  }

  @Test("bars are looked for where they are, with a margin, and a quarter turned only where they lie")
  func place() throws {
    for turned in [false, true] {
      let regions = try Self.label(turned: turned).regions(for: .likely)
      #expect(regions.map { $0.kinds.subtracting(.turned) } == [.pdf417, .linear])
      for region in regions {
        #expect(region.kinds.contains(.turned) == turned)
        let box = region.box
        let (x, y) = turned ? (400..<464, 200..<440) : (400..<640, 200..<264)
        #expect(box.x.lowerBound <= x.lowerBound - 16 && box.x.upperBound >= x.upperBound + 16)
        #expect(box.y.lowerBound <= y.lowerBound - 16 && box.y.upperBound >= y.upperBound + 16)
        #expect(box.area < 800 * 700 / 8)
      }
    }
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
    let regions = try Self.squares(of: side).regions(for: .qr)
    #expect(!regions.isEmpty)
  }

  @Test("pale ones and light ones on dark ground are, too")
  func tones() throws {
    #expect(try !Self.squares(of: 3, dark: 110, light: 170).regions(for: .qr).isEmpty)
    #expect(try !Self.squares(of: 4, dark: 255, light: 0).regions(for: .qr).isEmpty)
  }

  static let hasNone: [(name: String, light: @Sendable (Int, Int) -> UInt8)] = [
    ("plain", { _, _ in 128 }), ("a gradient", { x, y in UInt8(x / 2 + y) }),
    ("one edge", { x, _ in x < 70 ? 0 : 255 }),
    ("bars", { x, _ in BarStatisticTests.bit(x / 3) ? 0 : 255 }),
  ]

  @Test("none are suspected where there are none", arguments: hasNone.indices)
  func none(index: Int) throws {
    let regions = try BarStatisticTests.luminance(Self.hasNone[index].light).regions(for: .qr)
    #expect(regions.isEmpty, "\(Self.hasNone[index].name)")
  }

  @Test("of a picture with bars alone no QR code is looked for, and of a plain one nothing")
  func formats() throws {
    let bars = try BarStatisticTests.luminance(Self.hasNone[3].light)
    #expect(bars.regions(for: .likely).allSatisfy { $0.kinds.isSubset(of: [.bars, .turned]) })
    #expect(bars.regions(for: .qr).isEmpty)
    #expect(try Self.squares(of: 4).regions(for: .qr).allSatisfy { $0.kinds == [.qr, .turned] })
    #expect(try BarStatisticTests.luminance { _, _ in 9 }.regions(for: .likely).isEmpty)
  }

  @Test("a code is looked for where it is, and not in the rest of the picture")
  func place() throws {
    let size = PixelSize(width: 900, height: 800)
    let pixels = (0..<size.height).flatMap { y in
      (0..<size.width).flatMap { x in
        let isCode = (300..<384).contains(x) && (500..<584).contains(y)
        return [UInt8](repeating: isCode && BarStatisticTests.bit(x / 4 * 131 + y / 4) ? 0 : 255, count: 3)
      }
    }
    let luminance = try BarStatisticTests.luminance(of: pixels, size)
    let boxes = luminance.regions(for: .qr).map(\.box)
    #expect(boxes.contains { $0.x.clamped(to: 284..<400).count == 116 && $0.y.clamped(to: 484..<600).count == 116 })
    #expect(boxes.map(\.area).reduce(0, +) < 900 * 800 / 4)
    #expect(luminance.smallQRRegions.allSatisfy { $0.kinds == [.smallQR, .turned] })
  }

  /// A reader that nobody may ask.
  static let unasked: CodeReader.Answer = { _, _ throws(DetectorFailure) in
    throw DetectorFailure(.inferenceFailed, message: "asked")
  }

  @Test("codes made of bars are looked for in the whole picture, unless likely ones are enough")
  func whole() throws {
    let pale = try BarStatisticTests.luminance { x, _ in x / 3 % 2 == 0 ? 200 : 210 }
    #expect(pale.regions(for: .all).contains { $0.box == pale.bounds && $0.kinds == [.bars, .turned] })
    #expect(!pale.regions(for: .likely).contains { $0.kinds.contains(.linear) })
  }

  @Test("a worker is asked only where something may be, and always for all codes made of bars")
  func asking() throws {
    let size = PixelSize(width: 1400, height: 60)
    func frame() -> FrameDescription {
      FrameDescription(
        size: size, strideBytes: size.width * 3, channelOrder: .rgb, frameIndex: 0, originalSize: size,
        originalRegion: PixelRectangle(x: 0, y: 0, width: 1400, height: 60))
    }
    let plain = [UInt8](repeating: 7, count: size.width * size.height * 3)
    let noisy = plain.indices.map { BarStatisticTests.bit($0 / 6) ? UInt8(0) : 255 }
    let detectors: [any Detector] = [
      BarcodeDetector(asking: Self.unasked, kinds: .likely), SmallCodeDetector(asking: Self.unasked),
    ]
    for detector in detectors {
      #expect(try detector.inspect(plain.span.bytes, of: frame()).isEmpty)
      #expect(throws: DetectorFailure.self) { try detector.inspect(noisy.span.bytes, of: frame()) }
    }
    let all = BarcodeDetector(asking: Self.unasked)
    #expect(throws: DetectorFailure.self) { try all.inspect(plain.span.bytes, of: frame()) }
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
