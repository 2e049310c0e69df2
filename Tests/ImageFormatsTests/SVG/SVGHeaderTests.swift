import ModerationCore
import Testing

@testable import ImageFormats

@Suite(.timeLimit(.minutes(20)))
struct SVGHeaderTests {
  private func size(_ attributes: String) throws(InputRejection) -> PixelSize {
    try header(text("<svg xmlns='http://www.w3.org/2000/svg' \(attributes)><rect width='3'/></svg>"), as: .svg).size
  }

  @Test(
    "Width and height count, in pixels at 96 to the inch, rounded up",
    arguments: [
      ("width='640' height='480'", 640, 480), ("height=\"5in\" width = \"300.1px\"", 301, 480),
      ("width='720pt' height='60pc'", 960, 960), ("width='254mm' height='25.4cm'", 960, 960),
      ("width='+1e6' height='1000000.0'", 1_000_000, 1_000_000), ("width=' 300.5 ' height='\n700\t'", 301, 700),
      ("width='1e999' height='1e9'", 1_000_000_000_000, 1_000_000_000),
      ("q:width='5' width='600' height='700'", 600, 700),
      ("data-width='5' width='600' height='700'", 600, 700), ("width='20em' height='60ex'", 320, 480),
    ])
  func lengths(attributes: String, width: Int, height: Int) throws {
    #expect(try size(attributes) == PixelSize(width: width, height: height))
  }

  @Test(
    "A style counts before the attributes",
    arguments: [
      ("style='width:256px;height:512px'", 256, 512),
      ("width='9' style='width: 300px; height:400px !important'", 300, 400),
      ("width='300' height='400' style='width:auto'", 300, 400),
      ("style='fill:red;width:600px' viewBox='0 0 2 1'", 600, 300),
    ])
  func styles(attributes: String, width: Int, height: Int) throws {
    let size = try size(attributes)
    // `auto` is what the picture itself says: the standard width here.
    #expect(size == PixelSize(width: width, height: height))
  }

  @Test(
    "The view box counts where a side is missing or relative, and keeps its shape",
    arguments: [
      ("viewBox='0 0 1000 600'", 1000, 600), ("viewBox='-5,-5 1000.5,600'", 1001, 600),
      ("width='100%' height='100%' viewBox='0 0 1000 600'", 1000, 600), ("width='500' viewBox='0 0 100 60'", 500, 300),
      ("height='50vh' width='500px' viewBox='0\t0\n100 60'", 500, 300), ("height='300' viewBox='0 0 100 60'", 500, 300),
      ("width='auto' height='' viewBox='0 0 500 300'", 500, 300),
      ("height='1e308' viewBox='0 0 1e308 1e-308'", 1_000_000_000_000, 1_000_000_000_000),
    ])
  func viewBox(attributes: String, width: Int, height: Int) throws {
    #expect(try size(attributes) == PixelSize(width: width, height: height))
  }

  @Test(
    "What is missing without a view box is as in any page",
    arguments: [
      ("", 600, 300), ("width='100%' height='100%'", 600, 300), ("width='300'", 600, 300), ("height='600'", 300, 600),
      ("viewBox='0 0 100'", 600, 300), ("viewBox='0 0 0 60'", 600, 300),
    ])
  func standard(attributes: String, width: Int, height: Int) throws {
    #expect(try size(attributes) == PixelSize(width: width, height: height))
  }

  @Test(
    "Small documents are drawn larger, in their own shape",
    arguments: [
      ("width='24' height='24'", 264, 264), ("viewBox='0 0 16 32'", 256, 512), ("width='1em' height='1em'", 256, 256),
      ("width='300' height='150'", 600, 300), ("width='10' height='400'", 103, 4096),
      ("width='10' height='890'", 64, 5696),
      ("width='.001' height='.001'", 256, 256), ("width='256' height='9999'", 256, 9999),
      ("width='1e-9' height='5'", 64, 320_000_000_000),
    ])
  func enlarged(attributes: String, width: Int, height: Int) throws {
    #expect(try size(attributes) == PixelSize(width: width, height: height))
  }

  @Test(
    "A side that is no length is refused, and so is one of nothing",
    arguments: [
      "width='0' height='5'", "width='-5' height='5'", "width='five' height='5'", "width='&#49;0' height='5'",
      "width='5parsec' height='5'", "width='0x10' height='5'", "width='inf' height='5'", "width='.' height='5'",
      "width='\(String(repeating: " ", count: 300))5' height='5'",
    ])
  func noSize(attributes: String) {
    #expect(throws: InputRejection.self) { try size(attributes) }
  }

  @Test(
    "A document type is cut out unless it declares something, and declarations are refused wherever they stand",
    arguments: [
      ("<!DOCTYPE svg><svg width='5' height='5'/>", true),
      (
        "<!-- a --><!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" 'x.dtd'><!-- b --><svg width='5' height='5'/>", true
      ),
      ("<!DOCTYPE svg [ ]><svg width='5' height='5'/>", true),
      ("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg width='5' height='5'/>", false),
      ("<!DOCTYPE svg ['>']><svg width='5' height='5'/>", false),
      ("<!DOCTYPE svg [%a;]><svg width='5' height='5'/>", false),
      ("<!DOCTYPE svg><!DOCTYPE svg><svg width='5' height='5'/>", false),
      ("<svg width='5' height='5'><!ENTITY a 'b'></svg>", false),
      ("<svg width='5' height='5'><!-- <!DOCTYPE svg> --><![CDATA[<!ENTITY]]></svg>", true),
      ("<svg width='5' height='5'><!-- x --><!DOCTYPE svg></svg>", false),
    ])
  func declarations(document: String, isReadable: Bool) {
    #expect((unreadableMessage(text(document), as: .svg) == nil) == isReadable)
  }

  @Test(
    "Encodings are read, or refused by their names",
    arguments: [
      ("UTF-8", true), ("utf-8", true), ("US-ASCII", true), ("ISO-8859-1", true), ("windows-1251", true),
      ("Windows-1252", true), ("UTF-16", false), ("UTF-7", false), ("EBCDIC-CP-US", false), ("GBK", false), ("", false),
      ("UTF-8x", false),
    ], ["'", "\""])
  func encodings(encoding: (name: String, isRead: Bool), quote: String) {
    let document =
      "<?xml version=\"1.0\" encoding = \(quote)\(encoding.name)\(quote) ?><svg width='5' height='5'/>"
    do throws(InputRejection) {
      _ = try header(text(document), as: .svg)
      #expect(encoding.isRead)
    } catch {
      #expect(!encoding.isRead && error.code == .formatNotDecodable)
      #expect(error.message.contains("in the encoding \(encoding.name)"))
    }
  }

  @Test("Code pages are read as browsers read them")
  func codePages() throws {
    func content(_ encoding: String, _ bytes: [UInt8]) throws -> String {
      let document = Array("<?xml version='1.0' encoding='\(encoding)'?><svg>".utf8) + bytes + Array("</svg>".utf8)
      return String(decoding: try SVGText(document.span.bytes).bytes, as: UTF8.self)
    }
    #expect(try content("windows-1251", [0xCF, 0xF0]) == "<svg>\u{41F}\u{440}</svg>")
    #expect(try content("windows-1252", [0x80, 0xE9]) == "<svg>\u{20AC}\u{E9}</svg>")
    #expect(try content("iso-8859-1", [0x80]) == "<svg>\u{20AC}</svg>")
  }

  @Test("UTF-16 is known by its mark or by its first character", arguments: [true, false], [true, false])
  func utf16(isBigEndian: Bool, isMarked: Bool) throws {
    let document = (isMarked ? "\u{FEFF}" : "") + "<?xml version='1.0'?><svg width='300' height='400'>\u{1F600}</svg>"
    var bytes: [UInt8] = []
    for unit in document.utf16 {
      let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
      bytes += isBigEndian ? [high, low] : [low, high]
    }
    #expect(ImageFormat.sniff(bytes.span.bytes) == .svg)
    #expect(try header(bytes, as: .svg).size == PixelSize(width: 300, height: 400))
    #expect(try SVGText(bytes.span.bytes).bytes.elementsEqual("<svg width='300' height='400'>\u{1F600}</svg>".utf8))
  }

  @Test("A first tag that does not end is refused, with the limit when it is too long")
  func firstTag() {
    for document in ["<svg width='5' height='5", "<svg width='5' height=5>", "<svg width>", "<svg a='<'>", "<svg "] {
      #expect(unreadableMessage(text(document), as: .svg) != nil)
    }
    let long = "<svg width='5' height='5' a='\(String(repeating: "x", count: 65_536))'>"
    #expect(unreadableMessage(text(long), as: .svg)?.contains("more than 65536 bytes in the first tag") == true)
  }
}
