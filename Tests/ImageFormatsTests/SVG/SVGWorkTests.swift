import Foundation
import ModerationCore
import TestFixtures
import Testing

@testable import ImageFormats

@Suite("Work of drawing an SVG", .timeLimit(.minutes(20)))
struct SVGWorkTests {
  static func document(_ body: String, side: Int = 1000, before: String = "") -> String {
    before + "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='\(side)' "
      + "height='\(side)' viewBox='0 0 \(side) \(side)'>\(body)</svg>"
  }

  static func check(_ text: String, side: Int = 1000) throws(InputRejection) -> SVGWork {
    let size = PixelSize(width: side, height: side)
    let outcome = Array(text.utf8).withUnsafeBytes { bytes in
      Result { () throws(InputRejection) in try SVGWork.check(bytes, drawnAt: size) }
    }
    return try outcome.get()
  }

  static func rejection(_ body: String, side: Int = 1000, before: String = "") -> InputRejection? {
    do throws(InputRejection) {
      _ = try check(document(body, side: side, before: before), side: side)
      return nil
    } catch {
      return error
    }
  }

  @Test("what would take too long is refused by the limit that it breaks", arguments: SVGBombs.all.map(\.name))
  func refused(name: String) throws {
    let bomb = try #require(SVGBombs.all.first { $0.name == name })
    let rejection = Self.rejection(bomb.body)
    guard !bomb.limit.isEmpty else {
      #expect(rejection == nil)
      return
    }
    #expect(rejection?.code == .drawingWorkExceeded)
    #expect(rejection?.limit == bomb.limit, "\(rejection?.message ?? "drawn")")
    guard case .count(let measured)? = rejection?.measured, case .count(let allowed)? = rejection?.allowed else {
      Issue.record("no numbers")
      return
    }
    #expect(measured > allowed)
  }

  /// Ways to give a rectangle a filter.
  static let spellings = [
    "<rect width='1000' height='1000' filter='url(#f)'/>",
    "<rect width=\"1000\" height=\"1000\" filter=\"url(#f)\"/>",
    "<rect width='1000' height='1000' filter = 'url( &quot;#f&quot; )'/>",
    "<rect width='1000' height='1000' filter='url(&#35;f)'/>",
    "<rect width='1000' height='1000' style='filter:url(#f)'/>",
    "<rect width='1000' height='1000' style='fill:red; FILTER : url( \"#f\" ) !important'/>",
    "<rect width='1000' height='1000' style='fi/**/ll:red;filter:/*;*/url(#f)'/>",
    "<s:rect xmlns:s='http://www.w3.org/2000/svg' width='1000' height='1000' filter='url(#f)'/>",
    "<g filter='url(#f)'><rect width='1000' height='1000'/></g>",
    "<g filter='url(#f)'><rect width='1000' height='1000' filter='inherit'/></g>",
  ]

  @Test("a filter counts however it is written", arguments: spellings)
  func spelling(text: String) {
    let rejection = Self.rejection(SVGBombs.blur + SVGBombs.many(200, text))
    #expect(rejection?.limit == "maximumDrawingMilliseconds")
    #expect(rejection?.message.contains("filters") == true)
  }

  @Test(
    "a filter counts whichever rule gives it",
    arguments: [
      "rect{filter:url(#f)}", "* { filter: url('#f') }", ".b,.a{filter:url(#f)}", "svg g > .a.z{filter:url(#f)}",
      "#i{filter:url(#f)}", "rect[width]{filter:url(#f)}", ":not(.q){filter:url(#f)}",
      "rect:nth-child(n){filter:url(#f)}", "@media screen{.a{filter:url(#f)}}", ".a{fil\\74 er:url(\\23 f)}",
      "<![CDATA[.a{filter:url(#f)}]]>", ".a{fill:red}.a/**/{filter:url(#f)}", "svg|rect{filter:url(#f)}",
    ])
  func rule(text: String) {
    let body = SVGBombs.many(200, "<rect id='i' class='x a z' width='1000' height='1000'/>")
    #expect(Self.rejection("<style>\(text)</style>" + SVGBombs.blur + body)?.limit == "maximumDrawingMilliseconds")
    #expect(Self.rejection(SVGBombs.blur + body) == nil)
  }

  @Test(
    "a style sheet in a data: URL is not let through unread",
    arguments: [
      ("<?xml-stylesheet href='data:text/css,*%7Bopacity:.5%7D'?>", ""),
      ("", "<style>@import url(data:text/css,*%7Bopacity:.5%7D);</style>"),
    ])
  func hiddenSheet(before: String, body: String) {
    #expect(Self.rejection(body, before: before)?.code == .decodingFailed)
  }

  @Test("a cycle ends where it closes, and what leads into it counts in full")
  func cycles() throws {
    let body =
      "<g id='a'>" + SVGBombs.many(100, "<rect width='1' height='1'/>") + "<use href='#b'/></g>"
      + "<g id='b'><use href='#a'/></g>" + SVGBombs.many(3_999, "<use href='#b'/>")
    #expect(Self.rejection(body)?.limit == "maximumDrawnElementCount")
    let own = "<pattern id='p' width='9' height='9'><rect width='9' height='9' fill='url(#p)'/></pattern>"
    #expect(Self.rejection(own + "<rect width='9' height='9' fill='url(#p)'/>") == nil)
  }

  @Test("a small area costs little, a transform makes it large")
  func areas() throws {
    let small = SVGBombs.many(100, "<rect width='10' height='10' filter='url(#f)'/>")
    let plain = try Self.check(Self.document(SVGBombs.blur + small))
    #expect(plain.milliseconds < 1_000)
    let scaled = "<g transform='translate(1 1) scale(100)'>\(small)</g>"
    #expect(Self.rejection(SVGBombs.blur + scaled)?.limit == "maximumDrawingMilliseconds")
    let unknown = "<g transform='frobnicate(1)'>\(small)</g>"
    #expect(Self.rejection(SVGBombs.blur + unknown)?.limit == "maximumDrawingMilliseconds")
  }

  @Test(
    "a size that a rule sets counts, whatever the attribute says", arguments: ["rect{width:999px}", "*{height:9in}"])
  func styledSize(rule: String) {
    let small = SVGBombs.many(200, "<rect width='1' height='1' filter='url(#f)'/>")
    #expect(Self.rejection(SVGBombs.blur + small) == nil)
    #expect(Self.rejection("<style>\(rule)</style>" + SVGBombs.blur + small)?.limit == "maximumDrawingMilliseconds")
  }

  @Test("the smaller it is drawn, the more may be in it")
  func drawnSize() throws {
    let text = Self.document(SVGBombs.blur + SVGBombs.many(100, "<rect width='1000' height='1000' filter='url(#f)'/>"))
    #expect(throws: InputRejection.self) { try Self.check(text, side: 1000) }
    #expect(try Self.check(text, side: 200).milliseconds < 1_000)
  }

  @Test("numbers beyond all numbers end in a refusal, not in a trap")
  func overflow() {
    let digits = SVGBombs.many(400, "9")
    let path = "<path stroke='red' stroke-width='\(digits)' d='M-\(digits) 0L\(digits) 1e999'/>"
    #expect(Self.rejection(SVGBombs.levels(200, of: 50)) != nil)
    #expect(Self.rejection(SVGBombs.many(100_000, "<g/>") + SVGBombs.many(50_000, "<rect/>")) == nil)
    _ = Self.rejection(path)
    _ = Self.rejection("<g transform='scale(\(digits))'>" + SVGBombs.many(20_000, "<circle r='1'/>") + "</g>")
  }

  @Test("documents that people draw are drawn", arguments: ["images/svg", "images/generated/still", "cases/svg"])
  func honest(folder: String) throws {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: Fixture.path(folder))) ?? []
    for file in files where file.hasSuffix(".svg") {
      let bytes = try Fixture.bytes("\(folder)/\(file)")
      let work = try bytes.withUnsafeBytes { bytes in
        try SVGWork.check(bytes, drawnAt: PixelSize(width: 2000, height: 2000))
      }
      #expect(work.milliseconds < 1_000, "\(file)")
    }
  }

  @Test("any damaged document has an estimate or a refusal, and never traps", arguments: 0..<200 as Range<UInt64>)
  func damaged(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let bomb = try #require(SVGBombs.all.dropLast(6).randomElement(using: &random))
    var bytes = Array(Self.document(bomb.body).utf8.prefix(20_000))
    for _ in 0..<40 {
      let place = Int.random(in: bytes.indices, using: &random)
      bytes[place] = try #require(Array("<>'\"&#;:/=(){}.-e9\\\0*".utf8).randomElement(using: &random))
    }
    bytes.withUnsafeBytes { bytes in
      _ = try? SVGWork.check(bytes, drawnAt: PixelSize(width: 100, height: 100))
    }
  }
}
