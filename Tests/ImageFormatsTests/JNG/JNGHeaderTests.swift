import ModerationCore
import Testing

@testable import ImageFormats

@Suite(.timeLimit(.minutes(20)))
struct JNGHeaderTests {
  /// Colour type, depth, compression, interlace; alpha's depth, compression, filter, interlace.
  private func start(_ fields: [UInt8], width: Int = 30, height: Int = 20) -> [UInt8] {
    [0x8B] + text("JNG\r\n\u{1A}\n") + pngChunk("JHDR", big32(width) + big32(height) + fields)
  }

  @Test(
    "Colour types and depths that exist are read",
    arguments: [
      ([8, 8, 8, 0, 0, 0, 0, 0], 1), ([10, 8, 8, 8, 0, 0, 0, 0], 3), ([12, 20, 8, 0, 8, 8, 0, 0], 2),
      ([14, 8, 8, 0, 16, 0, 0, 0], 4),
    ] as [([UInt8], Int)])
  func fields(fields: [UInt8], channels: Int) throws {
    let header = try header(start(fields) + pngChunk("IEND"), as: .jng)
    #expect(header.size == PixelSize(width: 30, height: 20))
    #expect(header.channelCount == channels)
    #expect(header.hasAlpha == (channels % 2 == 0))
    #expect(header.isProgressive == (fields[3] == 8))
  }

  @Test(
    "Anything else is refused",
    arguments: [
      [9, 8, 8, 0, 0, 0, 0, 0], [10, 9, 8, 0, 0, 0, 0, 0], [10, 8, 0, 0, 0, 0, 0, 0], [10, 8, 8, 1, 0, 0, 0, 0],
      [14, 8, 8, 0, 0, 0, 0, 0], [14, 8, 8, 0, 16, 8, 0, 0], [14, 8, 8, 0, 3, 0, 0, 0],
    ] as [[UInt8]])
  func refused(fields: [UInt8]) {
    #expect(unreadableMessage(start(fields), as: .jng) != nil)
  }

  @Test("A picture of 12 bits alone is refused by name")
  func deep() {
    let error = #expect(throws: InputRejection.self) { try header(start([10, 12, 8, 0, 0, 0, 0, 0]), as: .jng) }
    #expect(error?.code == .formatNotDecodable)
  }

  @Test("The parts are found: of the picture before the separator, of alpha by its kind")
  func parts() throws {
    let data = [
      pngChunk("JDAT", [1, 2]), pngChunk("IDAT", [3]), pngChunk("JDAA", [4]), pngChunk("JDAT", [5]), pngChunk("JSEP"),
      pngChunk("JDAT", [6]), pngChunk("IEND"), pngChunk("JDAT", [7]),
    ].flatMap { $0 }
    func contents(_ alpha: UInt8) throws -> [[UInt8]] {
      let bytes = start([14, 20, 8, 0, 8, alpha, 0, 0]) + data
      let file = try JNGHeader.structure(of: bytes.span.bytes)
      #expect(file.isWhole)
      return (file.pictureRanges + file.alphaRanges).map { Array(bytes[$0]) }
    }
    #expect(try contents(0) == [[1, 2], [5], [3]])
    #expect(try contents(8) == [[1, 2], [5], [4]])
  }

  @Test("A chunk that leaves the file ends the walk, and endless chunks are refused")
  func limits() throws {
    let fields: [UInt8] = [10, 8, 8, 0, 0, 0, 0, 0]
    let lying = start(fields) + big32(0x7FFF_FFFF) + text("JDAT") + [1]
    #expect(try !JNGHeader.structure(of: lying.span.bytes).isWhole)
    let chunks = (0..<65_536).flatMap { _ in pngChunk("tEXt") }
    #expect(unreadableMessage(start(fields) + chunks, as: .jng)?.contains("more than 65536 chunks") == true)
    let heavy = start(fields) + pngChunk("iCCP", [UInt8](repeating: 0, count: (8 << 20) + 1))
    #expect(unreadableMessage(heavy, as: .jng)?.contains("a chunk iCCP of") == true)
  }
}
