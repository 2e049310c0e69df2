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
    try InProcessDecoderTests.decode(Array(text.utf8), as: .svg, wishes: wishes, size: size)
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
    // Millimetres are rounded to pixels by both.
    #expect(abs(decoded.frames[0].size.width - reference.width) <= 1)
    #expect(abs(decoded.frames[0].size.height - reference.height) <= 1)
    #expect(abs(decoded.frames[0].originalSize.height - reference.height) <= 1)
    #expect(decoded.difference(to: reference.means) < 2.5)
  }

  @Test("no more is drawn than the wish needs, and the same picture", arguments: names)
  func scaled(name: String) throws {
    let reference = try #require(try Fixture.json("decoding/svg.json", as: [String: Reference].self)[name])
    let wish = InputWish(fit: .longestSide(reference.width / 4), oversampling: 2)
    let decoded = try InProcessDecoderTests.decode("svg/\(name)", as: .svg, wishes: [wish])
    #expect(abs(decoded.frames[0].size.width - reference.width / 4 * 2) <= 1)
    #expect(decoded.frames[0].originalSize.width == reference.width)
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
    "a document type, an entity or another encoding is refused",
    arguments: [
      "<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>", "<!DOCTYPE svg>",
      "<?xml version=\"1.0\" encoding=\"UTF-7\"?>", "<?xml version='1.0' encoding='utf-16'?>", "\u{0}", "x",
    ])
  func prolog(text: String) {
    let rejection = InProcessDecoderTests.failure { try Self.decode(Self.document("", before: text)) }
    #expect(rejection?.code == .decodingFailed)
    #expect(rejection?.message.contains("the SVG is not drawn") == true)
  }

  @Test("what is in comments and character data is no tag")
  func noTags() throws {
    let decoded = try Self.decode(
      Self.document(
        "<!-- <!DOCTYPE <image href='data:x,y'> --><style><![CDATA[ rect { fill: lime } <x ]]></style><rect width='60' height='60'/>",
        before: "<?xml version=\"1.0\" encoding=\"utf-8\"?>"))
    #expect(decoded.colour(x: 30, y: 30) == [0, 255, 0])
  }

  @Test("an embedded picture that is neither PNG nor JPEG is refused, however it is written")
  func embeddedKinds() throws {
    let inner = Data(Self.document("<rect width='9' height='9'/>").utf8).base64EncodedString()
    let hidden = [
      "data:image/svg+xml;base64,\(inner)", "data:image/svg+xml,%3Csvg%2F%3E",
      "&#100;ata:image/svg+xml;base64,\(inner)",
      "&#x64;&#x0061;ta:,x", "d&#10;ata:,x", "  DATA:image/x-tga,x", "data:;base64,\(inner)",
      try Self.embedded("generated/still/s_gif.gif", type: "image/gif"),
      try Self.embedded("generated/still/s_jpeg.jpg", type: "image/x-tga"),
      try Self.embedded("generated/still/s_gif.gif", type: "image/png"),
    ]
    for url in hidden {
      for attribute in ["href", "xlink:href", "q:href"] {
        let rejection = InProcessDecoderTests.failure {
          try Self.decode(Self.document("<image width='9' \(attribute) = \"\(url)\"/>"))
        }
        #expect(rejection?.message.contains("neither PNG nor JPEG") == true, "\(attribute)=\(url.prefix(40))")
      }
    }
    #expect(throws: Never.self) { try Self.decode(Self.document("<a href='data:text/plain,x'/>")) }
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
      "<svg href='&'/>", "<svg href='&#xFFFFFFFFFF;&#;&;'/>", "<svg href='data:;base64,%'/>",
    ])
  func malformed(text: String) {
    #expect(InProcessDecoderTests.failure { try Self.decode(text) }?.code == .decodingFailed)
  }
}
