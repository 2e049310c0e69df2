import ImageFormats
import ModerationCore
import TestFixtures
import Testing

@testable import ImageDecoding

/// Frames against what other decoders make of them; Scripts/reference/animations.py wrote the values.
@Suite("Frames of animations and sequences", .timeLimit(.minutes(20)))
struct AnimationReferenceTests {
  struct Expected: Decodable, Sendable {
    let index: Int
    let width: Int
    let height: Int
    /// The mean colours of 8 × 8 fields, hexadecimal.
    let fields: String
  }

  struct Row: Decodable, Sendable, CustomTestStringConvertible {
    let path: String
    let frames: [Expected]
    var testDescription: String { path }
  }

  static let rows: [Row] = (try? Fixture.json("animations/frames.json")) ?? []

  /// The numbers of a row of hexadecimal digits.
  private static func bytes(_ text: String) -> [Int] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] * 16 + digits[$0 + 1] }
  }

  /// The mean colours of 8 × 8 fields.
  private static func fields(_ pixels: [UInt8], _ size: PixelSize) -> [Int] {
    var means: [Int] = []
    for row in 0..<8 {
      for column in 0..<8 {
        let xs = (size.width * column / 8)..<(size.width * (column + 1) / 8)
        let ys = (size.height * row / 8)..<(size.height * (row + 1) / 8)
        for channel in 0..<3 {
          var sum = 0
          for y in ys { for x in xs { sum += Int(pixels[(y * size.width + x) * 3 + channel]) } }
          means.append((sum + xs.count * ys.count / 2) / (xs.count * ys.count))
        }
      }
    }
    return means
  }

  private static func check(_ decoded: InProcessDecoderTests.Decoded, _ expected: [Expected]) {
    #expect(decoded.frames.map(\.index) == expected.map(\.index))
    for (number, reference) in expected.enumerated() where number < decoded.frames.count {
      let size = PixelSize(width: reference.width, height: reference.height)
      #expect(decoded.frames[number].size == size)
      guard decoded.frames[number].size == size else { continue }
      let difference = zip(fields(decoded.pixels[number], size), bytes(reference.fields)).map { abs($0 - $1) }.max()
      #expect(difference ?? 255 <= 1, "frame \(reference.index)")
    }
  }

  @Test("the reference values are there")
  func present() { #expect(Self.rows.count > 50) }

  @Test("frames asked for together are those that other decoders show", arguments: rows)
  func together(row: Row) throws {
    let bytes = try Fixture.bytes("images/\(row.path)")
    let format = try #require(sniff(bytes))
    let decoded = try InProcessDecoderTests.decode(bytes, as: format, frames: row.frames.map(\.index))
    Self.check(decoded, row.frames)
  }

  @Test("a frame asked for alone is the same, though fewer are decoded for it", arguments: rows)
  func alone(row: Row) throws {
    let bytes = try Fixture.bytes("images/\(row.path)")
    let format = try #require(sniff(bytes))
    for expected in row.frames {
      Self.check(try InProcessDecoderTests.decode(bytes, as: format, frames: [expected.index]), [expected])
    }
  }

  @Test(
    "every frame carries its own number",
    arguments: [
      ("a_webp.webp", ImageFormat.webp), ("a_avifs.avif", .avif), ("a_heics_ff.heics", .heic),
      ("a_heics_lh1.heics", .heic), ("a_heics_lh2.heics", .heic),
    ])
  func numbers(name: String, format: ImageFormat) throws {
    let all = Array(0..<30)
    let decoded = try InProcessDecoderTests.decode("generated/animated/\(name)", as: format, frames: all)
    #expect(decoded.pixels.map(FrameBarCode.number) == all)
    let some = [0, 5, 10, 15, 20, 29]
    let sampled = try InProcessDecoderTests.decode("generated/animated/\(name)", as: format, frames: some)
    #expect(sampled.pixels.map(FrameBarCode.number) == some)
    #expect(sampled.pixels == some.map { decoded.pixels[$0] })
  }

  @Test("the still beside an AVIF sequence counts after its frames")
  func stillBesideSequence() throws {
    let name = "generated/animated/a_avifs.avif"
    let decoded = try InProcessDecoderTests.decode(name, as: .avif, frames: [0, 30])
    #expect(decoded.frames.map(\.index) == [0, 30])
    // In this file the still is the first frame; libheif and libavif interpolate chroma differently.
    #expect(FrameBarCode.number(in: decoded.pixels[1]) == 0)
    let difference = zip(decoded.pixels[0], decoded.pixels[1]).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    #expect(difference / decoded.pixels[0].count < 4)
  }

  @Test("a frame of a sequence beside a frame asked for later costs no second decoder's worth of pictures")
  func everyOrder() throws {
    // Frames 1 to 3 are decoded after frame 4, which they are predicted from.
    let decoded = try InProcessDecoderTests.decode(
      "generated/animated/a_heics_lh2.heics", as: .heic, frames: [1, 2, 3, 4, 7, 8])
    #expect(decoded.pixels.map(FrameBarCode.number) == [1, 2, 3, 4, 7, 8])
  }

  @Test(
    "damaged order of APNG chunks is refused, at the frame where it shows",
    arguments: [("sequence_gap", 1), ("sequence_reorder", 1), ("sequence_start", 0), ("chunk_repeat_fctl", 0)])
  func chunkOrder(name: String, frame: Int) throws {
    let rejection = InProcessDecoderTests.failure {
      try InProcessDecoderTests.decode("apng/\(name).png", as: .png, frames: [frame])
    }
    #expect(rejection?.code == .decodingFailed)
  }
}

/// The format of a file by its bytes.
func sniff(_ bytes: [UInt8]) -> ImageFormat? { ImageFormat.sniff(bytes.span.bytes) }
