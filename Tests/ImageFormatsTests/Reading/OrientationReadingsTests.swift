import ModerationCore
import Testing

@testable import ImageFormats

/// How a picture lies where viewers read EXIF differently. The first number of a row is what Chromium 156 showed.
@Suite(.timeLimit(.minutes(20)))
struct OrientationReadingsTests {
  /// One or more EXIF blocks, how browsers lay the picture, and the other orientations that some viewer may find.
  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let blocks: [[UInt8]]
    let browsers: Int
    var others: [Int] = []

    init(_ name: String, _ blocks: [[UInt8]], _ browsers: Int, others: [Int] = []) {
      (testDescription, self.blocks, self.browsers, self.others) = (name, blocks, browsers, others)
    }
  }

  /// An entry for the orientation, its value left in the field.
  private static func entry(_ value: Int, type: Int = 3, count: Int = 1, bigEndian: Bool = false) -> [UInt8] {
    let (number16, number32) = bigEndian ? (big16, big32) : (little16, little32)
    let field =
      switch type {
      case 1, 2, 6, 7: [UInt8(truncatingIfNeeded: value), 0, 0, 0]
      case 3, 8: number16(value) + [0, 0]
      default: number32(value)
      }
    return number16(0x0112) + number16(type) + number32(count) + field
  }

  private static func block(_ entries: [[UInt8]], claimed: Int? = nil, bigEndian: Bool = false) -> [UInt8] {
    let (number16, number32) = bigEndian ? (big16, big32) : (little16, little32)
    let start = text(bigEndian ? "MM" : "II") + number16(42) + number32(8) + number16(claimed ?? entries.count)
    return start + entries.flatMap { $0 } + number32(0)
  }

  private static let own = little16(0x8769) + little16(4) + little32(1) + little32(26)

  static let rows: [Row] = [
    Row("SHORT", [block([entry(6)])], 6),
    Row("SHORT, the higher byte first", [block([entry(6, bigEndian: true)], bigEndian: true)], 6),
    Row("BYTE", [block([entry(6, type: 1)])], 1, others: [6]),
    Row("LONG", [block([entry(6, type: 4)])], 1, others: [6]),
    Row("LONG, the higher byte first", [block([entry(6, type: 4, bigEndian: true)], bigEndian: true)], 1, others: [6]),
    Row("UNDEFINED", [block([entry(6, type: 7)])], 1, others: [6]),
    Row("SSHORT", [block([entry(6, type: 8)])], 1, others: [6]),
    Row("SLONG", [block([entry(6, type: 9)])], 1, others: [6]),
    Row("no known type", [block([entry(6, type: 99)])], 1, others: [6]),
    Row("none of them", [block([entry(6, count: 0)])], 1, others: [6]),
    Row("two of them", [block([entry(6, count: 2)])], 1, others: [6]),
    Row("0", [block([entry(0)])], 1),
    Row("9", [block([entry(9)])], 1),
    Row("6 in the higher byte", [block([entry(0x600)])], 1),
    Row("6 and 3", [block([entry(6), entry(3)])], 6, others: [3]),
    Row("9 and 3", [block([entry(9), entry(3)])], 3),
    Row("LONG 6 and SHORT 3", [block([entry(6, type: 4), entry(3)])], 3, others: [6]),
    Row("more entries claimed than there are", [block([entry(6)], claimed: 9)], 6),
    Row("in EXIF's own directory", [block([own]) + Array(block([entry(3)]).dropFirst(8))], 3),
    Row("behind 600 entries", [block([[UInt8]](repeating: own, count: 600) + [entry(6)])], 6),
    Row("a block without and one with", [block([]), block([entry(3)])], 1, others: [3]),
    Row("a damaged block and one with", [text("XXXX"), block([entry(3)])], 1, others: [3]),
    Row("LONG in the first block", [block([entry(6, type: 4)]), block([entry(3)])], 1, others: [6, 3]),
    Row("two blocks", [block([entry(6)]), block([entry(3)])], 6, others: [3]),
    Row("two that agree", [block([entry(6)]), block([entry(6)])], 6),
    Row("upright and turned", [block([entry(1)]), block([entry(3)])], 1, others: [3]),
  ]

  private static let frame = jpegFrame(width: 30, height: 20)

  @Test("JPEG: browsers' reading first", arguments: rows)
  func jpeg(row: Row) throws {
    let segments = row.blocks.flatMap { jpegSegment(0xE1, text("Exif\0\0") + $0) }
    let before = try header([0xFF, 0xD8] + segments + Self.frame, as: .jpeg)
    #expect(before.orientation == row.browsers)
    #expect(before.otherReadings == row.others.map { .turned($0, from: row.browsers) })
    // Up to the first scan it may stand behind the frame header as well, and nothing counts behind the scan.
    let scan = jpegSegment(0xDA, [3, 0, 0, 1, 0, 2, 0, 0, 63, 0])
    #expect(try header([0xFF, 0xD8] + Self.frame + segments + scan, as: .jpeg) == before)
    #expect(try header([0xFF, 0xD8] + Self.frame + scan + segments, as: .jpeg).orientation == 1)
  }

  @Test("WebP: EXIF first, then as browsers, which pass over it", arguments: rows)
  func webp(row: Row) throws {
    let chunks = [vp8x(flags: 8, width: 30, height: 20), vp8(width: 30, height: 20)]
    let header = try header(
      ImageFormatsTests.webp(chunks + row.blocks.map { riffChunk("EXIF", $0) }), as: .webp)
    #expect(header.orientation == row.browsers)
    let expected = Set(row.others + [1]).subtracting([row.browsers])
    #expect(Set(header.otherReadings) == Set(expected.map { .turned($0, from: row.browsers) }))
  }

  @Test("PNG: in front of the picture as in JPEG", arguments: rows)
  func pngInFront(row: Row) throws {
    let chunks = row.blocks.flatMap { pngChunk("eXIf", $0) }
    let header = try header(png(width: 30, height: 20) + chunks + pngChunk("IDAT", [0]), as: .png)
    #expect(header.orientation == row.browsers)
    #expect(header.otherReadings == row.others.map { .turned($0, from: row.browsers) })
  }

  @Test("PNG: browsers pass over what stands behind the picture, or begins as in JPEG")
  func pngOddPlaces() throws {
    let start = png(width: 30, height: 20)
    let data = pngChunk("IDAT", [0])
    let late = try header(start + data + pngChunk("eXIf", exif(6)), as: .png)
    let prefixed = try header(start + pngChunk("eXIf", text("Exif\0\0") + exif(6)) + data, as: .png)
    for header in [late, prefixed] {
      #expect(header.orientation == 6)
      #expect(header.otherReadings == [.turned(1, from: 6)])
    }
  }

  @Test("more orientations than any honest file states are refused")
  func limit() {
    let segments = [1, 3, 6, 8].flatMap { jpegSegment(0xE1, text("Exif\0\0") + exif($0)) }
    let error = #expect(throws: InputRejection.self) {
      try header([0xFF, 0xD8] + segments + Self.frame, as: .jpeg)
    }
    #expect(error?.limit == "maximumOrientationCount")
  }

  @Test("a block of nothing but links to directories is read once")
  func links() throws {
    let links = Self.block([[UInt8]](repeating: Self.own, count: 5_400))
    let header = try header([0xFF, 0xD8] + jpegSegment(0xE1, text("Exif\0\0") + links) + Self.frame, as: .jpeg)
    #expect(header.orientation == 1)
  }

  @Test("turning from one reading to another", arguments: 1...8, 1...8)
  func turns(from standard: Int, to other: Int) {
    let turn = ImageOrientation(exifValue: OtherReading.turned(other, from: standard).turn)
    #expect(ImageOrientation(exifValue: standard).followed(by: turn).exifValue == other)
  }
}
