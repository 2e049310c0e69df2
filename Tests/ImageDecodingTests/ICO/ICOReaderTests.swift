import ImageFormats
import ModerationCore
import TestFixtures
import Testing

@testable import ImageDecoding

@Suite("ICO reader", .timeLimit(.minutes(20)))
struct ICOReaderTests {
  typealias Decoding = InProcessDecoderTests

  @Test("an icon's largest picture is what an independent decoder shows", arguments: ReferencePicture.all(".ico"))
  func reference(picture: ReferencePicture) throws {
    let bytes = try Fixture.bytes("images/\(picture.file)")
    let frame = try ImageHeader(of: bytes.span.bytes, as: .ico).primaryFrame
    let decoded = try Decoding.decode(bytes, as: .ico, frames: [frame])
    try picture.expect(decoded)
    #expect(decoded.frames[0].index == frame)
  }

  @Test("the list of reference pictures is there")
  func listIsThere() { #expect(ReferencePicture.all(".ico").count == 7) }

  @Test("every entry can be asked for, and none beyond")
  func entries() throws {
    let decoded = try Decoding.decode("generated/still/s_ico.ico", as: .ico, frames: [0, 1, 2])
    #expect(decoded.frames.map(\.size.width) == [16, 64, 256])
    #expect(decoded.frames.map(\.index) == [0, 1, 2])
    let rejection = Decoding.failure { try Decoding.decode("generated/still/s_ico.ico", as: .ico, frames: [3]) }
    #expect(rejection?.code == .headerUnreadable)
  }

  @Test("in 32 bits alpha decides, and the mask where alpha is 0 everywhere", arguments: [UInt8(0), 255])
  func alphaOrMask(alpha: UInt8) throws {
    let mask: [UInt8] = [0x80, 0, 0, 0]
    let pixels: [UInt8] = [1, 2, 3, alpha, 4, 5, 6, 0] + mask
    let icon = BitmapFile.icon([BitmapFile(width: 2, height: 2, bits: 32, pixels: pixels).content])
    let decoded = try Decoding.decode(icon, as: .ico)
    #expect(decoded.pixels[0] == (alpha > 0 ? [3, 2, 1, 255, 255, 255] : [255, 255, 255, 6, 5, 4]))
  }

  @Test("a mask may be missing from 32 bits, and from nothing else", arguments: [24, 32])
  func missingMask(bits: Int) throws {
    let pixels: [UInt8] = [1, 2, 3, 0]
    let icon = BitmapFile.icon([BitmapFile(width: 1, height: 2, bits: bits, pixels: pixels).content])
    let rejection = Decoding.failure { try Decoding.decode(icon, as: .ico) }
    #expect((rejection == nil) == (bits == 32))
  }

  @Test("limits apply to the inner header, before anything is decoded")
  func limits() {
    let size = Limits.ims20201229.size
    let bomb = Decoding.failure { try Decoding.decode("hostile/decompression_bomb.ico", as: .ico, size: size) }
    #expect(bomb?.code == .sideTooLarge)
    let small = Decoding.failure { try Decoding.decode("ico/hopper_draw.ico", as: .ico, size: size) }
    #expect(small?.code == .sideTooSmall)
  }

  @Test("a damaged PNG file inside is refused under the entry's number")
  func damagedPNG() throws {
    let png = Array(try Fixture.bytes("images/generated/still/s_png.png").prefix(5000))
    let other = BitmapFile(width: 1, height: 2, bits: 32, pixels: [1, 2, 3, 4, 0, 0, 0, 0]).content
    let rejection = Decoding.failure { try Decoding.decode(BitmapFile.icon([other, png]), as: .ico, frames: [1]) }
    #expect(rejection?.code == .decodingFailed)
    #expect(rejection?.frameIndex == 1)
  }
}
