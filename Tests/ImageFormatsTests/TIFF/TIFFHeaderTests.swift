import ModerationCore
import Testing

@testable import ImageFormats

@Suite(.timeLimit(.minutes(20)))
struct TIFFHeaderTests {
  @Test("Width and height may be short or long, in both byte orders", arguments: [3, 4], [true, false])
  func types(type: Int, bigEndian: Bool) throws {
    let bytes = tiff([(256, type, 30), (257, type, 20), (274, 3, 6)], bigEndian: bigEndian)
    let header = try header(bytes, as: .tiff)
    #expect(header.codedSize == PixelSize(width: 30, height: 20))
    #expect(header.size == PixelSize(width: 20, height: 30))
    #expect(header.bitsPerChannel == 1)
  }

  @Test("A first directory without width and height is refused")
  func missing() {
    #expect(unreadableMessage(tiff([(256, 3, 30)]), as: .tiff) != nil)
    #expect(unreadableMessage(tiff([(256, 3, 30), (257, 3, 0)]), as: .tiff) != nil)
    #expect(unreadableMessage(tiff([(256, 3, 30), (257, 2, 20)]), as: .tiff) != nil, "text for a height")
    #expect(unreadableMessage(text("II*\0") + little32(8), as: .tiff) != nil)
    #expect(unreadableMessage(text("II*\0") + little32(0xFFFF_FFFF), as: .tiff) != nil)
  }

  @Test("Samples and bits that no picture has are refused")
  func absurd() {
    let size = [(256, 3, 30), (257, 3, 20)]
    #expect(unreadableMessage(tiff(size + [(277, 4, 303_169_682)]), as: .tiff) != nil)
    #expect(unreadableMessage(tiff(size + [(258, 3, 65)]), as: .tiff) != nil)
  }

  @Test("A tag given twice counts as first given")
  func repeated() throws {
    #expect(try header(tiff([(256, 3, 30), (256, 3, 31), (257, 3, 20)]), as: .tiff).size.width == 30)
  }

  @Test("Palettes, alpha and profile are told")
  func details() throws {
    let size = [(256, 3, 30), (257, 3, 20)]
    let palette = try header(tiff(size + [(258, 3, 4), (262, 3, 3)]), as: .tiff)
    #expect(palette.channelCount == 3 && palette.bitsPerChannel == 8)
    let alpha = try header(tiff(size + [(258, 3, 8), (262, 3, 2), (277, 3, 4), (338, 3, 2), (34675, 7, 0)]), as: .tiff)
    #expect(alpha.channelCount == 4 && alpha.hasAlpha && alpha.hasColorProfile)
    #expect(try !header(tiff(size + [(258, 3, 8), (262, 3, 2), (277, 3, 4), (338, 3, 0)]), as: .tiff).hasAlpha)
  }

  @Test("A chain of pages ends where it comes back to itself or leaves the file", arguments: [8, 38, 0xFFFF_FFF0])
  func chain(next: Int) throws {
    // One directory at 8 with two entries ends at 38; a second one there has one entry and its own link.
    let second = little16(1) + little16(254) + little16(4) + little32(1) + little32(2) + little32(next)
    let bytes = tiff([(256, 3, 30), (257, 3, 20)], next: 38) + second
    #expect(try header(bytes, as: .tiff).frameCount == 2)
    #expect(try header(bytes, as: .tiff).frameKind == .pages)
  }

  @Test("A BigTIFF of 64-bit values is read, and values beyond an Int are refused")
  func bigTIFF() throws {
    func file(height: [UInt8]) -> [UInt8] {
      let entries = little16(256) + little16(16) + little64(1) + little64(30)
      return text("II") + little16(43) + little16(8) + little16(0) + little64(16) + little64(2)
        + entries + little16(257) + little16(16) + little64(1) + height + little64(0)
    }
    #expect(try header(file(height: little64(20)), as: .tiff).size == PixelSize(width: 30, height: 20))
    #expect(unreadableMessage(file(height: [UInt8](repeating: 0xFF, count: 8)), as: .tiff) != nil)
  }

  @Test("Pages are counted up to a limit")
  func manyPages() throws {
    var bytes = tiff([(256, 3, 30), (257, 3, 20)], next: 38)
    for index in 1...10_005 {
      bytes += little16(1) + [UInt8](repeating: 0, count: 12) + little32(38 + index * 18)
    }
    #expect(try header(bytes, as: .tiff).frameCount == 10_000)
  }
}
