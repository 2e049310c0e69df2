import ModerationCore
import Testing

@testable import ImageFormats

@Suite(.timeLimit(.minutes(20)))
struct GIFHeaderTests {
  /// The header of a GIF without a global colour table.
  private func start(_ width: Int = 30, _ height: Int = 20) -> [UInt8] {
    text("GIF89a") + little16(width) + little16(height) + [0, 0, 0]
  }

  /// A frame of one sub-block.
  private func frame(left: Int = 0, top: Int = 0, width: Int = 30, height: Int = 20) -> [UInt8] {
    [0x2C] + little16(left) + little16(top) + little16(width) + little16(height) + [0, 2, 1, 0x44, 0]
  }

  private let trailer: [UInt8] = [0x3B]

  @Test("100,000 frames are counted")
  func manyFrames() throws {
    let frames = [[UInt8]](repeating: frame(width: 1, height: 1), count: 100_000).flatMap { $0 }
    let header = try header(start() + frames + trailer, as: .gif)
    #expect(header.frameCount == 100_000)
    #expect(header.frameKind == .animation)
  }

  @Test("The canvas reaches as far as the frames do")
  func canvas() throws {
    let header = try header(start() + frame(left: 10) + frame(top: 65_535, height: 65_535), as: .gif)
    #expect(header.size == PixelSize(width: 40, height: 131_070))
    #expect(try ImageHeader(of: (start(0, 0) + frame()).span.bytes, as: .gif).size == PixelSize(width: 30, height: 20))
  }

  @Test("Transparency is read from a graphic control extension")
  func transparency() throws {
    let control: [UInt8] = [0x21, 0xF9, 4, 1, 0, 0, 0, 0]
    #expect(try header(start() + control + frame(), as: .gif).hasAlpha)
    #expect(try !header(start() + frame() + trailer + control, as: .gif).hasAlpha, "behind the end of the file")
  }

  @Test("Blocks without any frame are refused, and so is a canvas of 0 pixels")
  func noFrame() {
    #expect(unreadableMessage(start() + trailer + frame(), as: .gif) != nil)
    #expect(unreadableMessage(start() + [0x21, 0xFE, 3, 0x2C, 0x2C, 0x2C, 0], as: .gif) != nil)
    #expect(unreadableMessage(start(0, 0) + frame(width: 0), as: .gif) != nil)
    #expect(unreadableMessage(Array(start().prefix(10)), as: .gif) != nil)
  }

  @Test("A cut or a byte that begins no block ends the walk with the frames so far")
  func endsEarly() throws {
    #expect(try header(start() + frame() + [0x2C, 0], as: .gif).frameCount == 1)
    #expect(try header(start() + frame() + [0x77] + frame(), as: .gif).frameCount == 1)
    #expect(try header(start() + frame().dropLast(2), as: .gif).frameCount == 1)
  }

  @Test("Colour tables are skipped by their size")
  func colorTables() throws {
    let screen = text("GIF87a") + little16(30) + little16(20) + [0x81, 0, 0] + [UInt8](repeating: 0x3B, count: 12)
    let local = [0x2C] + big32(0) + little16(30) + little16(20) + [0x80] + [UInt8](repeating: 0x3B, count: 6)
    #expect(try header(screen + local + [2, 1, 0x44, 0] + frame(), as: .gif).frameCount == 2)
  }
}
