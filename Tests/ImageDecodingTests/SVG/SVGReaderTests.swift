import Foundation
import ModerationCore
import TestFixtures
import Testing

@testable import ImageDecoding

/// References: resvg, by Scripts/reference/svg_pictures.py.
@Suite("SVG", .timeLimit(.minutes(20)))
struct SVGReaderTests {
  struct Reference: Decodable {
    let width: Int
    let height: Int
    let means: String
  }

  static let names = [
    "shapes.svg", "gradient.svg", "text.svg", "view-box.svg", "millimetres.svg", "prefix.svg", "embedded.svg",
  ]

  static func decode(
    _ text: String, wishes: [InputWish] = [], size: SizeLimits = InProcessDecoderTests.anySize
  ) throws -> InProcessDecoderTests.Decoded {
    try InProcessDecoderTests.decode(
      Array(text.utf8), as: .svg, wishes: wishes, size: size, renditions: [.standard, .onBlack, .embedded])
  }

  static func document(_ body: String, before: String = "", width: String = "60", height: String = "60") -> String {
    """
    \(before)<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="\(width)" \
    height="\(height)">\(body)</svg>
    """
  }

  static func embedded(_ name: String, type: String) throws -> String {
    let bytes = try Fixture.bytes("images/\(name)")
    return "data:\(type);base64,\(Data(bytes).base64EncodedString())"
  }

  @Test("a document is drawn as resvg draws it, on white", arguments: names)
  func drawn(name: String) throws {
    let reference = try #require(try Fixture.json("decoding/svg.json", as: [String: Reference].self)[name])
    let decoded = try InProcessDecoderTests.decode("svg/\(name)", as: .svg)
    let size = decoded.frames[0].size
    // Small documents are drawn larger. Millimetres are rounded to pixels by both.
    #expect(size.shorterSide >= 255)
    #expect(abs(size.width * reference.height - size.height * reference.width) <= 2 * size.longerSide)
    #expect(decoded.frames[0].originalSize == size)
    #expect(decoded.difference(to: reference.means) < 2.5)
    #expect(decoded.report.unseen.isEmpty)
  }

  @Test("no more is drawn than the wish needs, and the same picture", arguments: names)
  func scaled(name: String) throws {
    let reference = try #require(try Fixture.json("decoding/svg.json", as: [String: Reference].self)[name])
    let wish = InputWish(fit: .longestSide(64), oversampling: 2)
    let decoded = try InProcessDecoderTests.decode("svg/\(name)", as: .svg, wishes: [wish])
    #expect(abs(decoded.frames[0].size.longerSide - 128) <= 1)
    #expect(decoded.frames[0].originalSize.shorterSide >= 255)
    #expect(decoded.difference(to: reference.means) < 3)
  }

  @Test("a huge document within the limits costs what is asked for")
  func huge() throws {
    let decoded = try Self.decode(
      Self.document("<rect width='9999' height='9999' fill='red'/>", width: "9999", height: "9999"),
      wishes: [InputWish(fit: .exact(PixelSize(width: 256, height: 256)), oversampling: 4)],
      size: Limits.ims20201229.size)
    #expect(decoded.frames[0].originalSize == PixelSize(width: 9999, height: 9999))
    #expect(decoded.frames[0].size == PixelSize(width: 1024, height: 1024))
    #expect(decoded.colour(x: 512, y: 512) == [255, 0, 0])
  }

  @Test("a size over the limits is refused before anything is drawn")
  func tooLarge() {
    let rejection = InProcessDecoderTests.failure {
      try InProcessDecoderTests.decode("generated/hostile/b_hugeview.svg", as: .svg, size: Limits.ims20201229.size)
    }
    #expect(rejection?.code == .sideTooLarge)
  }

  @Test("other files and hosts are not shown", arguments: ["b_extimg.svg", "b_extimg_rel.svg"])
  func external(name: String) throws {
    let decoded = try InProcessDecoderTests.decode("generated/hostile/\(name)", as: .svg)
    #expect(decoded.pixels[0].allSatisfy { $0 == 255 })
  }

  @Test("a file beside the process is not read, however it is named")
  func nothingRead() throws {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "moderation-svg-\(ProcessInfo.processInfo.processIdentifier).png")
    try Data(try Fixture.bytes("images/photos-faces/hopper.png")).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    for reference in [file.absoluteString, file.path, "../../../../../../..\(file.path)"] {
      let decoded = try Self.decode(
        Self.document(
          """
          <image href="\(reference)" width="60" height="60"/><image xlink:href="\(reference)" width="60" height="60"/>
          <filter id="f"><feImage href="\(reference)"/></filter><rect width="60" height="60" filter="url(#f)"/>
          """))
      #expect(decoded.pixels[0].allSatisfy { $0 == 255 })
    }
  }

  @Test(
    "an entity, two document types or another encoding is refused",
    arguments: [
      "<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>", "<!DOCTYPE svg><!DOCTYPE svg>",
      "<?xml version=\"1.0\" encoding=\"UTF-7\"?>", "<?xml version='1.0' encoding='utf-16'?>", "\u{0}", "x",
    ])
  func prolog(text: String) throws {
    let rejection = InProcessDecoderTests.failure { try Self.decode(Self.document("", before: text)) }
    #expect([.headerUnreadable, .formatNotDecodable].contains(try #require(rejection).code))
  }

  @Test(
    "a document type without declarations, a code page and UTF-16 are drawn",
    arguments: [
      "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>",
      "<?xml version='1.0' encoding='windows-1252'?>", "\u{FEFF}", "<!-- a --><!DOCTYPE svg><!-- b -->",
    ], [true, false])
  func drawnProlog(text: String, isUTF16: Bool) throws {
    let document = Self.document("<rect width='60' height='60' fill='lime'/>", before: text)
    guard isUTF16 else { return #expect(try Self.decode(document).colour(x: 128, y: 128) == [0, 255, 0]) }
    let units = document.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let decoded = try InProcessDecoderTests.decode(units, as: .svg)
    #expect(decoded.colour(x: 128, y: 128) == [0, 255, 0])
  }

  @Test("a size in a style and inner units are those of CSS")
  func units() throws {
    let decoded = try Self.decode(
      "<svg xmlns='http://www.w3.org/2000/svg' style='width:4in;height:384px'><rect width='2in' height='72pt'/></svg>")
    #expect(decoded.frames[0].size == PixelSize(width: 384, height: 384))
    #expect(decoded.colour(x: 190, y: 94) == [0, 0, 0])
    #expect(decoded.colour(x: 194, y: 94) == [255, 255, 255])
    #expect(decoded.colour(x: 190, y: 98) == [255, 255, 255])
  }

  @Test("what is in comments and character data is no tag")
  func noTags() throws {
    let decoded = try Self.decode(
      Self.document(
        "<!-- <!DOCTYPE <image href='data:x,y'> --><style><![CDATA[ rect { fill: lime } <x ]]></style><rect width='60' height='60'/>",
        before: "<?xml version=\"1.0\" encoding=\"utf-8\"?>"))
    #expect(decoded.colour(x: 128, y: 128) == [0, 255, 0])
  }

  @Test(
    "a PNG or JPEG is drawn whatever its media type says",
    arguments: [
      ("s_jpeg.jpg", "image/jpg"), ("s_jpeg.jpg", "image/png"), ("s_jpeg.jpg", "image/x-tga"), ("s_jpeg.jpg", ""),
      ("s_jpeg.jpg", "image/svg+xml"), ("s_jpeg.jpg", "image/jpeg;charset=x"), ("s_jpeg.jpg", "image/jpeg"),
    ], ["href", "xlink:href"])
  func embeddedTypes(picture: (name: String, type: String), attribute: String) throws {
    let url = try Self.embedded("generated/still/\(picture.name)", type: picture.type)
    let decoded = try Self.decode(Self.document("<image width='60' height='60' \(attribute) = \"\(url)\"/>"))
    #expect(!decoded.pixels[0].allSatisfy { $0 == 255 })
    #expect(decoded.frames.map(\.rendition).filter { $0 != .onBlack } == [.standard, .embedded])
    #expect(decoded.frames.filter(\.isLastRendition).map(\.rendition) == [.embedded])
    #expect(decoded.report.unseen.isEmpty)
  }

  @Test(
    "a picture of any format is decoded by its own reader, and named for its place is empty",
    arguments: ["s_gif.gif", "s_webp.webp", "s_bmp.bmp", "s_tiff.tif"], ["image/png", "image/x", ""])
  func embeddedFormats(name: String, type: String) throws {
    guard let url = try? Self.embedded("generated/still/\(name)", type: type) else { return }
    let decoded = try Self.decode(Self.document("<image width='60' height='60' href='\(url)'/>"))
    #expect(decoded.pixels[0].allSatisfy { $0 == 255 })
    #expect(decoded.frames.last?.rendition == .embedded)
    #expect(decoded.report.unseen.map(\.kind) == [.picture])
    #expect(decoded.frames.last?.isLastRendition == true)
    #expect(decoded.pixels.last?.allSatisfy { $0 == 255 } == false)
  }

  @Test("a document in a document is drawn by itself, and what it holds is named; not without end")
  func embeddedDocuments() throws {
    var document = Self.document("<text>deep</text><textPath/>")
    for depth in 0..<4 {
      let decoded = try Self.decode(document)
      #expect(decoded.frames.count == min(depth, 2) + 1)
      #expect(decoded.report.unseen.contains { $0.detail.contains("textPath") } == (depth <= 2))
      #expect(decoded.report.texts == (depth <= 2 ? ["deep"] : []))
      #expect(decoded.report.unseen.contains { $0.kind == .picture } == (depth > 0))
      let url = "data:image/svg+xml;base64,\(Data(document.utf8).base64EncodedString())"
      document = Self.document("<image width='60' height='60' href='\(url)'/>")
    }
  }

  @Test("a picture that does not decode is named", arguments: ["data:image/png;base64,AAAAAAAA", "data:,GIF89a"])
  func embeddedDamage(url: String) throws {
    let decoded = try Self.decode(Self.document("<image width='9' height='9' href='\(url)'/>"))
    #expect(decoded.frames.filter(\.isLastRendition).count == 1)
    #expect(decoded.report.unseen.map(\.kind) == [.picture])
  }

  @Test("no more pictures are decoded than are named")
  func embeddedCount() throws {
    let gif = try Fixture.bytes("images/generated/still/s_gif.gif")
    let images = (0..<40).map { index in
      // Bytes behind the end make each another picture.
      let bytes = Data(gif + [UInt8(index)]).base64EncodedString()
      return "<image width='60' height='60' href='data:image/gif;base64,\(bytes)'/>"
    }
    let decoded = try Self.decode(Self.document(images.joined()))
    #expect(decoded.frames.count <= 1 + DecodedFrame.maximumEmbeddedCount)
    #expect(decoded.report.unseen.contains { $0.detail.contains("embedded pictures") })
    #expect(decoded.frames.last?.isLastRendition == true)
  }

  @Test("embedded pictures count towards a pixel budget before they are decoded, all together")
  func embeddedBomb() throws {
    let bomb = try Self.embedded("generated/boundary/d_9999.png", type: "image/png")
    let once = InProcessDecoderTests.failure {
      try Self.decode(Self.document("<image xlink:href='\(bomb)' width='60' height='60'/>"))
    }
    #expect(once?.code == .pixelBudgetExceeded)
    #expect(once?.measured == .count(9999 * 9999))

    var limits = InProcessDecoderTests.anySize
    limits.maximumFramePixels = 700_000
    let picture = try Self.embedded("generated/still/s_jpeg.jpg", type: "image/jpeg")
    let image = "<image xlink:href='\(picture)' width='60' height='60'/>"
    #expect(throws: Never.self) { try Self.decode(Self.document(image + image), size: limits) }
    let thrice = InProcessDecoderTests.failure { try Self.decode(Self.document(image + image + image), size: limits) }
    #expect(thrice?.code == .pixelBudgetExceeded)
  }

  @Test(
    "text that is no document is refused and never traps",
    arguments: [
      "", "<", "<svg", "<svg ", "<svg a", "<svg a=", "<svg a='", "<svg a='b", "<svg a='b'", "<svg/", "<!--", "<?",
      "<?xml encoding", "<![CDATA[", "</", "< >", "<svg =''>", "<svg href='data:", "<svg href='data:,", "\u{FEFF}",
      "<svg>&",
      "<svg href='&'/>", "<svg href='&#xFFFFFFFFFF;&#;&;'/>",
    ])
  func malformed(text: String) throws {
    let codes: [RejectionCode] = [.decodingFailed, .headerUnreadable, .formatNotDecodable]
    #expect(codes.contains(try #require(InProcessDecoderTests.failure { try Self.decode(text) }).code))
  }
}
