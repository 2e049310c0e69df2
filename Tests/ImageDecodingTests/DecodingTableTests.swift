import ImageFormats
import ModerationCore
import Testing

@testable import ImageDecoding

@Suite("Decoding table", .timeLimit(.minutes(20)))
struct DecodingTableTests {
  @Test("every decodable format has one row and is known by its bytes")
  func rows() throws {
    let formats = try InProcessDecoder().formats
    #expect(formats.count == DecodingTable.rows.count)
    #expect(formats.isSubset(of: ImageFormat.known))
  }

  @Test("the documented formats are decodable, and JPEG XL is known alone")
  func documented() throws {
    let formats = try InProcessDecoder().formats
    #expect(Limits.ims20201229.formats == formats)
    #expect(Set(ImageFormat.known).subtracting(formats) == [.jpegXL])
  }

  @Test("a picture for preloading is a file of the row's format, and decodes", arguments: DecodingTable.rows)
  func preloading(row: DecodingRow) throws {
    guard let bytes = row.preloadPicture?.bytes else {
      #expect([.bmp, .ico, .jng, .raw].contains(row.format))
      return
    }
    #expect(ImageFormat.sniff(bytes.span.bytes) == row.format)
    #expect(try InProcessDecoderTests.decode(bytes, as: row.format).frames.count == 1)
  }
}

extension DecodingRow: CustomTestStringConvertible {
  var testDescription: String { format.rawValue }
}
