import ModerationCore
import Testing

@testable import ImageFormats

@Suite(.timeLimit(.minutes(20)))
struct RAWHeaderTests {
  @Test("The mosaic's size counts and not the preview's, cropped where the file says so, and upright")
  func mosaic() throws {
    let header = try header(rawTIFF(), as: .raw)
    #expect(header.codedSize == PixelSize(width: 5990, height: 3980))
    #expect(header.size == PixelSize(width: 3980, height: 5990))
    #expect(header.bitsPerChannel == 14 && header.frameKind == .still)
  }

  @Test("A crop larger than the mosaic is not believed")
  func crop() throws {
    var bytes = rawTIFF(orientation: 1)
    bytes.replaceSubrange(320..<324, with: little32(13_000))
    #expect(try header(bytes, as: .raw).size == PixelSize(width: 6000, height: 4000))
    bytes.replaceSubrange(324..<328, with: little32(0))
    #expect(try header(bytes, as: .raw).size == PixelSize(width: 6000, height: 4000))
  }

  @Test("Makers' own formats tell their size in their own way")
  func makers() throws {
    let canon = try header(canonMovie(width: 6000, height: 4000), as: .raw)
    #expect(canon.codedSize == PixelSize(width: 6000, height: 4000) && canon.orientation == 8)
    let fujifilm = try header(fuji(width: 4896, height: 3264), as: .raw)
    #expect(fujifilm.codedSize == PixelSize(width: 4896, height: 3264) && fujifilm.orientation == 8)
    let konica = try header(minolta(width: 3000, height: 2000), as: .raw)
    #expect(konica.codedSize == PixelSize(width: 3000, height: 2000) && konica.orientation == 6)
    let lumix = try header(panasonic(left: 8, top: 4, right: 4008, bottom: 3004), as: .raw)
    #expect(lumix.codedSize == PixelSize(width: 4000, height: 3000) && lumix.size.width == 3000)
    #expect(try header(olympus(width: 4640, height: 3472), as: .raw).size == PixelSize(width: 4640, height: 3472))
  }

  @Test(
    "Formats without a reader are refused by name",
    arguments: [
      ("FOVb\0\0\0\0", "X3F"), ("II\u{1A}\0\0\0HEAPCCDR", "CRW"), ("MM\0*\0\0\0\u{8}MMMM", "IIQ"),
      ("abcdefgh", "maker"),
    ])
  func byName(file: String, name: String) {
    let error = #expect(throws: InputRejection.self) { try header(text(file), as: .raw) }
    #expect(error?.code == .formatNotDecodable)
    #expect(error?.message.contains(name) == true)
  }

  @Test("A side of 0, borders the wrong way round and missing directories are refused")
  func damaged() {
    #expect(unreadableMessage(panasonic(left: 8, top: 4, right: 8, bottom: 3004), as: .raw) != nil)
    #expect(unreadableMessage(panasonic(left: 9, top: 4, right: 8, bottom: 3004), as: .raw) != nil)
    #expect(unreadableMessage(fuji(width: 0, height: 3), as: .raw) != nil)
    #expect(unreadableMessage(Array(canonMovie(width: 30, height: 20).prefix(60)), as: .raw) != nil)
    #expect(unreadableMessage(text("IIRO") + little32(500), as: .raw) != nil)
  }
}
