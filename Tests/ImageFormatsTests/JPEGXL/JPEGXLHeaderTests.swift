import ModerationCore
import Testing

@testable import ImageFormats

@Suite(.timeLimit(.minutes(20)))
struct JPEGXLHeaderTests {
  @Test("A drawn gradient is known and measured, bare and in boxes", arguments: ["gradient.jxl", "gradient-boxes.jxl"])
  func fixtures(name: String) throws {
    let bytes = try Fixtures.bytes("jpegxl/\(name)")
    #expect(sniff(bytes) == .jpegXL)
    let expected = ImageHeader(
      format: .jpegXL, codedSize: PixelSize(width: 48, height: 32), bitsPerChannel: 8, channelCount: 3)
    #expect(try header(bytes, as: .jpegXL) == expected)
  }

  /// The first bytes of a codestream that cjxl 0.7.0 wrote, and what jxlinfo says of the file. The size is upright here
  /// and stored there.
  struct Example: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let size: PixelSize
    var orientation = 1
    var bits = 8
    var channels = 3
    var hasAlpha = false
    var hasProfile = false
    var testDescription: String { "\(size), \(channels) channels of \(bits) bits" }

    init(
      _ first: UInt64, _ second: UInt64, _ width: Int, _ height: Int, orientation: Int = 1, bits: Int = 8,
      channels: Int = 3, hasAlpha: Bool = false, hasProfile: Bool = false
    ) {
      bytes = [first, second].flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) } }
      size = PixelSize(width: width, height: height)
      (self.orientation, self.bits, self.channels) = (orientation, bits, channels)
      (self.hasAlpha, self.hasProfile) = (hasAlpha, hasProfile)
    }
  }

  @Test(
    "Size, orientation, depth, channels and profile are those that the format's own tool reports",
    arguments: [
      Example(0xFF0A_0010_9050_5C08, 0x0012_8802_00B8_005D, 1, 1),
      Example(0xFF0A_BA12_0001_4828, 0x2E04_0012_8802_00BC, 9, 600),
      Example(0xFF0A_3141_4271_2100, 0x1288_0200_4881_060C, 300, 200),
      Example(0xFF0A_033E_4828_2E04, 0x0012_8802_00F0_005D, 256, 16),
      Example(0xFF0A_1000_0140_0009, 0xC585_0012_8802_0028, 8193, 3),
      Example(0xFF0A_09C1_82E2_4208, 0x0810_00E8_014B_2823, 60, 40, channels: 4, hasAlpha: true),
      Example(0xFF0A_09F1_A3A1_B810, 0x0048_8028_0030_055D, 60, 40, bits: 16, channels: 4, hasAlpha: true),
      Example(0xFF0A_09C1_A2B8_1008, 0x0810_002C_014B_28A3, 60, 40, channels: 2, hasAlpha: true),
      Example(0xFF0A_0941_525C_0800, 0x1288_0200_7402_5DE5, 60, 40, channels: 1),
      Example(0xFF0A_FA13_E0BB_0562, 0x0200_0001_E36A_6272, 640, 480, orientation: 6),
      Example(0xFF0A_F83E_10C2_5BC3, 0x8014_9A07_204B_87AD, 640, 480, hasProfile: true),
    ])
  func metadata(example: Example) throws {
    let header = try header(example.bytes, as: .jpegXL)
    #expect(header.size == example.size)
    #expect(header.orientation == example.orientation)
    #expect(header.bitsPerChannel == example.bits)
    #expect(header.channelCount == example.channels)
    #expect(header.hasAlpha == example.hasAlpha)
    #expect(header.hasColorProfile == example.hasProfile)
  }

  @Test("An animation, whose frames only its data tell, is refused by name")
  func animation() {
    let bytes: [UInt8] = [0xFF, 0x0A, 0xCF, 0x05, 0x03, 0xD8, 0x50, 0x5C, 0x12, 0x00, 0x48, 0x00, 0xC9, 0x04]
    let error = #expect(throws: InputRejection.self) { try header(bytes, as: .jpegXL) }
    #expect(error?.code == .formatNotDecodable)
    #expect(error?.message == "JXL: an animation is recognised but not decodable in this version")
  }

  @Test("A codestream in parts is found in its first one")
  func parts() throws {
    let bare = try Fixtures.bytes("jpegxl/gradient.jxl")
    let signature = try Fixtures.bytes("jpegxl/gradient-boxes.jxl").prefix(32)
    let first = big32(8 + 4 + 20) + text("jxlp") + big32(0) + bare.prefix(20)
    let second = big32(0) + text("jxlp") + big32(0x8000_0001) + bare.dropFirst(20)
    #expect(try header(signature + first + second, as: .jpegXL).size == PixelSize(width: 48, height: 32))
  }

  @Test("A file cut in its metadata, or without a codestream, is unreadable")
  func damaged() throws {
    let boxes = try Fixtures.bytes("jpegxl/gradient-boxes.jxl")
    #expect(unreadableMessage(Array(boxes.prefix(32)), as: .jpegXL) == "JXL header: no codestream at byte 0")
    #expect(
      unreadableMessage(Array(boxes.prefix(43)), as: .jpegXL)
        == "JXL header: the image metadata are damaged or truncated at byte 42")
    #expect(unreadableMessage([0xFF, 0x0A], as: .jpegXL) != nil)
    #expect(unreadableMessage([], as: .jpegXL) != nil)
    #expect(sniff(Array(boxes.prefix(11))) == nil)
  }
}
