import ModerationCore
import Testing

@testable import ImageFormats

/// How the pictures of a HEIF file are to be decoded.
@Suite(.timeLimit(.minutes(20)))
struct HEIFPicturesTests {
  private static func irot(_ turns: UInt8) -> [UInt8] { box("irot", [turns]) }
  private static func imir(_ axis: UInt8) -> [UInt8] { box("imir", [axis]) }

  /// A crop; offsets of the middle in halves of a pixel.
  private static func clap(_ width: Int, _ height: Int, right: Int, down: Int) -> [UInt8] {
    box("clap", big32(width) + big32(1) + big32(height) + big32(1) + big32(right) + big32(2) + big32(down) + big32(2))
  }

  private func geometry(_ transformations: [[UInt8]], as format: ImageFormat = .avif) throws -> HEIFGeometry {
    let numbers = transformations.indices.map { UInt8(2 + $0) }
    let file = heif(
      brands: [format == .avif ? "avif" : "heic", "mif1"],
      items: [BuiltItem(id: 1, type: format == .avif ? "av01" : "hvc1", properties: [1] + numbers)],
      properties: [ispe(64, 48)] + transformations)
    let pictures = try #require(try HEIFPictures(file.span.bytes, as: format))
    return try #require(try pictures.picture(0, file.span.bytes)).geometry
  }

  private static let origin = clap(32, 24, right: -32, down: -24)

  @Test(
    "one reading where browsers keep to the listed order",
    arguments: [[], [irot(1)], [imir(0)], [irot(3), imir(1)], [origin], [origin, irot(1), imir(0)]])
  func oneReading(transformations: [[UInt8]]) throws {
    #expect(try geometry(transformations).other == nil)
    #expect(try geometry(transformations, as: .heic).other == nil)
  }

  /// Each seen with Chromium 156.
  @Test(
    "browsers' reading where it differs",
    arguments: [
      ([imir(0), irot(1)], 5), ([imir(1), irot(1)], 7), ([irot(1), irot(1)], 8), ([imir(0), imir(0)], 4),
      ([irot(1), clap(32, 48, right: 0, down: 0)], 8), ([clap(32, 24, right: 32, down: 24)], 1),
      ([clap(32, 24, right: 0, down: 0)], 1), ([clap(128, 24, right: 64, down: -24)], 1), ([origin, origin], 1),
    ])
  func twoReadings(transformations: [[UInt8]], orientation: Int) throws {
    let other = try #require(try geometry(transformations).other)
    #expect(other.orientation == orientation)
    let isCropKept = transformations.first == Self.origin
    #expect(other.hidden.count == transformations.count - (isCropKept ? 1 : 0))
  }

  @Test("HEIC is read as AVIF is")
  func heic() throws {
    #expect(try geometry([Self.clap(32, 24, right: 32, down: 24)], as: .heic).other?.orientation == 1)
    #expect(try geometry([Self.imir(0), Self.irot(1)], as: .heic).other?.orientation == 5)
  }

  @Test("turns are done here where libheif cannot, unless they come before a crop")
  func beyond8Bits() throws {
    #expect(try geometry([]).standard == nil)
    let both = try geometry([Self.imir(0), Self.irot(1)])
    #expect(both.standard?.orientation == 7 && both.standard?.hidden.count == 2 && both.isDecodableBeyond8Bits)
    #expect(try geometry([Self.origin, Self.irot(1)]).standard?.hidden.count == 1)
    #expect(try !geometry([Self.irot(1), Self.origin]).isDecodableBeyond8Bits)
  }

  @Test("pictures are numbered from the primary one on, and libheif's pages by their identifiers")
  func pages() throws {
    let file = heif(
      items: [
        BuiltItem(id: 9, properties: [1]), BuiltItem(id: 1, properties: [1]), BuiltItem(id: 4, properties: [1]),
        BuiltItem(id: 5, properties: [1]), BuiltItem(id: 6, isHidden: true, properties: [1]),
        BuiltItem(id: 7, properties: [1, 2]),
      ],
      properties: [ispe(64, 48), fullBox("auxC", text("urn:mpeg:hevc:2015:auxid:2\0"))],
      references: [BuiltReference(type: "thmb", from: 5, to: [1]), BuiltReference(type: "auxl", from: 7, to: [1])])
    let pictures = try #require(try HEIFPictures(file.span.bytes, as: .heic))
    #expect(pictures.count == 3 && pictures.pageCount == 3)
    #expect(try header(file, as: .heic).frameCount == 3)
    let pages = try (0..<4).map { try pictures.picture($0, file.span.bytes)?.page }
    #expect(pages == [0, 1, 2, nil])
    #expect(pictures.holds == [.thumbnail, .depthMap])
  }

  @Test("tiles that are turned by themselves are told")
  func tiles() throws {
    let grid = BuiltItem(id: 1, type: "grid", properties: [1])
    for (properties, isTurned) in [([UInt8(1), 2], true), ([1], false)] {
      let file = heif(
        items: [grid, BuiltItem(id: 2, isHidden: true, properties: properties)],
        properties: [ispe(64, 48), Self.irot(1)], references: [BuiltReference(type: "dimg", from: 1, to: [2])])
      let pictures = try #require(try HEIFPictures(file.span.bytes, as: .heic))
      #expect(try pictures.picture(0, file.span.bytes)?.geometry.hasTurnedParts == isTurned)
    }
  }

  @Test(
    "brands that the libraries do not know are told",
    arguments: [
      (["avif", "mif1"], [], []), (["heic", "heic"], [], [8]), (["avis", "avis"], [8, 16], []),
      (["msf1", "iso8"], [8, 16], [8]), (["avis"], [8], []), (["miaf", "avif", "mif1"], [8, 16], []),
    ])
  func brands(names: [String], libheif: [Int], libavif: [Int]) {
    let file = fileType(names) + box("free", [0, 0, 0, 0])
    #expect(HEIFFileType.brandsUnknownToLibheif(file.span.bytes) == libheif)
    #expect(HEIFFileType.brandsUnknownToLibavif(file.span.bytes) == libavif)
  }
}
