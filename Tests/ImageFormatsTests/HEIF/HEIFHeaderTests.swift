import ModerationCore
import Testing

@testable import ImageFormats

@Suite(.timeLimit(.minutes(20)))
struct HEIFHeaderTests {
  private func header(_ properties: [[UInt8]]) throws(InputRejection) -> ImageHeader {
    let numbers = properties.indices.map { UInt8($0 + 1) }
    let file = heif(items: [BuiltItem(id: 1, properties: numbers)], properties: properties)
    return try ImageHeader(of: file.span.bytes, as: .heic)
  }

  private func clap(_ width: Int, _ widthDenominator: Int, _ height: Int, _ heightDenominator: Int) -> [UInt8] {
    box("clap", big32(width) + big32(widthDenominator) + big32(height) + big32(heightDenominator) + big32(0) + big32(1))
  }

  @Test(
    "Rotation is anticlockwise and mirroring exchanges top and bottom for 0, as libheif and libavif show them",
    arguments: [("irot", 0, 1), ("irot", 1, 8), ("irot", 2, 3), ("irot", 3, 6), ("imir", 0, 4), ("imir", 1, 2)])
  func orientation(type: String, value: Int, orientation: Int) throws {
    let header = try header([ispe(30, 20), box(type, [UInt8(value)])])
    #expect(header.orientation == orientation)
    #expect(header.codedSize == PixelSize(width: 30, height: 20))
    #expect(header.size == (orientation >= 5 ? header.codedSize.transposed : header.codedSize))
  }

  @Test("Turning and mirroring add up in the order of association")
  func sums() throws {
    #expect(try header([ispe(30, 20), box("irot", [1]), box("imir", [1])]).orientation == 7)
    #expect(try header([ispe(30, 20), box("imir", [1]), box("irot", [1])]).orientation == 5)
    #expect(try header([box("irot", [2]), box("imir", [0]), ispe(30, 20)]).orientation == 2)
  }

  @Test("A clean aperture is rounded, never enlarges, and applies before a later turn")
  func cleanAperture() throws {
    #expect(try header([ispe(30, 20), clap(59, 4, 10, 1)]).size == PixelSize(width: 15, height: 10))
    #expect(try header([ispe(30, 20), clap(99, 1, 99, 1)]).size == PixelSize(width: 30, height: 20))
    #expect(try header([ispe(30, 20), clap(8, 1, 6, 1), box("irot", [1])]).size == PixelSize(width: 6, height: 8))
    #expect(try header([ispe(30, 20), clap(8, 1, 6, 1)]).codedSize == PixelSize(width: 30, height: 20))
  }

  @Test("A clean aperture without denominators or of 0 pixels is refused")
  func brokenAperture() {
    for aperture in [clap(8, 0, 6, 1), clap(8, 1, 6, 0), clap(0, 1, 6, 1), clap(1, 3, 6, 1), box("clap", [])] {
      #expect(throws: InputRejection.self) { try header([ispe(30, 20), aperture]) }
    }
  }

  @Test("An item without a size is refused")
  func noSize() {
    #expect(throws: InputRejection.self) { try header([]) }
    #expect(throws: InputRejection.self) { try header([ispe(0, 20)]) }
  }

  @Test("Depth and channels come from pixi, else from the decoder configuration")
  func depth() throws {
    let configuration = box("hvcC", [UInt8](repeating: 0, count: 16) + [0xFC, 0xFA, 0xFA])
    #expect(try header([ispe(30, 20), configuration]).bitsPerChannel == 10)
    #expect(try header([ispe(30, 20), configuration]).channelCount == 1)
    let both = try header([ispe(30, 20), fullBox("pixi", [3, 12, 12, 12]), configuration])
    #expect(both.bitsPerChannel == 12 && both.channelCount == 3)
    #expect(try header([ispe(30, 20), box("av1C", [0x81, 0, 0x60, 0])]).bitsPerChannel == 12)
    #expect(try header([ispe(30, 20)]).channelCount == nil)
    #expect(try header([ispe(30, 20), box("colr", text("prof"))]).hasColorProfile)
    #expect(try !header([ispe(30, 20), box("colr", text("nclx"))]).hasColorProfile)
  }

  @Test("Thumbnails, hidden items, auxiliary pictures and tiles are no frames")
  func burst() throws {
    let items = [
      BuiltItem(id: 1, type: "grid", properties: [1]), BuiltItem(id: 2), BuiltItem(id: 3, isHidden: true),
      BuiltItem(id: 4), BuiltItem(id: 5), BuiltItem(id: 6, properties: [2]), BuiltItem(id: 7, type: "Exif"),
    ]
    let references = [
      BuiltReference(type: "dimg", from: 1, to: [3, 4]), BuiltReference(type: "thmb", from: 5, to: [1]),
      BuiltReference(type: "auxl", from: 6, to: [1]), BuiltReference(type: "cdsc", from: 7, to: [1]),
    ]
    let alpha = fullBox("auxC", text("urn:mpeg:hevc:2015:auxid:1\0"))
    let file = heif(items: items, properties: [ispe(30, 20), alpha], references: references)
    let header = try ImageHeader(of: file.span.bytes, as: .heic)
    #expect(header.frameCount == 2, "the primary item and item 2")
    #expect(header.frameKind == .burst)
    #expect(header.hasAlpha)
  }

  @Test("Tiles of a hidden picture still count")
  func hiddenDerivation() throws {
    let items = [
      BuiltItem(id: 1, properties: [1]), BuiltItem(id: 2), BuiltItem(id: 3, type: "grid", isHidden: true),
    ]
    let references = [BuiltReference(type: "dimg", from: 3, to: [2])]
    let file = heif(items: items, properties: [ispe(30, 20)], references: references)
    #expect(try ImageHeader(of: file.span.bytes, as: .heic).frameCount == 2)
  }

  @Test("A primary item that is another's thumbnail is refused, because readers disagree on what to show")
  func primaryThumbnail() {
    let references = [BuiltReference(type: "thmb", from: 1, to: [2])]
    let file = heif(
      items: [BuiltItem(id: 1, properties: [1]), BuiltItem(id: 2, properties: [1])], properties: [ispe(30, 20)],
      references: references)
    #expect(unreadableMessage(file, as: .heic)?.contains("thumbnail") == true)
  }

  @Test("More references than any picture has are refused")
  func references() {
    let many = BuiltReference(type: "dimg", from: 1, to: [Int](repeating: 2, count: 60_000))
    let file = heif(
      items: [BuiltItem(id: 1, type: "grid", properties: [1])], properties: [ispe(30, 20)], references: [many, many])
    #expect(unreadableMessage(file, as: .heic)?.contains("more than 100000 items referred to") == true)
  }

  @Test("More items than are counted are refused, never left out of the count")
  func endlessItems() {
    let items = (1...20_000).map { BuiltItem(id: $0, properties: $0 == 1 ? [1] : []) }
    let file = heif(items: items, properties: [ispe(30, 20)])
    #expect(unreadableMessage(file, as: .heic)?.contains("more than 20000 items") == true)
  }

  @Test("A picture of tiles takes depth and channels from its first tile")
  func grid() throws {
    let file = heif(
      items: [BuiltItem(id: 1, type: "grid", properties: [1]), BuiltItem(id: 2, isHidden: true, properties: [2, 3])],
      properties: [ispe(900, 600), ispe(512, 512), fullBox("pixi", [3, 10, 10, 10])],
      references: [BuiltReference(type: "dimg", from: 1, to: [2])])
    let header = try ImageHeader(of: file.span.bytes, as: .heic)
    #expect(header.codedSize == PixelSize(width: 900, height: 600))
    #expect(header.bitsPerChannel == 10)
    #expect(header.frameKind == .still)
  }

  @Test("A sample count that the file has no room for is cut down", arguments: [(0, 3), (20, 2)])
  func lyingSampleCount(uniformSize: Int, room: Int) throws {
    let sizes = fullBox("stsz", big32(uniformSize) + big32(0xFFFF_FFFF) + [UInt8](repeating: 0, count: 12))
    let header = try ImageHeader(of: sequence(sizes: sizes).span.bytes, as: .heic)
    #expect(header.frameKind == .sequence)
    let bound = uniformSize == 0 ? room : sequence(sizes: sizes).count / uniformSize
    #expect(header.frameCount == bound)
  }

  @Test("A track's matrix turns the picture")
  func matrix() throws {
    let sizes = fullBox("stsz", big32(0) + big32(1) + big32(9))
    let header = try ImageHeader(of: sequence(sizes: sizes, matrix: [0, 1, -1, 0]).span.bytes, as: .heic)
    #expect(header.orientation == 6)
    #expect(header.size == PixelSize(width: 20, height: 30))
  }

  @Test("A sequence without samples is refused")
  func emptySequence() {
    let file = sequence(sizes: fullBox("stsz", big32(0) + big32(0)))
    #expect(unreadableMessage(file, as: .heic) != nil)
  }

  /// An image sequence of 30 × 20 pixels.
  private func sequence(sizes: [UInt8], matrix: [Int] = [1, 0, 0, 1]) -> [UInt8] {
    let fields = [UInt8](repeating: 0, count: 24) + big16(30) + big16(20)
    let entry = box("hvc1", fields + [UInt8](repeating: 0, count: 50))
    var trackHeader = [UInt8](repeating: 0, count: 36)
    for number in [matrix[0], matrix[1], 0, matrix[2], matrix[3], 0, 0, 0, 0] { trackHeader += big32(number << 16) }
    let samples = box("stbl", fullBox("stsd", big32(1) + entry) + sizes)
    let media = fullBox("hdlr", big32(0) + text("pict")) + box("minf", samples)
    let track = fullBox("tkhd", trackHeader) + box("mdia", media)
    return fileType(["hevc", "msf1"]) + box("moov", box("trak", track))
  }
}
