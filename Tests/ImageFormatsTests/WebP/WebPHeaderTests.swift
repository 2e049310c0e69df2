import ModerationCore
import Testing

@testable import ImageFormats

@Suite(.timeLimit(.minutes(20)))
struct WebPHeaderTests {
  @Test("Lossy frame headers give 14 bits of size, without the scaling bits")
  func lossy() throws {
    let header = try header(webp([vp8(width: 0xC000 | 30, height: 0x4000 | 20)]), as: .webp)
    #expect(header.size == PixelSize(width: 30, height: 20))
    #expect(unreadableMessage(webp([vp8(width: 0xC000, height: 20)]), as: .webp) != nil)
  }

  @Test("Lossless frame headers give size and alpha", arguments: [true, false])
  func lossless(alpha: Bool) throws {
    let bits = 16_383 | 19 << 14 | (alpha ? 1 : 0) << 28
    let header = try header(webp([riffChunk("VP8L", [0x2F] + little32(bits))]), as: .webp)
    #expect(header.size == PixelSize(width: 16_384, height: 20))
    #expect(header.hasAlpha == alpha)
    #expect(unreadableMessage(webp([riffChunk("VP8L", [0x2F] + little32(bits | 1 << 29))]), as: .webp) != nil)
  }

  @Test("An interframe or a wrong start code is refused")
  func damagedLossy() {
    for (index, value) in [(8, 1), (11, 0), (12, 0), (13, 0)] {
      var picture = vp8(width: 30, height: 20)
      picture[index] = UInt8(value)
      #expect(unreadableMessage(webp([picture]), as: .webp) != nil)
    }
  }

  @Test("An extended file gives profile and orientation, which comes last, with or without JPEG's prefix")
  func extended() throws {
    for prefix in ["", "Exif\0\0"] {
      let chunks = [
        vp8x(flags: 0x28, width: 30, height: 20), riffChunk("ICCP", [1]), vp8(width: 30, height: 20),
        riffChunk("EXIF", text(prefix) + exif(5, bigEndian: true)),
      ]
      let header = try header(webp(chunks), as: .webp)
      #expect(header.hasColorProfile)
      #expect(header.orientation == 5)
      #expect(header.size == PixelSize(width: 20, height: 30))
    }
  }

  @Test("A canvas that is not the picture's size is refused")
  func contradiction() {
    let bytes = webp([vp8x(flags: 0, width: 60, height: 60), vp8(width: 16_383, height: 16_383)])
    #expect(unreadableMessage(bytes, as: .webp)?.contains("canvas is 60x60") == true)
  }

  @Test("Frames are counted, and an animation needs one")
  func frames() throws {
    let frame = riffChunk("ANMF", [UInt8](repeating: 0, count: 17))
    let start = vp8x(flags: 0x02, width: 30, height: 20)
    #expect(try header(webp([start, frame, frame, frame]), as: .webp).frameCount == 3)
    #expect(try header(webp([start, frame]), as: .webp).frameKind == .still)
    #expect(unreadableMessage(webp([start]), as: .webp) != nil)
  }

  @Test("The RIFF length may lie: too long is cut down, too short hides what is behind")
  func lyingLength() throws {
    #expect(try header(webp([vp8(width: 30, height: 20)], claimedByteCount: 0xFFFF_FFFF), as: .webp).size.width == 30)
    #expect(unreadableMessage(webp([vp8(width: 30, height: 20)], claimedByteCount: 4), as: .webp) != nil)
  }

  /// A frame of an animation.
  private func frame(left: Int = 0, top: Int = 0, width: Int, height: Int, picture: [UInt8] = []) -> [UInt8] {
    let place = little24(left / 2) + little24(top / 2) + little24(width - 1) + little24(height - 1)
    return riffChunk("ANMF", place + [0, 0, 0, 0] + picture)
  }

  @Test("A frame must lie inside the canvas")
  func frameOutside() throws {
    let start = vp8x(flags: 0x02, width: 30, height: 20)
    #expect(try header(webp([start, frame(left: 10, top: 6, width: 20, height: 14)]), as: .webp).frameCount == 1)
    for outside in [
      frame(left: 12, width: 20, height: 20), frame(top: 2, width: 30, height: 20), frame(width: 31, height: 1),
      frame(left: 0x1FF_FFFE, width: 1, height: 1), frame(width: 1 << 24, height: 1),
    ] {
      #expect(unreadableMessage(webp([start, outside]), as: .webp)?.contains("leaves the canvas") == true)
    }
  }

  @Test("A frame's picture must have the frame's size")
  func framePicture() throws {
    let start = vp8x(flags: 0x02, width: 30, height: 20)
    let alpha = riffChunk("ALPH", [0, 1, 2])
    let good = frame(width: 8, height: 6, picture: alpha + vp8(width: 8, height: 6))
    #expect(try header(webp([start, good, good]), as: .webp).frameCount == 2)
    let bad = frame(width: 8, height: 6, picture: alpha + vp8(width: 16_383, height: 6))
    #expect(unreadableMessage(webp([start, good, bad]), as: .webp)?.contains("picture 16383x6") == true)
  }
}
