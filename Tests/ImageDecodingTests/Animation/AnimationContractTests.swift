import ModerationCore
import TestFixtures
import Testing

@testable import ImageDecoding

/// What holds for every reader of frames, on good files and on bad ones.
@Suite("Readers of frames", .timeLimit(.minutes(20)))
struct AnimationContractTests {
  @Test(
    "the caller may stop, and nothing is decoded after that",
    arguments: [
      "generated/animated/a_webp.webp", "generated/animated/a_avifs.avif", "generated/animated/a_heics_lh2.heics",
      "generated/animated/a_disp_mix.gif", "apng/delay.png",
    ])
  func stops(path: String) throws {
    let bytes = try Fixture.bytes("images/\(path)")
    let format = try #require(sniff(bytes))
    // The frame behind the last does not exist: who decoded on would fail.
    let request = DecodeRequest(
      format: format, frameIndices: [0, 1, 99], wishes: [], size: InProcessDecoderTests.anySize)
    var seen = 0
    _ = try InProcessDecoder().decode(bytes.span.bytes, request) { _, _ in
      seen += 1
      return false
    }
    #expect(seen == 1)
  }

  @Test(
    "a frame that is not there is named, after those that are",
    arguments: [
      "generated/animated/a_webp.webp", "generated/animated/a_avifs.avif", "generated/animated/a_heics_lh2.heics",
      "generated/animated/a_disp_mix.gif", "apng/delay.png",
    ])
  func missing(path: String) throws {
    let bytes = try Fixture.bytes("images/\(path)")
    let format = try #require(sniff(bytes))
    let rejection = InProcessDecoderTests.failure {
      try InProcessDecoderTests.decode(bytes, as: format, frames: [0, 1, 99])
    }
    #expect(rejection?.code == .decodingFailed)
    #expect(rejection?.frameIndex == 99)
  }

  @Test(
    "limits are applied before frames are decoded",
    arguments: [
      ("generated/animated/a_webp.webp", 320 * 240), ("generated/animated/a_avifs.avif", 320 * 240),
      ("generated/animated/a_heics_lh2.heics", 320 * 240), ("generated/animated/a_disp_mix.gif", 100 * 100),
      ("animations/larger_than_screen.gif", 70 * 50), ("apng/delay.png", 128 * 64),
    ])
  func limits(path: String, pixelCount: Int) throws {
    let bytes = try Fixture.bytes("images/\(path)")
    let format = try #require(sniff(bytes))
    var size = InProcessDecoderTests.anySize
    size.maximumFramePixels = pixelCount
    #expect(try InProcessDecoderTests.decode(bytes, as: format, frames: [1], size: size).frames.count == 1)
    size.maximumFramePixels = pixelCount - 1
    let rejection = InProcessDecoderTests.failure {
      try InProcessDecoderTests.decode(bytes, as: format, frames: [1], size: size)
    }
    #expect(rejection?.code == .pixelBudgetExceeded)
  }

  @Test("a parameter set that asks for larger pictures than the header is refused")
  func largerThanHeader() {
    let rejection = InProcessDecoderTests.failure {
      try InProcessDecoderTests.decode("animations/larger_than_entry.heics", as: .heic)
    }
    #expect(rejection?.code == .decodingFailed)
    #expect(rejection?.message.contains("parameter set") == true)
  }

  @Test(
    "a request whose time is up ends between frames", arguments: ["a_webp.webp", "a_heics_lh2.heics", "a_avifs.avif"])
  func deadline(name: String) throws {
    let bytes = try Fixture.bytes("images/generated/animated/\(name)")
    let format = try #require(sniff(bytes))
    let request = DecodeRequest(
      format: format, frameIndices: [20], wishes: [], size: InProcessDecoderTests.anySize, deadline: .now)
    let failure = #expect(throws: DecodingFailure.self) {
      _ = try InProcessDecoder().decode(bytes.span.bytes, request) { _, _ in true }
    }
    #expect(failure?.isLate == true)
  }

  @Test(
    "a file cut anywhere gives whole frames or a rejection",
    arguments: [
      "animations/turned.webp", "animations/alpha_turned.heics", "animations/clap.heics",
      "apng/dispose_op_previous.png",
      "animations/larger_than_screen.gif", "generated/animated/a_avifs.avif",
    ])
  func cut(path: String) throws {
    let bytes = try Fixture.bytes("images/\(path)")
    let format = try #require(sniff(bytes))
    let decoder = try InProcessDecoder()
    for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 150)) {
      do throws(DecodingFailure) {
        let request = DecodeRequest(
          format: format, frameIndices: [0, 2], wishes: [], size: InProcessDecoderTests.anySize)
        _ = try decoder.decode(bytes.span.bytes.extracting(first: count), request) { _, _ in true }
      } catch .rejected { continue } catch { Issue.record("cut at \(count): \(error)") }
    }
  }

  @Test(
    "changed bytes give pictures or a rejection",
    arguments: [
      "animations/turned.webp", "animations/alpha_turned.heics", "animations/ten_bits_444.heics",
      "apng/dispose_op_previous.png", "animations/larger_than_screen.gif",
    ])
  func changed(path: String) throws {
    var bytes = try Fixture.bytes("images/\(path)")
    let format = try #require(sniff(bytes))
    let decoder = try InProcessDecoder()
    for place in stride(from: 12, to: bytes.count, by: max(1, bytes.count / 200)) {
      let original = bytes[place]
      for value in [0, 0x7F, 0xFF, original ^ 1] {
        bytes[place] = value
        let request = DecodeRequest(
          format: format, frameIndices: [0, 2], wishes: [], size: InProcessDecoderTests.anySize)
        do throws(DecodingFailure) {
          _ = try decoder.decode(bytes.span.bytes, request) { _, _ in true }
        } catch .rejected { continue } catch { Issue.record("byte \(place): \(error)") }
      }
      bytes[place] = original
    }
  }

}
