@testable import PixelConversion
import ModerationCore
import TestFixtures
import Testing

@testable import ImageDecoding

@Suite("Pixel converter", .timeLimit(.minutes(20)))
struct PixelConverterTests {
  /// open_nsfw's own preparation, but for the channel order.
  static let wish = InputWish(
    fit: .exact(PixelSize(width: 256, height: 256)), centreCrop: PixelSize(width: 224, height: 224))

  static func convert(_ pixels: [UInt8], _ size: PixelSize, _ wish: InputWish) throws -> ([UInt8], FrameDescription) {
    let frame = DecodedFrame(
      index: 3, size: size, strideBytes: size.width * 3, originalSize: size, hasAlpha: false)
    return try PixelConverter().convert(pixels.span.bytes, of: frame, to: wish) { converted, description in
      (converted.withUnsafeBytes { [UInt8]($0) }, description)
    }
  }

  @Test("crop and JPEG round trip equal the reference's bytes", arguments: [false, true])
  func reference(hasJPEG: Bool) throws {
    var wish = Self.wish
    if hasJPEG { wish.jpegRoundTripQuality = 75 }
    let pixels = try Fixture.bytes("open_nsfw/pixels/chelsea-part-150x110.rgb")
    let (converted, description) = try Self.convert(pixels, PixelSize(width: 150, height: 110), wish)
    let suffix = hasJPEG ? "cropped-jpeg" : "cropped"
    #expect(converted == (try Fixture.bytes("open_nsfw/preprocessed/chelsea-part-150x110.\(suffix).rgb")))
    #expect(description.size == PixelSize(width: 224, height: 224))
    #expect(description.frameIndex == 3)
  }

  @Test("the description says which part of the original the pixels show")
  func region() throws {
    let size = PixelSize(width: 512, height: 128)
    let (_, description) = try Self.convert([UInt8](repeating: 9, count: 512 * 128 * 3), size, Self.wish)
    #expect(description.originalRegion == PixelRectangle(x: 32, y: 8, width: 448, height: 112))
  }

  @Test("blue comes first where the wish says so")
  func channelOrder() throws {
    let wish = InputWish(fit: .longestSide(10), channelOrder: .bgr)
    let (converted, description) = try Self.convert([1, 2, 3, 4, 5, 6], PixelSize(width: 2, height: 1), wish)
    #expect(converted == [3, 2, 1, 6, 5, 4])
    #expect(description.channelOrder == .bgr)
  }

  @Test("pixels that are as wished are handed on as they are")
  func untouched() throws {
    let pixels: [UInt8] = [1, 2, 3, 4, 5, 6]
    let (converted, _) = try Self.convert(pixels, PixelSize(width: 1, height: 2), InputWish(fit: .longestSide(10)))
    #expect(converted == pixels)
  }
}
