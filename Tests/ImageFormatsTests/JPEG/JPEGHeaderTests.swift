import ModerationCore
import Testing

@testable import ImageFormats

@Suite(.timeLimit(.minutes(20)))
struct JPEGHeaderTests {
  private let start: [UInt8] = [0xFF, 0xD8]

  @Test("Every frame header is understood, whatever process it announces", arguments: UInt8(0xC0)...0xCF)
  func frameHeaders(marker: UInt8) throws {
    let bytes = start + jpegFrame(marker, width: 30, height: 20) + jpegFrame(0xC0, width: 3, height: 2)
    // Huffman tables, JPG and arithmetic conditioning share the range of the frame headers.
    let isFrame = ![0xC4, 0xC8, 0xCC].contains(marker)
    #expect(try header(bytes, as: .jpeg).size.width == (isFrame ? 30 : 3))
  }

  @Test("Fill bytes, stray bytes and lone markers before the frame header are skipped")
  func skips() throws {
    let bytes = start + [0xFF, 0xFF, 0xFF] + jpegSegment(0xE0, [1, 2]) + [0, 7, 0xFF, 0x01] + [0xFF, 0x00]
    #expect(try header(bytes + jpegFrame(width: 30, height: 20), as: .jpeg).size == PixelSize(width: 30, height: 20))
  }

  @Test("EXIF orientation is read in both byte orders and turns the size", arguments: 0...9, [true, false])
  func orientation(orientation: Int, bigEndian: Bool) throws {
    let block = jpegSegment(0xE1, text("Exif\0\0") + exif(orientation, bigEndian: bigEndian))
    let header = try header(start + block + jpegFrame(width: 30, height: 20), as: .jpeg)
    #expect(header.orientation == ((1...8).contains(orientation) ? orientation : 1))
    #expect(header.codedSize == PixelSize(width: 30, height: 20))
    #expect(header.size == ((5...8).contains(orientation) ? header.codedSize.transposed : header.codedSize))
  }

  @Test("A damaged EXIF block leaves the picture upright", arguments: [0, 4, 8, 9, 12, 20])
  func damagedEXIF(byteCount: Int) throws {
    let block = jpegSegment(0xE1, text("Exif\0\0") + exif(6).prefix(byteCount))
    #expect(try header(start + block + jpegFrame(width: 30, height: 20), as: .jpeg).orientation == 1)
  }

  @Test("A picture or an end before any frame header is refused", arguments: [UInt8(0xD9), 0xDA])
  func missingFrame(marker: UInt8) {
    let bytes = start + [0xFF, marker] + jpegFrame(width: 30, height: 20)
    #expect(unreadableMessage(bytes, as: .jpeg) != nil)
  }

  @Test("A frame header that contradicts itself is refused")
  func contradictions() {
    let parts: [[UInt8]] = [
      jpegFrame(width: 0, height: 20), jpegFrame(width: 30, height: 0), jpegFrame(width: 30, height: 20, precision: 1),
      jpegFrame(width: 30, height: 20, components: 0), jpegSegment(0xC0, [8, 0, 20, 0, 30, 3]), [0xFF, 0xC0, 0, 1],
    ]
    for part in parts { #expect(unreadableMessage(start + part, as: .jpeg) != nil) }
  }

  @Test("Endless segments and endless stray bytes are refused with their limit")
  func limits() {
    let segments = start + (0..<20_002).map { $0 % 2 == 0 ? 0xFF : 0x01 }
    #expect(unreadableMessage(segments, as: .jpeg)?.contains("more than 10000 segments") == true)
    let stray = start + [UInt8](repeating: 0, count: 65_537) + jpegFrame(width: 30, height: 20)
    #expect(unreadableMessage(stray, as: .jpeg)?.contains("more than 65536 bytes between segments") == true)
  }

  /// A scan of some components, and a few bytes of it.
  private func scan(components: UInt8) -> [UInt8] {
    var content = [components]
    for component in 0..<components { content += [component, 0] }
    content += [0, 63, 0]
    return jpegSegment(0xDA, content) + [1, 2, 3, 4, 5, 6, 7, 8, 9, 0xFF, 0x00, 0xFF, 0xD0, 7]
  }

  private func file(_ marker: UInt8, scans: Int, components: UInt8) -> [UInt8] {
    let scan = scan(components: components)
    return start + jpegFrame(marker, width: 30, height: 20) + (0..<scans).flatMap { _ in scan } + [0xFF, 0xD9]
  }

  @Test("A picture in several scans is told from one in one scan", arguments: UInt8(0xC0)...0xCF)
  func progressive(marker: UInt8) throws {
    guard ![0xC4, 0xC8, 0xCC].contains(marker) else { return }
    let isProgressive = [0xC2, 0xC6, 0xCA, 0xCE].contains(marker)
    #expect(try header(file(marker, scans: 1, components: 3), as: .jpeg).isProgressive == isProgressive)
    #expect(try header(file(marker, scans: 3, components: 1), as: .jpeg).isProgressive)
  }

  @Test("Scans are counted up to a limit, whichever process they belong to", arguments: [UInt8(0xC0), 0xC2])
  func scans(marker: UInt8) throws {
    #expect(try header(file(marker, scans: 100, components: 1), as: .jpeg).isProgressive)
    let error = #expect(throws: InputRejection.self) {
      try header(file(marker, scans: 101, components: 1), as: .jpeg)
    }
    #expect(error?.code == .headerUnreadable)
    #expect(error?.limit == "maximumScanCount")
    #expect(error?.measured == .count(101) && error?.allowed == .count(100))
  }

  @Test("Scans behind the only one that decoders read are not looked for")
  func oneScan() throws {
    #expect(try !header(file(0xC0, scans: 200, components: 3), as: .jpeg).isProgressive)
  }

  @Test("What looks like a scan inside a segment or behind the end is none")
  func hiddenScans() throws {
    let fake = (0..<200).flatMap { _ in scan(components: 1) }
    let comment = jpegSegment(0xFE, fake)
    let bytes = start + jpegFrame(0xC2, width: 30, height: 20) + comment + scan(components: 3) + [0xFF, 0xD9] + fake
    #expect(try header(bytes, as: .jpeg).isProgressive)
  }
}
