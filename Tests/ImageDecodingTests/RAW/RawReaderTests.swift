import Foundation
import ModerationCore
import TestFixtures
import Testing

@testable import ImageDecoding

/// References: rawpy, which carries a newer LibRaw, by Scripts/reference/raw_pictures.py.
@Suite("Camera raw", .timeLimit(.minutes(20)))
struct RawReaderTests {
  struct Reference: Decodable {
    let width: Int
    let height: Int
    let means: String
  }

  static let names = [
    "mosaic.dng", "linear.dng", "preview-full.dng", "preview-full-turned.dng", "preview-small.dng",
    "preview-other-shape.dng", "../generated/still/s_raw.dng",
  ]

  static func decode(
    _ name: String, wishes: [InputWish] = [], size: SizeLimits = InProcessDecoderTests.anySize,
    deadline: ContinuousClock.Instant? = nil
  ) throws -> InProcessDecoderTests.Decoded {
    try InProcessDecoderTests.decode(
      try Fixture.bytes("images/raw/\(name)"), as: .raw, wishes: wishes, size: size, deadline: deadline)
  }

  @Test("without a wish the raw data are developed, as LibRaw's Python binding develops them", arguments: names)
  func developed(name: String) throws {
    let reference = try #require(try Fixture.json("decoding/raw.json", as: [String: Reference].self)[name])
    let decoded = try Self.decode(name)
    #expect(decoded.frames[0].size == PixelSize(width: reference.width, height: reference.height))
    #expect(decoded.frames[0].origin == .picture)
    #expect(decoded.difference(to: reference.means) < 2)
  }

  @Test("every orientation is applied", arguments: 2...8)
  func orientation(value: Int) throws {
    let reference = try #require(
      try Fixture.json("decoding/raw.json", as: [String: Reference].self)["orientation-\(value).dng"])
    let decoded = try Self.decode("orientation-\(value).dng")
    #expect(decoded.frames[0].originalSize == PixelSize(width: reference.width, height: reference.height))
    #expect(decoded.difference(to: reference.means) < 2)
  }

  @Test("the mosaic is developed at half size where the wish allows it")
  func half() throws {
    let wish = InputWish(fit: .longestSide(96), oversampling: 1)
    let decoded = try Self.decode("mosaic.dng", wishes: [wish])
    #expect(decoded.frames[0].size == PixelSize(width: 96, height: 64))
    #expect(decoded.frames[0].originalSize == PixelSize(width: 192, height: 128))
    let reference = try #require(try Fixture.json("decoding/raw.json", as: [String: Reference].self)["mosaic.dng"])
    #expect(decoded.difference(to: reference.means) < 4)
    let larger = try Self.decode("mosaic.dng", wishes: [InputWish(fit: .longestSide(97), oversampling: 1)])
    #expect(larger.frames[0].size == larger.frames[0].originalSize)
  }

  /// The previews are bluer than the raw data.
  static func blueness(_ decoded: InProcessDecoderTests.Decoded) -> Double {
    var sum = 0
    for start in stride(from: 0, to: decoded.pixels[0].count - 2, by: 3) {
      sum += Int(decoded.pixels[0][start + 2]) - Int(decoded.pixels[0][start])
    }
    return Double(sum) * 3 / Double(decoded.pixels[0].count)
  }

  @Test("a preview that shows what the wish needs stands for the raw data, and says so")
  func preview() throws {
    let decoded = try Self.decode("preview-full.dng", wishes: [InputWish(fit: .longestSide(192))])
    #expect(decoded.frames[0].origin == .embeddedPreview)
    #expect(decoded.frames[0].size == PixelSize(width: 192, height: 128))
    #expect(decoded.frames[0].originalSize == PixelSize(width: 192, height: 128))
    #expect(Self.blueness(decoded) > 50)
  }

  @Test("a preview without an orientation of its own lies as the raw data do")
  func turnedPreview() throws {
    let decoded = try Self.decode("preview-full-turned.dng", wishes: [InputWish(fit: .longestSide(192))])
    #expect(decoded.frames[0].origin == .embeddedPreview)
    #expect(decoded.frames[0].size == PixelSize(width: 128, height: 192))
    let upright = try Self.decode("preview-full.dng", wishes: [InputWish(fit: .longestSide(192))])
    // The upper right corner of the turned picture is the upper left corner of the other.
    #expect(decoded.colour(x: 127, y: 0) == upright.colour(x: 0, y: 0))
  }

  @Test("a small preview serves small wishes only")
  func smallPreview() throws {
    let small = InputWish(fit: .exact(PixelSize(width: 24, height: 16)), oversampling: 2)
    let served = try Self.decode("preview-small.dng", wishes: [small])
    #expect(served.frames[0].origin == .embeddedPreview)
    #expect(served.frames[0].originalSize == PixelSize(width: 192, height: 128))
    let large = InputWish(fit: .exact(PixelSize(width: 25, height: 16)), oversampling: 2)
    let developed = try Self.decode("preview-small.dng", wishes: [small, large])
    #expect(developed.frames[0].origin == .picture)
    #expect(Self.blueness(developed) < 0)
  }

  @Test("a preview of another shape is not the picture")
  func otherShape() throws {
    let wish = InputWish(fit: .exact(PixelSize(width: 24, height: 16)))
    #expect(try Self.decode("preview-other-shape.dng", wishes: [wish]).frames[0].origin == .picture)
  }

  @Test("a preview that does not decode is passed over")
  func brokenPreview() throws {
    var bytes = try Fixture.bytes("images/raw/preview-full.dng")
    let start = try #require(bytes.indices.dropLast().last { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xD8 })
    for offset in start..<(start + 400) { bytes[offset] = 0 }
    let decoded = try InProcessDecoderTests.decode(bytes, as: .raw, wishes: [InputWish(fit: .longestSide(192))])
    #expect(decoded.frames[0].origin == .picture)
  }

  @Test("data that end early are refused")
  func cut() {
    #expect(InProcessDecoderTests.failure { try Self.decode("cut.dng") }?.code == .decodingFailed)
  }

  @Test("a claimed size is refused by the limits before it costs memory")
  func lie() {
    let rejection = InProcessDecoderTests.failure { try Self.decode("lie.dng") }
    #expect(rejection?.code == .pixelBudgetExceeded)
    let side = InProcessDecoderTests.failure { try Self.decode("lie.dng", size: Limits.ims20201229.size) }
    #expect(side?.code == .sideTooLarge)
  }

  @Test("past the deadline developing ends, and the image is not to blame")
  func deadline() {
    let failure = #expect(throws: DecodingFailure.self) { try Self.decode("mosaic.dng", deadline: .now) }
    #expect(failure?.isLate == true)
  }

  @Test("there is one frame only")
  func oneFrame() throws {
    let bytes = try Fixture.bytes("images/raw/mosaic.dng")
    let rejection = InProcessDecoderTests.failure {
      try InProcessDecoderTests.decode(bytes, as: .raw, frames: [0, 1])
    }
    #expect(rejection?.frameIndex == 1)
  }

  @Test("a file cut or changed anywhere decodes or is refused, and never traps", arguments: 0..<80)
  func anyDamage(seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    var bytes = try Fixture.bytes("images/raw/\(Self.names[seed % 6])")
    if seed % 2 == 0 { bytes = Array(bytes.prefix(Int(random.next() % UInt64(bytes.count)))) }
    for _ in 0..<(bytes.isEmpty ? 0 : 4) {
      // The directories stand in the last 2000 bytes, or behind the first.
      let offset = bytes.count - 1 - Int(random.next() % UInt64(min(bytes.count, 2000)))
      bytes[offset] = UInt8(truncatingIfNeeded: random.next())
    }
    let rejection = InProcessDecoderTests.failure {
      try InProcessDecoderTests.decode(bytes, as: .raw, size: Limits.ims20201229.size)
    }
    if let rejection { #expect(!rejection.message.isEmpty) }
  }
}
