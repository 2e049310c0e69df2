import ModerationCore
import Testing

@testable import ImageFormats

/// The pictures behind the first one of a JPEG file.
@Suite(.timeLimit(.minutes(20)))
struct MultiPictureIndexTests {
  private static let picture: [UInt8] = [0xFF, 0xD8] + jpegFrame(width: 30, height: 20) + [0xFF, 0xD9]
  private static let adobe = jpegSegment(
    0xE1, text("http://ns.adobe.com/xap/1.0/\0<x xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\"/>"))
  private static let iso = jpegSegment(0xE2, text("urn:iso:std:iso:ts:21496:-1\0") + [0, 0, 0, 0])

  /// A file of a first picture and others; an offset of nil is the true one.
  private static func file(
    _ others: [(type: Int, bytes: [UInt8])], offset: Int? = nil, claimed: Int? = nil, bigEndian: Bool = false
  ) -> [UInt8] {
    let (number16, number32) = bigEndian ? (big16, big32) : (little16, little32)
    let count = claimed ?? others.count + 1
    let entriesByteCount = 16 * (others.count + 1)
    var index = text(bigEndian ? "MM" : "II") + number16(42) + number32(8) + number16(1)
    index += number16(0xB002) + number16(7) + number32(16 * count) + number32(26) + number32(0)
    index += number32(0x2003_0000) + number32(picture.count) + number32(0) + number32(0)
    // From behind "MPF\0" to the end of the first picture, whose start mark stands in front of the segment.
    var place = index.count + entriesByteCount - 16 + picture.count - 2
    for other in others {
      index += number32(other.type) + number32(other.bytes.count) + number32(offset ?? place) + number32(0)
      place += other.bytes.count
    }
    return [0xFF, 0xD8] + jpegSegment(0xE2, text("MPF\0") + index) + picture.dropFirst(2) + others.flatMap(\.bytes)
  }

  @Test("pictures of the same subject are counted, whatever the byte order", arguments: [true, false])
  func further(bigEndian: Bool) throws {
    let file = Self.file([(0x02_0002, Self.picture), (0, Self.picture)], bigEndian: bigEndian)
    let header = try header(file, as: .jpeg)
    #expect(header.frameCount == 3 && header.frameKind == .burst)
    let pictures = try JPEGPictures(file.span.bytes).pictures
    #expect(pictures.map(\.lowerBound) == [0, file.count - 2 * Self.picture.count, file.count - Self.picture.count])
  }

  @Test(
    "smaller copies and gain maps are facts",
    arguments: [
      (0x01_0001, [], AuxiliaryPart.thumbnail), (0x4001_0002, [], .thumbnail), (0, adobe, .gainMap), (0, iso, .gainMap),
    ])
  func facts(type: Int, segment: [UInt8], part: AuxiliaryPart) throws {
    let file = Self.file([(type, [0xFF, 0xD8] + segment + Self.picture.dropFirst(2))])
    #expect(try header(file, as: .jpeg).frameKind == .still)
    #expect(try JPEGPictures(file.span.bytes).holds == [part])
  }

  @Test("what is no picture, or outside the file, or listed twice, does not count")
  func lies() throws {
    #expect(try header(Self.file([(0, [1, 2, 3])]), as: .jpeg).frameCount == 1)
    for offset in [0, 1, 0x7FFF_FFFF, 0xFFFF_FFFF] {
      #expect(try header(Self.file([(0, Self.picture)], offset: offset), as: .jpeg).frameCount == 1)
    }
    let both: [(type: Int, bytes: [UInt8])] = [(0, Self.picture), (0, Self.picture)]
    let start = try JPEGPictures(Self.file(both).span.bytes).pictures[1].lowerBound
    // Offsets count from behind the start mark, the segment's own four bytes and its name.
    #expect(try header(Self.file(both, offset: start - 10), as: .jpeg).frameCount == 2)
    #expect(try header(Self.file([(0, Self.picture)], claimed: 1 << 24), as: .jpeg).frameCount == 2)
  }

  @Test("more pictures than any honest file has are refused")
  func limit() {
    let error = #expect(throws: InputRejection.self) {
      try header(Self.file([(type: Int, bytes: [UInt8])](repeating: (0, Self.picture), count: 256)), as: .jpeg)
    }
    #expect(error?.limit == "maximumPictureCount")
  }

  @Test("appended files without an index are none of the picture")
  func appended() throws { #expect(try header(Self.picture + Self.picture, as: .jpeg).frameCount == 1) }

  @Test("cuts and changed bytes are survived")
  func robustness() throws {
    var bytes = Self.file([(0x02_0002, Self.picture), (0, [0xFF, 0xD8] + Self.adobe + Self.picture.dropFirst(2))])
    func look(_ bytes: RawSpan) {
      do throws(InputRejection) { _ = try JPEGPictures(bytes) } catch { _ = error.message }
    }
    for count in 0...bytes.count { look(bytes.span.bytes.extracting(first: count)) }
    for place in bytes.indices {
      let original = bytes[place]
      for value: UInt8 in [0, 0x7F, 0xFF] {
        bytes[place] = value
        look(bytes.span.bytes)
      }
      bytes[place] = original
    }
  }
}
