import ModerationCore
import Testing

@testable import ImageFormats

@Suite(.timeLimit(.minutes(20)))
struct PNGHeaderTests {
  private let start = png(width: 30, height: 20)
  private let control = pngChunk("acTL", big32(2) + big32(0))
  private let frame = pngChunk("fcTL", [UInt8](repeating: 0, count: 26))
  private let data = pngChunk("IDAT", [0])

  @Test("Only the combinations of colour type and bit depth that PNG has are accepted", arguments: UInt8(0)...7)
  func combinations(colorType: UInt8) {
    let allowed: [UInt8: Set<UInt8>] = [0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]]
    for bitDepth in UInt8(0)...17 {
      let isReadable = unreadableMessage(png(width: 1, height: 1, bitDepth: bitDepth, colorType: colorType), as: .png)
      #expect((isReadable == nil) == (allowed[colorType] ?? []).contains(bitDepth))
    }
  }

  @Test("A side of 0 or beyond 2^31 - 1 is refused", arguments: [0, 0x8000_0000, 0xFFFF_FFFF])
  func sides(side: Int) throws {
    #expect(unreadableMessage(png(width: side, height: 1), as: .png) != nil)
    #expect(unreadableMessage(png(width: 1, height: side), as: .png) != nil)
    #expect(try header(png(width: 0x7FFF_FFFF, height: 1), as: .png).size.width == 0x7FFF_FFFF)
  }

  @Test("IHDR must come first, whole and with 13 bytes")
  func firstChunk() {
    let signature = Array(start.prefix(8))
    #expect(unreadableMessage(signature + pngChunk("gAMA", big32(1)) + start.dropFirst(8), as: .png) != nil)
    #expect(unreadableMessage(signature + pngChunk("IHDR", [UInt8](repeating: 1, count: 14)), as: .png) != nil)
    #expect(unreadableMessage(Array(start.prefix(28)), as: .png) != nil)
  }

  @Test("Frames are counted from frame control chunks, not from the claimed number")
  func frames() throws {
    let claimsTwo = try header(start + control + frame + data + frame + frame, as: .png)
    #expect(claimsTwo.frameCount == 3)
    #expect(claimsTwo.frameKind == .animation)
    #expect(!claimsTwo.hasStillBesideFrames)
    let one = try header(start + control + frame + data, as: .png)
    #expect(one.frameKind == .still)
    #expect(try header(start + frame + data + frame, as: .png).frameKind == .still, "no animation control")
    #expect(try header(start + data + control + frame + frame, as: .png).frameKind == .still, "control comes too late")
  }

  @Test("A default image outside the animation is reported, even beside a single frame")
  func defaultImage() throws {
    let header = try header(start + control + data + frame, as: .png)
    #expect(header.frameKind == .animation)
    #expect(header.frameCount == 1)
    #expect(header.hasStillBesideFrames)
  }

  @Test("Transparency, profile and orientation are found, the latter behind the picture as well")
  func ancillary() throws {
    let before = pngChunk("iCCP", [0]) + pngChunk("tRNS", [0, 0])
    let header = try header(start + before + data + pngChunk("eXIf", exif(8)) + pngChunk("IEND"), as: .png)
    #expect(header.hasAlpha && header.hasColorProfile)
    #expect(header.channelCount == 4)
    #expect(header.size == PixelSize(width: 20, height: 30))
  }

  @Test("A chunk whose length leaves the file ends the walk")
  func lyingLength() throws {
    #expect(try header(start + big32(0xFFFF_FFFF) + text("IDAT") + [0], as: .png).size.width == 30)
  }

  @Test("Endless chunks are refused before the picture and ignored behind it")
  func endlessChunks() throws {
    let chunks = [[UInt8]](repeating: pngChunk("tEXt"), count: PNGHeader.maximumChunkCount).flatMap { $0 }
    #expect(unreadableMessage(start + chunks + data, as: .png)?.contains("more than 65536 chunks") == true)
    #expect(try header(start + data + chunks, as: .png).size.width == 30)
  }

  @Test("A chunk beside the picture has a limit, and so have all of them together")
  func ancillaryBytes() throws {
    let limit = AncillaryChunkBudget.maximumChunkByteCount
    func chunk(_ type: String, _ count: Int) -> [UInt8] { pngChunk(type, [UInt8](repeating: 0, count: count)) }
    #expect(try header(start + chunk("zTXt", limit) + chunk("iCCP", limit) + data, as: .png).hasColorProfile)
    let one = #expect(throws: InputRejection.self) { try header(start + chunk("zTXt", limit + 1) + data, as: .png) }
    #expect(one?.limit == "maximumChunkByteCount")
    #expect(one?.measured == .count(limit + 1) && one?.allowed == .count(limit))
    let all = #expect(throws: InputRejection.self) {
      try header(start + data + chunk("prVt", limit) + chunk("tEXt", limit) + chunk("iTXt", 1), as: .png)
    }
    #expect(all?.limit == "maximumTotalByteCount")
    #expect(all?.measured == .count(2 * limit + 1))
    // The picture itself, and the pictures of an animation, are not meant.
    #expect(try header(start + chunk("IDAT", limit + 1) + chunk("fdAT", limit + 1), as: .png).frameCount == 1)
  }

  @Test("Interlacing is told, and a method that nobody knows is refused")
  func interlace() throws {
    var bytes = start
    #expect(try !header(bytes, as: .png).isProgressive)
    bytes[28] = 1
    #expect(try header(bytes, as: .png).isProgressive)
    bytes[28] = 2
    #expect(unreadableMessage(bytes, as: .png) != nil)
  }

  @Test("Much compressed text is cut out of a file, and little is left in it", arguments: ["zTXt", "iTXt"])
  func compressedText(type: String) throws {
    let text = pngChunk(type, [UInt8](repeating: 0, count: 40_000))
    let end = data + pngChunk("IEND")
    func remaining(_ bytes: [UInt8]) -> [UInt8]? {
      PNGText.rangesWithoutText(of: bytes.span.bytes).map { $0.flatMap { bytes[$0] } }
    }
    #expect(remaining(start + text + end) == nil)
    #expect(remaining(start + text + data + text + pngChunk("IEND") + [1, 2, 3]) == start + end)
    #expect(remaining(start + text + data + text) == start + data)
    #expect(remaining(start + data + big32(0x7FFF_FFFF) + text.dropFirst(4) + text) == start + data)
    #expect(remaining([]) == nil && remaining(Array(start.prefix(9))) == nil)
    let endless = start + data + (0..<70_000).flatMap { _ in pngChunk("tEXt") }
    #expect(remaining(endless)?.count == 33 + 65_535 * 12 + 1)
  }

  @Test("a chunk beside the picture counts by what it claims, which is what a decoder takes memory for")
  func claimedChunk() throws {
    let bytes = try Fixtures.bytes("../../Tests/Corpus/APNG-oom-7b3c38113ff9")
    do throws(InputRejection) {
      _ = try header(bytes, as: .png)
      Issue.record("no refusal")
    } catch {
      #expect(error.limit == "maximumChunkByteCount")
      #expect(error.measured == .count(1_006_632_981))
      #expect(error.allowed == .count(8 << 20))
    }
  }
}
