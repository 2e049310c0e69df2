import ModerationCore
import Testing

@testable import ImageFormats

/// Which frame a header says is shown longest.
@Suite(.timeLimit(.minutes(20)))
struct LongestFrameTests {
  /// Hundredths of a second, and the frame that browsers show longest.
  static let rows: [(hundredths: [Int], longest: Int)] = [
    ([10, 20, 30], 2), ([10, 30, 30], 1), ([2, 9, 9], 1), ([5, 0, 5], 1), ([1, 1, 10], 0), ([9, 1, 500, 65_535], 3),
    ([0, 0, 0], 0), ([8, 9], 1),
  ]

  @Test("a GIF", arguments: rows)
  func gif(hundredths: [Int], longest: Int) throws {
    let screen = text("GIF89a") + little16(8) + little16(8) + [0, 0, 0]
    let frame: [UInt8] = [0x2C] + little32(0) + little16(8) + little16(8) + [0, 2, 1, 0x44, 0]
    let control: [UInt8] = [0x21, 0xF9, 4, 0]
    let end: [UInt8] = [0, 0]
    let frames: [UInt8] = hundredths.flatMap { control + little16($0) + end + frame }
    #expect(try header(screen + frames, as: .gif).longestFrame == longest)
    // A time is that of the next frame alone: one without any counts as 100 ms.
    let withoutTime = try header(screen + frames + frame + frame, as: .gif).longestFrame
    #expect(withoutTime == (hundredths.allSatisfy { (2..<10).contains($0) } ? hundredths.count : longest))
  }

  @Test("a WebP", arguments: rows)
  func webp(hundredths: [Int], longest: Int) throws {
    let frames = hundredths.map { hundredths in
      riffChunk("ANMF", little24(0) + little24(0) + little24(29) + little24(19) + little24(hundredths * 10) + [0, 0])
    }
    let bytes = ImageFormatsTests.webp([vp8x(flags: 0x02, width: 30, height: 20)] + frames)
    #expect(try header(bytes, as: .webp).longestFrame == longest)
  }

  @Test("a PNG; a denominator of 0 means hundredths", arguments: rows, [0, 100, 200])
  func png(_ row: (hundredths: [Int], longest: Int), denominator: Int) throws {
    var bytes = ImageFormatsTests.png(width: 8, height: 8) + pngChunk("acTL", big32(row.hundredths.count) + big32(0))
    for (index, hundredths) in row.hundredths.enumerated() {
      let numerator = min(denominator == 200 ? hundredths * 2 : hundredths, 65_535)
      let place = big32(index) + big32(8) + big32(8) + big32(0) + big32(0)
      bytes += pngChunk("fcTL", place + big16(numerator) + big16(denominator) + [0, 0])
      bytes += pngChunk(index == 0 ? "IDAT" : "fdAT")
    }
    #expect(try header(bytes, as: .png).longestFrame == row.longest)
  }

  @Test("nothing is played in a still picture")
  func still() throws {
    let control = pngChunk("fcTL", big32(0) + big32(8) + big32(8) + big32(0) + big32(0) + big16(9) + big16(1) + [0, 0])
    let start = ImageFormatsTests.png(width: 8, height: 8)
    let late = start + pngChunk("IDAT") + control + control
    #expect(try header(late, as: .png).longestFrame == 0, "no animation control chunk")
    let frames = [1, 9].map {
      riffChunk("ANMF", little24(0) + little24(0) + little24(29) + little24(19) + [$0, 9, 0, 0])
    }
    let bytes = ImageFormatsTests.webp([vp8x(flags: 0, width: 30, height: 20), vp8(width: 30, height: 20)] + frames)
    #expect(try header(bytes, as: .webp).longestFrame == 0, "no animation flag")
  }
}
