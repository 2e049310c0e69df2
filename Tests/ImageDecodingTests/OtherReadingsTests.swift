import ImageFormats
import ModerationCore
import TestFixtures
import Testing

@testable import ImageDecoding

/// Files that viewers show in more than one way, and the pictures behind the first one.
@Suite("Other readings", .timeLimit(.minutes(20)))
struct OtherReadingsTests {
  typealias Decoding = InProcessDecoderTests

  private func decode(_ name: String, as format: ImageFormat, frames: [Int] = [0]) throws -> Decoding.Decoded {
    let bytes = try Fixture.bytes("cases/containers/\(name)")
    return try Decoding.decode(bytes, as: format, frames: frames, renditions: Set(Rendition.allCases))
  }

  /// Expects two renditions, of which the second is the first one turned.
  ///
  /// - Parameter turn: How the first lies where the second is upright, as EXIF numbers it.
  private func expectTurned(_ decoded: Decoding.Decoded, by turn: Int) throws {
    try #require(decoded.frames.map(\.rendition) == [.standard, .otherReading])
    #expect(decoded.frames.map(\.isLastRendition) == [false, true])
    var turned = RGBPicture(pixels: decoded.pixels[0], size: decoded.frames[0].size)
    turned.turnUpright(from: turn)
    #expect(turned.size == decoded.frames[1].size && turned.size == decoded.frames[1].originalSize)
    let differences = zip(turned.pixels, decoded.pixels[1]).map { abs(Int($0) - Int($1)) }
    // Chroma is upsampled the other way round.
    #expect(differences.reduce(0, +) <= differences.count)
    #expect(decoded.pixels[0] != decoded.pixels[1])
  }

  @Test(
    "each reading is shown, the standard one first",
    arguments: [
      ("jpg_exif_type_long.jpg", ImageFormat.jpeg), ("jpg_exif_second_block.jpg", .jpeg), ("webp_exif2.webp", .webp),
      ("png_exif_late.png", .png),
    ])
  func mirrored(name: String, format: ImageFormat) throws {
    try expectTurned(try decode(name, as: format), by: 2)
  }

  @Test("a reading that exchanges width and height has its own size")
  func turned() throws {
    let decoded = try decode("webp_exif_honest.webp", as: .webp)
    try expectTurned(decoded, by: 8)
    #expect(decoded.frames[0].originalSize == PixelSize(width: 640, height: 240))
  }

  @Test("an honest turned photograph is shown once", arguments: ["jpg_exif_honest.jpg"])
  func once(name: String) throws { #expect(try decode(name, as: .jpeg).frames.count == 1) }

  @Test("a crop away from the origin is shown as the file has it, then whole, as browsers have it")
  func crop() throws {
    let decoded = try decode("clap_nonzero.avif", as: .avif)
    try #require(decoded.frames.map(\.rendition) == [.standard, .otherReading])
    #expect(decoded.frames[1].originalSize.height > decoded.frames[0].originalSize.height)
    #expect(try decode("avif_clap_origin.avif", as: .avif).frames.count == 1)
  }

  @Test(
    "turns that browsers take in another order, or only once, are shown both ways",
    arguments: [("avif_mirror_listed_first.avif", 3), ("avif_turned_twice.avif", 4)])
  func order(name: String, turn: Int) throws {
    try expectTurned(try decode(name, as: .avif), by: turn)
    #expect(try decode("avif_turned_honest.avif", as: .avif).frames.count == 1)
  }

  @Test(
    "10 and 12 bits are turned and mirrored",
    arguments: [
      ("avif-10bit-imir.avif", ImageFormat.avif, "BYRG"), ("heic_12bit_mirrored.heic", .heic, "BYRG"),
      ("heic_10bit_turned_mirrored.heic", .heic, "RBGY"), ("heic_10bit_mirror_listed_first.heic", .heic, "YGBR"),
    ])
  func deep(name: String, format: ImageFormat, corners: String) throws {
    let decoded = try decode(name, as: format)
    let (right, bottom) = (decoded.frames[0].size.width - 5, decoded.frames[0].size.height - 5)
    let found = [(4, 4), (right, 4), (4, bottom), (right, bottom)].map { place -> Character in
      let colour = decoded.colour(x: place.0, y: place.1).map { $0 > 150 }
      return [
        [true, false, false]: "R", [false, true, false]: "G", [false, false, true]: "B", [true, true, false]: "Y",
      ][
        colour] ?? "?"
    }
    #expect(String(found) == corners)
  }

  @Test("a GIF's screen is as large as all frames, then as large as browsers have it")
  func screen() throws {
    let decoded = try decode("gif_later_frame_far_away.gif", as: .gif, frames: [0, 1])
    // Beyond the first frame the screen is transparent: it is shown on black as well.
    let renditions: [Rendition] = [.standard, .otherReading, .onBlack, .otherReading]
    #expect(decoded.frames.map(\.rendition) == renditions + renditions)
    #expect(decoded.frames.map(\.isLastRendition) == [false, false, false, true, false, false, false, true])
    #expect(decoded.frames.map(\.originalSize.width) == [802, 200, 802, 200, 802, 200, 802, 200])
    #expect(decoded.frames[1].size == PixelSize(width: 200, height: 60))
    #expect(try decode("gif_first_frame_larger.gif", as: .gif).frames.map(\.originalSize.width) == [640])
  }

  @Test(
    "further pictures are decoded by their number",
    arguments: [
      ("mpo_second_picture.jpg", ImageFormat.jpeg), ("two-pictures.heic", .heic), ("heic_second_picture.heic", .heic),
      ("heic_first_not_primary.heic", .heic),
    ])
  func further(name: String, format: ImageFormat) throws {
    let bytes = try Fixture.bytes("cases/containers/\(name)")
    #expect(try ImageHeader(of: bytes.span.bytes, as: format).frameCount == 2)
    let decoded = try decode(name, as: format, frames: [0, 1])
    #expect(decoded.frames.map(\.index) == [0, 1])
    #expect(decoded.pixels[0] != decoded.pixels[1])
    #expect(Decoding.failure { try decode(name, as: format, frames: [2]) }?.code == .decodingFailed)
  }

  @Test("a sequence is decoded whatever its brands, and so is its primary picture")
  func brands() throws {
    for name in ["avif_sequence_avis_alone.avif", "avif_sequence_msf1.avif"] {
      let decoded = try decode(name, as: .avif, frames: [0, 1, 2])
      #expect(decoded.frames.map(\.index) == [0, 1, 2])
    }
  }
}
