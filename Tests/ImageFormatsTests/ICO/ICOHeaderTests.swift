import ModerationCore
import Testing

@testable import ImageFormats

@Suite(.timeLimit(.minutes(20)))
struct ICOHeaderTests {
  private func bitmap(_ width: Int, _ height: Int, bits: Int = 24) -> [UInt8] {
    let fields = little32(40) + little32(width) + little32(height * 2) + little16(1) + little16(bits)
    return fields + [UInt8](repeating: 0, count: 24)
  }

  private func icon(_ entries: [[UInt8]], count: Int? = nil) -> [UInt8] {
    var bytes: [UInt8] = [0, 0, 1, 0] + little16(count ?? entries.count)
    var offset = 6 + 16 * entries.count
    for entry in entries {
      bytes += [16, 16, 0, 0, 1, 0, 32, 0] + little32(entry.count) + little32(offset)
      offset += entry.count
    }
    return bytes + entries.flatMap { $0 }
  }

  @Test("The largest inner header counts, whatever the directory says")
  func largest() throws {
    let header = try header(icon([bitmap(16, 16), png(width: 300, height: 200), bitmap(32, 32)]), as: .ico)
    #expect(header.size == PixelSize(width: 300, height: 200))
    #expect(header.primaryFrame == 1)
    #expect(header.frameCount == 3)
    #expect(header.frameKind == .sizes)
  }

  @Test("Of equally large pictures the one with more bits counts, and the first of equals")
  func ties() throws {
    let entries = [8, 32, 32, 4].map { bitmap(16, 16, bits: $0) }
    #expect(try header(icon(entries), as: .ico).primaryFrame == 1)
    let palette = png(width: 9, height: 9, bitDepth: 8, colorType: 3)
    let grey = png(width: 9, height: 9, bitDepth: 1, colorType: 0)
    #expect(try header(icon([grey, palette]), as: .ico).primaryFrame == 1)
  }

  @Test("A single picture is a still one")
  func single() throws {
    let header = try header(icon([bitmap(16, 16)]), as: .ico)
    #expect(header.frameKind == .still && header.frameCount == 1 && header.hasAlpha)
  }

  @Test("Unreadable entries are passed over as long as one is readable")
  func unreadable() throws {
    let broken = [UInt8](repeating: 7, count: 40)
    let runs = little32(40) + little32(9) + little32(18) + little16(1) + little16(8) + little32(1) + little32(0)
    #expect(try header(icon([broken, bitmap(16, 16)]), as: .ico).primaryFrame == 1)
    #expect(unreadableMessage(icon([broken, broken]), as: .ico)?.contains("header of 117901063 bytes") == true)
    let error = #expect(throws: InputRejection.self) {
      try header(icon([runs + [UInt8](repeating: 0, count: 16)]), as: .ico)
    }
    #expect(error?.code == .formatNotDecodable)
  }

  @Test("More entries than any icon has are refused with the limit")
  func entryLimit() {
    let error = #expect(throws: InputRejection.self) { try header(icon([bitmap(1, 1)], count: 257), as: .ico) }
    #expect(error?.limit == "maximumEntryCount")
    #expect(error?.measured == .count(257) && error?.allowed == .count(256))
  }

  @Test("A PNG file inside keeps PNG's limits")
  func innerPNG() {
    let big = png(width: 9, height: 9) + pngChunk("zTXt", [UInt8](repeating: 0, count: (8 << 20) + 1))
    let error = #expect(throws: InputRejection.self) { try header(icon([big]), as: .ico) }
    #expect(error?.limit == "maximumChunkByteCount")
  }
}
