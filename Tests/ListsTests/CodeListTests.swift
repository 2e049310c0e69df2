import Lists
import ModerationCore
import Testing

@Suite("Code lists", .timeLimit(.minutes(20)))
struct CodeListTests {
  static func list(_ text: String, name: String = "own") throws(ListError) -> CodeList {
    try CodeList(parsing: Array(text.utf8), name: name)
  }

  static let own =
    "# suggestion: PASS\nexample.com\nshop.example.org/menu\ndesk@firm.cn\ntel:+8613800138000\n"
    + "WIFI:S:Guests;T:WPA;P:x;;\nweixin://wxpay/*\n6901234567892\n例子.cn\n"

  @Test(
    "what plainly leads to a listed place is allowed",
    arguments: [
      "https://example.com", "http://example.com/", "HTTP://EXAMPLE.COM/A?b=c#d", "example.com/a", "www.example.com",
      "a.b.example.com:8080/x", "https://shop.example.org/menu", "https://shop.example.org/menu/1?x=1",
      "https://shop.example.org/menu?x", "desk@firm.cn", "MAILTO:Desk@firm.cn", "someone@example.com",
      "tel:+8613800138000", "TEL:+8613800138000", "WIFI:S:Guests;T:WPA;P:x;;", "weixin://wxpay/bizpayurl?pr=1",
      "6901234567892", "https://xn--fsqu00a.cn/",
    ])
  func allowed(content: String) throws {
    let lists = try CodeLists([try Self.list(Self.own)])
    #expect(lists.allowing(content) != nil)
    #expect(lists.unwanted(in: content).isEmpty)
  }

  @Test(
    "what could lead elsewhere is not allowed",
    arguments: [
      "https://example.com@evil.net/", "https://example.com:pw@evil.net/", "https://example.com.evil.net",
      "https://evil.net/example.com", "https://evil.net?example.com", "https://evil.net#example.com",
      #"https://evil.net\@example.com"#, #"https://example.com\.evil.net"#, "https:example.com", "https:///example.com",
      "//example.com", "javascript:example.com", "ftp://example.com", "https://example.com evil.net",
      "https://example.com\nhttps://evil.net", "https://exam\tple.com", "https://ex%61mple.com", "https://еxample.com",
      "https://ｅxample.com", "https://example.com。evil.net", "notexample.com", "https://shop.example.org/menus",
      "https://shop.example.org/menu/../evil", "https://shop.example.org/menu/%2e%2e/evil", "https://shop.example.org/",
      "https://example.com:abc/", "desk@firm.cn.evil.net", "desk@firm.cn,evil@evil.net", "firm.cn",
      "tel:+86138001380001", "WIFI:S:Guests;T:WPA;P:x;;x", "weixin://wxpa", "69012345678921",
      "BEGIN:VCARD\nURL:https://example.com\nEND:VCARD", "", "mailto:boss%40evil.com?x@example.com",
      "mailto:boss%40evil.com,x@example.com", "mailto:?bcc=boss%40evil.com&x@example.com", #"evil.com\@example.com"#,
      "加微信abc12345@example.com", "evil.com<x@example.com", "weixin://wxpay/x\nhttps://evil.com",
      "weixin://wxpay/../../evil", "weixin://wxpay/x@evil.com", "weixin://wxpay/ 加微信",
      "https://shop.example.org/menu/%252e%252e/x", "https://shop.example.org/menu/%c0%ae%c0%ae/x",
      "tel:+8613800138000,evil",
    ])
  func notAllowed(content: String) throws {
    #expect(try CodeLists([try Self.list(Self.own)]).allowing(content) == nil)
  }

  @Test(
    "what is listed is unwanted wherever a text names it",
    arguments: [
      "https://evil.net", "http://a.b.evil.net/x", "EVIL.NET", "https://example.com@evil.net/", "xx@evil.net",
      "https://ok.com/?to=https%3A%2F%2Fevil.net%2Fx", "https://ok.com/?a=%68ttps%253A%252F%252Fevil.net",
      #"https:\\evil.net"#, "https://ev\til.net", "https://ｅｖｉｌ.net", "https://evil。net", "打开evil.net领取",
      "BEGIN:VCARD\nURL:http://evil.net\nEND:VCARD", "https://bad.org/p/1", "bad.org:80/P?x", "https://ВРЕД.рф/",
      "https://xn--b1aew.xn--p1ai", "joe@mail.com", "mailto:JOE@mail.com?subject=x", "write to joe@mail.com!",
      "tel:+4912345678", "weixin://bad/1", "mailto:a@b.com?cc=joe@mail.com", "https://ok.com/?m=joe%40mail.com",
      "[joe@mail.com]", "联系joe@mail.com", "hello\njoe@mail.com", "sms:+49-1234-5678", "https://bad.org//p",
      "https://bad.org/./p", "https://bad.org/a/../p", "bad.org/p吧", "bad.org/p, and", "e\u{34F}vil.net",
      "evil\u{FE0F}.net", "t.me/one", "star.com/x",
    ])
  func unwanted(content: String) throws {
    let list = try Self.list(
      "evil.net\nhttps://bad.org/p\nвред.рф\nмвд.рф\njoe@mail.com\ntel:+4912345678\nweixin://bad/*\n"
        + "t.me/one\nstar.com/*\n\u{3000}blank.com\u{A0}\n")
    #expect(!(try CodeLists([list]).unwanted(in: content).isEmpty))
  }

  @Test(
    "what only resembles a listed place is not unwanted",
    arguments: [
      "https://notevil.net", "https://evil.net.example.com", "https://bad.org/", "https://bad.org/pp",
      "moe.joe@mail.com",
      "tel:+49123456789", "evilnet", "evil .net",
    ])
  func wanted(content: String) throws {
    let list = try Self.list("evil.net\nhttps://bad.org/p\njoe@mail.com\ntel:+4912345678\n")
    #expect(try CodeLists([list]).unwanted(in: content).isEmpty)
  }

  @Test("what one list has unwanted no other allows, in any order", arguments: [false, true])
  func blockOutweighs(reversed: Bool) throws {
    let lists = [
      try Self.list("# suggestion: PASS\nexample.com\n"), try Self.list("bad.example.com\n", name: "bad"),
    ]
    let both = try CodeLists(reversed ? lists.reversed() : lists)
    #expect(both.allowing("https://bad.example.com/") == nil)
    #expect(both.allowing("https://good.example.com/")?.name == "own: example.com")
    #expect(both.unwanted(in: "https://bad.example.com/").map(\.list) == ["bad"])
  }

  @Test("a policy's word for a list replaces that of its entries")
  func suggesting() throws {
    let list = try Self.list("example.com\n").suggesting(.pass)
    #expect(try CodeLists([list]).allowing("example.com") != nil)
    #expect(try CodeLists([list]).unwanted(in: "example.com").isEmpty)
  }

  @Test(
    "a list that is wrong is refused with its line",
    arguments: [
      ("a.com\nlocalhost\n", ListError.Code.invalidTarget, 2), ("# only a comment\n", .noEntries, nil),
      ("", .noEntries, nil),
      ("a.com\tAd\tPASS\na.com\tAd\tBLOCK\n", .contradiction, 2), ("a.com\tPron\n", .invalidLabel, 1),
      ("a.com\tAd\tMAYBE\n", .invalidSuggestion, 1), ("a.com\t\t\tx\n", .tooManyColumns, 1),
      ("a.com\n# suggestion: PASS\n", .misplacedDirective, 2), ("a.com\0\n", .controlCharacter, 1),
      ("# name:\na.com\n", .invalidName, 1), (String(repeating: "a", count: 5000) + ".com\n", .lineTooLong, 1),
      ("https://\n", .invalidTarget, 1), ("a@b@c.com\n", .invalidTarget, 1), ("javascript:\n", .invalidTarget, 1),
      ("..\n", .invalidTarget, 1), ("a..com\n", .invalidTarget, 1), ("a.com/../b\n", .invalidTarget, 1),
    ] as [(String, ListError.Code, Int?)])
  func refused(text: String, code: ListError.Code, line: Int?) {
    let error = #expect(throws: ListError.self) { try Self.list(text) }
    #expect(error?.code == code)
    #expect(error?.line == line)
  }

  @Test("marks at the start, CRLF, repeats and directives are read")
  func accepted() throws {
    let list = try Self.list(
      "\u{FEFF}# name: Our places\r\n# label: Illegal\r\n\r\na.com\r\nA.COM\r\nb.com\tPorn\tREVIEW")
    #expect(list.name == "Our places")
    #expect(list.entries.map(\.label) == [.illegal, .porn])
    #expect(list.entries.map(\.suggestion) == [.block, .review])
    #expect(list.entries.map(\.line) == [4, 6])
    #expect(list.duplicateCount == 1)
  }

  @Test("a site may have any number of entries with paths, and a lookup does not look at each")
  func crowded() throws {
    let list = try Self.list((0..<20_000).map { "t.me/user\($0)\n" }.joined())
    let lists = try CodeLists([list])
    #expect(lists.unwanted(in: "https://t.me/USER19999?x=1").map(\.entry.line) == [20_000])
    #expect(lists.unwanted(in: String(repeating: "t.me/a ", count: 2_000)).isEmpty)
  }

  @Test(
    "an entry that could never be met as it is meant is refused",
    arguments: [
      "*@example.com", "http:evil.com", "https:/evil.com", "weixin://*/x", "-.-", "evil.com/shop*", "“evil.com”",
      "evil.com\u{85}", "a b.com",
    ])
  func never(entry: String) {
    #expect(#expect(throws: ListError.self) { try Self.list(entry + "\n") }?.code == .invalidTarget)
  }

  @Test(
    "hostile texts take no time that grows with their square",
    arguments: [
      String(repeating: "a.", count: 8_000), String(repeating: "a@", count: 8_000),
      String(repeating: "%25", count: 5_000),
      String(repeating: "evil.net/", count: 1_800), String(repeating: "\u{301}", count: 8_000),
      String(repeating: "例.", count: 4_000), String(repeating: "x@evil.net", count: 1_600),
      String(repeating: "a.b,", count: 4_000),
    ])
  func hostile(text: String) throws {
    let lists = try CodeLists([try Self.list("evil.net\nevil.net/a\njoe@evil.net\n")])
    _ = lists.unwanted(in: text)
    #expect(lists.allowing(text) == nil)
  }
}
