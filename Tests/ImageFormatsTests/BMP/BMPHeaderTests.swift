import ModerationCore
import Testing

@testable import ImageFormats

@Suite(.timeLimit(.minutes(20)))
struct BMPHeaderTests {
  /// A bitmap's header of 40 bytes and what follows it, behind the file header.
  private func file(
    headerByteCount: Int = 40, width: Int = 30, height: Int = 20, bits: Int = 24, compression: Int = 0,
    colours: Int = 0, pixelsOffset: Int = 0, masks: [Int] = []
  ) -> [UInt8] {
    var bytes = text("BM") + little32(0) + little32(0) + little32(pixelsOffset)
    bytes += little32(headerByteCount) + little32(width) + little32(height) + little16(1) + little16(bits)
    bytes += little32(compression) + little32(0) + little32(0) + little32(0) + little32(colours) + little32(0)
    bytes += masks.flatMap { little32($0) }
    return bytes + [UInt8](repeating: 0, count: 200)
  }

  private func code(_ bytes: [UInt8]) -> RejectionCode? {
    do throws(InputRejection) {
      _ = try header(bytes, as: .bmp)
      return nil
    } catch {
      return error.code
    }
  }

  @Test("A negative height stores the uppermost row first, also the most negative one")
  func heights() throws {
    #expect(try header(file(height: -20), as: .bmp).size == PixelSize(width: 30, height: 20))
    #expect(try header(file(height: Int(Int32.min)), as: .bmp).size.height == 2_147_483_648)
    #expect(try header(file(width: Int(Int32.max), height: Int(Int32.max)), as: .bmp).size.width == 2_147_483_647)
    #expect(try BMPHeader.structure(of: file(height: -20).span.bytes).isTopDown)
  }

  @Test("A side of 0 and a negative width are refused", arguments: [(0, 20), (30, 0), (-30, 20), (Int(Int32.min), 20)])
  func sides(width: Int, height: Int) {
    #expect(code(file(width: width, height: height)) == .headerUnreadable)
  }

  @Test(
    "Compressions and bits of a pixel are accepted in the pairs that exist",
    arguments: [
      (0, [1, 2, 4, 8, 16, 24, 32]), (1, [8]), (2, [4]), (3, [16, 32]), (4, [24]), (5, []), (6, [16, 32]), (7, []),
      (10, []), (14, []), (0xFFFF_FFFF, []),
    ])
  func pairs(compression: Int, bits: [Int]) {
    for count in [0, 1, 2, 3, 4, 8, 15, 16, 24, 30, 32, 33, 65_535] {
      let bytes = file(bits: count, compression: compression, masks: [0x7C00, 0x03E0, 0x001F, 0])
      #expect((code(bytes) == nil) == bits.contains(count), "\(count) bits")
    }
  }

  @Test(
    "Pictures of other formats, Huffman code, CMYK and 64 bits are refused by name",
    arguments: [(4, 0), (5, 0), (3, 1), (11, 32), (12, 8), (13, 4), (0, 64)])
  func byName(compression: Int, bits: Int) {
    #expect(code(file(bits: bits, compression: compression)) == .formatNotDecodable)
  }

  @Test("Headers may have the lengths that were ever written, and must be whole")
  func lengths() throws {
    for count in 0...130 {
      let isKnown = count == 12 || [42, 46, 108, 124].contains(count) || ((16...64).contains(count) && count % 4 == 0)
      let bytes = file(headerByteCount: count)
      // In a header of 12 bytes the fields stand elsewhere: its 16 bits a pixel are these bytes' height.
      if count != 12 { #expect((code(bytes) == nil) == isKnown, "\(count) bytes") }
      #expect(code(Array(bytes.prefix(14 + max(count, 4) - 1))) == .headerUnreadable)
    }
    let old = text("BM") + [UInt8](repeating: 0, count: 12) + little32(12) + little16(65_535) + little16(7)
    #expect(try header(old + little16(1) + little16(8), as: .bmp).size == PixelSize(width: 65_535, height: 7))
  }

  @Test(
    "Masks with holes, overlaps or no colour are refused",
    arguments: [
      [0xF0F0, 0x0F00, 0x000F], [0xFF00, 0x0FF0, 0x000F], [0, 0, 0], [0xF_0000, 0, 0],
    ])
  func masks(masks: [Int]) {
    #expect(code(file(bits: 16, compression: 3, masks: masks)) == .headerUnreadable)
  }

  @Test("Alpha is told where there is a mask for it, and nowhere else")
  func alpha() throws {
    let masks = [0xFF_0000, 0xFF00, 0xFF, 0xFF00_0000]
    #expect(try !header(file(bits: 32), as: .bmp).hasAlpha)
    #expect(try !header(file(bits: 32, compression: 3, masks: masks), as: .bmp).hasAlpha)
    #expect(try header(file(bits: 32, compression: 6, masks: masks), as: .bmp).hasAlpha)
    #expect(try header(file(headerByteCount: 56, bits: 32, compression: 3, masks: masks), as: .bmp).hasAlpha)
    #expect(try !header(file(headerByteCount: 52, bits: 32, compression: 3, masks: masks), as: .bmp).hasAlpha)
  }

  @Test("The palette ends where indices, pixels or its own count do")
  func palette() throws {
    func count(bits: Int = 8, colours: Int, pixelsOffset: Int = 0) throws -> [Int] {
      let bytes = file(bits: bits, colours: colours, pixelsOffset: pixelsOffset)
      let bitmap = try BMPHeader.structure(of: bytes.span.bytes)
      return [bitmap.paletteCount, bitmap.pixelsOffset]
    }
    #expect(try count(colours: 0) == [256, 54 + 1024])
    #expect(try count(colours: 10) == [10, 94])
    #expect(try count(colours: 300) == [256, 54 + 1200])
    #expect(try count(colours: 10, pixelsOffset: 74) == [5, 74])
    #expect(try count(bits: 4, colours: 0xFFFF_FFFF, pixelsOffset: 5000) == [16, 5000])
    #expect(try count(bits: 24, colours: 5) == [0, 74])
    #expect(code(file(pixelsOffset: 53)) == .headerUnreadable)
  }
}
