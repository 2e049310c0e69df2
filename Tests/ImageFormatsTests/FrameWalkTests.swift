import ModerationCore
import Testing

@testable import ImageFormats

/// The walks that find the frames of GIF, WebP and APNG files.
@Suite(.timeLimit(.minutes(20)))
struct FrameWalkTests {
  private static func look(_ bytes: RawSpan) -> (gif: Int?, webp: Int?, png: Int?) {
    let gif = GIFFrames(bytes, maximumFrameCount: 1000)?.frames.count
    let webp = WebPFrames(bytes, maximumFrameCount: 1000)?.frames.count
    var png: Int?
    do throws(APNGFrames.Fault) {
      png = try APNGFrames(bytes, maximumFrameCount: 1000).frames.count
    } catch { _ = error.message }
    return (gif, webp, png)
  }

  @Test(
    "as many frames are found as the header counts",
    arguments: [
      "generated/animated/a_disp_mix.gif", "animations/larger_than_screen.gif", "gif/dispose_prev.gif",
      "generated/animated/a_webp.webp", "animations/turned.webp", "webp/iss634.webp", "apng/delay.png",
      "apng/dispose_op_none.png", "apng/split_fdat.png",
    ])
  func counts(path: String) throws {
    let bytes = try Fixtures.bytes(path)
    let format = try #require(sniff(bytes))
    let found = Self.look(bytes.span.bytes)
    #expect(found.gif ?? found.webp ?? found.png == (try header(bytes, as: format)).frameCount)
  }

  @Test("a GIF's canvas is as large as its header says")
  func canvas() throws {
    let bytes = try Fixtures.bytes("animations/larger_than_screen.gif")
    let canvas = GIFFrames(bytes.span.bytes, maximumFrameCount: 1)?.canvas
    #expect(canvas == PixelSize(width: 70, height: 50))
    #expect(canvas == (try header(bytes, as: .gif)).size)
  }

  @Test(
    "frame chunks out of order are refused",
    arguments: [
      "sequence_fdat_fctl", "sequence_gap", "sequence_reorder", "sequence_reorder_chunk", "sequence_repeat",
      "sequence_repeat_chunk", "sequence_start",
    ])
  func order(name: String) throws {
    let bytes = try Fixtures.bytes("apng/\(name).png")
    #expect(Self.look(bytes.span.bytes).png == nil)
  }

  @Test(
    "cuts and changed bytes are survived",
    arguments: [
      "animations/larger_than_screen.gif", "animations/turned.webp", "apng/dispose_op_previous_region.png",
    ])
  func robustness(path: String) throws {
    var bytes = try Fixtures.bytes(path)
    for count in stride(from: 0, through: bytes.count, by: 3) {
      _ = Self.look(bytes.span.bytes.extracting(first: count))
    }
    for place in stride(from: 0, to: bytes.count, by: 3) {
      let original = bytes[place]
      for value: UInt8 in [0, 0x7F, 0xFF] {
        bytes[place] = value
        _ = Self.look(bytes.span.bytes)
      }
      bytes[place] = original
    }
  }
}
