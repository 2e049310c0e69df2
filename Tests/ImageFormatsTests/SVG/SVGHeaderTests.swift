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
      ("width='640' height='480'", 640, 480), ("height=\"1in\" width = \"10.1px\"", 11, 96),
      ("width='72pt' height='6pc'", 96, 96), ("width='25.4mm' height='2.54cm'", 96, 96),
      ("width='+1e6' height='1000000.0'", 1_000_000, 1_000_000), ("width=' .5 ' height='\n7\t'", 1, 7),
      ("width='1e999' height='1e-9'", 1_000_000_000_000, 1), ("inner:width='5' width='6' height='7'", 6, 7),
      ("data-width='5' width='6' height='7'", 6, 7),
    ])
  func lengths(attributes: String, width: Int, height: Int) throws {
    #expect(try size(attributes) == PixelSize(width: width, height: height))
  }

  @Test(
    "The view box counts where a side is missing or relative, and keeps its shape",
    arguments: [
      ("viewBox='0 0 100 60'", 100, 60), ("viewBox='-5,-5 100.5,60'", 101, 60),
      ("width='100%' height='100%' viewBox='0 0 100 60'", 100, 60), ("width='50' viewBox='0 0 100 60'", 50, 30),
      ("height='5em' width='50px' viewBox='0\t0\n100 60'", 50, 30), ("height='30' viewBox='0 0 100 60'", 50, 30),
      ("height='1e308' viewBox='0 0 1e308 1e-308'", 1_000_000_000_000, 1_000_000_000_000),
    ])
  func viewBox(attributes: String, width: Int, height: Int) throws {
    #expect(try size(attributes) == PixelSize(width: width, height: height))
  }

  @Test(
    "A document without a size is refused, and so is a side that is none",
    arguments: [
      "", "width='100%' height='100%'", "width='50'", "viewBox='0 0 100'", "viewBox='0 0 0 60'", "viewBox='0 0 a b'",
      "viewBox='0 0 100 60 5'", "width='0' height='5'", "width='-5' height='5'", "width='five' height='5'",
      "width='&#49;0' height='5'", "width='5parsec' height='5'", "width='0x10' height='5'", "width='inf' height='5'",
      "width='' height='5'", "width='.' height='5'", "width='\(String(repeating: " ", count: 300))5' height='5'",
    ])
  func noSize(attributes: String) {
    #expect(throws: InputRejection.self) { try size(attributes) }
  }

  @Test(
    "Declarations are refused wherever they stand, but for comments and character data",
    arguments: [
      ("<!DOCTYPE svg><svg width='5' height='5'/>", false),
      ("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg width='5' height='5'/>", false),
      ("<svg width='5' height='5'><!ENTITY a 'b'></svg>", false),
      ("<svg width='5' height='5'><!-- <!DOCTYPE svg> --><![CDATA[<!ENTITY]]></svg>", true),
      ("<svg width='5' height='5'><!-- x --><!DOCTYPE svg></svg>", false),
    ])
  func declarations(document: String, isReadable: Bool) {
    #expect((unreadableMessage(text(document), as: .svg) == nil) == isReadable)
  }

  @Test(
    "Only encodings that mean ASCII by ASCII's bytes are read",
    arguments: [
      ("UTF-8", true), ("utf-8", true), ("US-ASCII", true), ("ISO-8859-1", true), ("UTF-16", false), ("UTF-7", false),
      ("EBCDIC-CP-US", false), ("", false), ("UTF-8x", false),
    ])
  func encodings(name: String, isRead: Bool) {
    for quote in ["'", "\""] {
      let document = "<?xml version=\"1.0\" encoding = \(quote)\(name)\(quote) ?><svg width='5' height='5'/>"
      do throws(InputRejection) {
        _ = try header(text(document), as: .svg)
        #expect(isRead)
      } catch {
        #expect(!isRead && error.code == .formatNotDecodable)
      }
    }
  }

  @Test("A first tag that does not end is refused, with the limit when it is too long")
  func firstTag() {
    for document in ["<svg width='5' height='5", "<svg width='5' height=5>", "<svg width>", "<svg a='<'>", "<svg "] {
      #expect(unreadableMessage(text(document), as: .svg) != nil)
    }
    let long = "<svg width='5' height='5' a='\(String(repeating: "x", count: 65_536))'>"
    #expect(unreadableMessage(text(long), as: .svg)?.contains("more than 65536 bytes in the first tag") == true)
  }

  @Test(
    "Whatever may reach outside the document is noticed",
    arguments: [
      ("<image href='file:///etc/hostname'/>", true), ("<image xlink:href = \"card.png\"/>", true),
      ("<use href='#a'/>", false), ("<image href=' data:image/png;base64,AA'/>", false),
      ("<rect fill='url(#a)'/>", false), ("<rect fill='URL( \"x.svg#a\")'/>", true),
      ("<text>see href below</text>", false),
      ("<style>@import 'x.css'</style>", true), ("<style>a{fill:u\\72l(x)}</style>", true), ("<g xml:base='x'/>", true),
      ("<image href='&#102;ile:///x'/>", true), ("<?xml-stylesheet href='#a'?>", true), ("<rect/>", false),
      ("<x:include xmlns:x='http://www.w3.org/2001/XInclude'/>", true),
    ])
  func outside(content: String, reaches: Bool) {
    let document = text("<svg width='5' height='5'>\(content)</svg>")
    let answer = SVGReferences.mayReachOutside(document.span.bytes)
    #expect(answer == reaches)
  }
}
