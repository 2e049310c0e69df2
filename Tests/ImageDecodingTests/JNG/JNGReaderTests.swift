import ModerationCore
import TestFixtures
import Testing

@testable import ImageDecoding

@Suite("JNG reader", .timeLimit(.minutes(20)))
struct JNGReaderTests {
  typealias Decoding = InProcessDecoderTests

  @Test("a JNG shows what an independent decoder makes of its parts", arguments: ReferencePicture.all(".jng"))
  func reference(picture: ReferencePicture) throws {
    try picture.expect(Decoding.decode(picture.file, as: .jng))
  }

  @Test("the list of reference pictures is there")
  func listIsThere() { #expect(ReferencePicture.all(".jng").count == 3) }

  private static func big(_ value: Int) -> [UInt8] { BitmapFile.little(value, 4).reversed() }

  /// A chunk with a check sum of 0, which only libpng would look at.
  private static func chunk(_ type: String, _ content: [UInt8] = []) -> [UInt8] {
    big(content.count) + Array(type.utf8) + content + [0, 0, 0, 0]
  }

  private static func file(
    width: Int = 128, height: Int = 128, kind: UInt8 = 10, depth: UInt8 = 8, alpha: [UInt8] = [0, 0, 0, 0],
    _ chunks: [[UInt8]]
  ) -> [UInt8] {
    let fields: [UInt8] = [kind, depth, 8, 0] + alpha
    let header = chunk("JHDR", big(width) + big(height) + fields)
    return [0x8B, 0x4A, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + header + chunks.flatMap { $0 }
  }

  private let jpeg: [UInt8]

  init() throws { jpeg = try Fixture.bytes("images/photos-faces/hopper.jpg") }

  @Test("a picture cut into many chunks is put together, and the one of 12 bits behind the separator is left out")
  func pieces() throws {
    let whole = try Decoding.decode(jpeg, as: .jpeg)
    let parts = stride(from: 0, to: jpeg.count, by: 100).map { start in
      Self.chunk("JDAT", Array(jpeg[start..<min(start + 100, jpeg.count)]))
    }
    let other = [Self.chunk("JSEP"), Self.chunk("JDAT", [1, 2, 3]), Self.chunk("IEND")]
    let decoded = try Decoding.decode(Self.file(depth: 20, parts + other), as: .jng)
    #expect(decoded.pixels == whole.pixels)
    #expect(!decoded.frames[0].hasAlpha)
  }

  @Test("alpha may be a JPEG")
  func jpegAlpha() throws {
    let chunks = [Self.chunk("JDAT", jpeg), Self.chunk("JDAA", jpeg), Self.chunk("IEND")]
    let decoded = try Decoding.decode(Self.file(kind: 14, alpha: [8, 8, 0, 0], chunks), as: .jng)
    let colour = try Decoding.decode(jpeg, as: .jpeg).pixels[0]
    let opacity = Int(colour[0])
    #expect(decoded.pixels[0][0] == UInt8((opacity * opacity + 255 * (255 - opacity)) / 255))
    #expect(decoded.frames[0].hasAlpha)
  }

  @Test("a JPEG of another size than JHDR says is refused")
  func contradiction() {
    let file = Self.file(width: 127, [Self.chunk("JDAT", jpeg), Self.chunk("IEND")])
    #expect(Decoding.failure { try Decoding.decode(file, as: .jng) }?.code == .decodingFailed)
  }

  @Test("missing alpha, a missing end, a picture cut short and no picture at all are refused")
  func truncated() {
    let picture = Self.chunk("JDAT", jpeg)
    let files = [
      Self.file(kind: 14, alpha: [8, 0, 0, 0], [picture, Self.chunk("IEND")]), Self.file([picture]),
      Self.file([Self.chunk("JDAT", Array(jpeg.prefix(3000))), Self.chunk("IEND")]), Self.file([Self.chunk("IEND")]),
    ]
    for file in files {
      let code = Decoding.failure { try Decoding.decode(file, as: .jng) }?.code
      #expect(code == .decodingFailed || code == .headerUnreadable)
    }
  }

  @Test("limits apply to JHDR before anything is put together")
  func limits() {
    let file = Self.file(width: 10_000, [])
    let rejection = Decoding.failure { try Decoding.decode(file, as: .jng, size: Limits.ims20201229.size) }
    #expect(rejection?.code == .sideTooLarge)
  }

  @Test("any changed byte of the chunks' frame is a picture or a refusal, and never a trap")
  func survives() throws {
    var bytes = try Fixture.bytes("images/generated/variant/alpha.jng")
    for index in 8..<60 {
      let original = bytes[index]
      bytes[index] = index % 2 == 0 ? 0xFF : original ^ 1
      var size = Decoding.anySize
      size.maximumFramePixels = 1_000_000
      _ = Decoding.failure { try Decoding.decode(bytes, as: .jng, size: size) }
      bytes[index] = original
    }
  }

  @Test("alpha of another size than JHDR says is refused")
  func otherAlpha() throws {
    let other = try Fixture.bytes("images/generated/variant/v_gray.jpg")
    let chunks = [Self.chunk("JDAT", jpeg), Self.chunk("JDAA", other), Self.chunk("IEND")]
    let file = Self.file(kind: 14, alpha: [8, 8, 0, 0], chunks)
    #expect(Decoding.failure { try Decoding.decode(file, as: .jng) }?.code == .decodingFailed)
  }
}
