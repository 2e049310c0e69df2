import Files
import Testing

@Suite("names of files in answers", .timeLimit(.minutes(20)))
struct FileNameTests {
  @Test(
    "ordinary names stand as they are", arguments: ["a.jpg", "ä b/ö.png", "日本.gif", "a\\b", "\\x", "\\xf0", "\\xG0"])
  func ordinary(name: String) {
    #expect(FileName(Array(name.utf8)).text == name)
  }

  @Test("a raw byte FF and a literal \\xFF have different names")
  func literal() {
    #expect(FileName([0x61, 0xFF]).text == "a\\xFF")
    #expect(FileName(Array("a\\xFF".utf8)).text == "a\\x5CxFF")
    #expect(FileName(Array("a\\x5CxFF".utf8)).text == "a\\x5Cx5CxFF")
  }

  @Test("every text leads back to its name, and no two names share one")
  func injective() {
    // What escapes are made of, and what is not UTF-8: each name of up to five of these.
    let alphabet: [UInt8] = [
      UInt8(ascii: "\\"), UInt8(ascii: "x"), UInt8(ascii: "5"), UInt8(ascii: "C"), 0xFF, 0xC3, 0xA9,
    ]
    var names: [[UInt8]] = [[]]
    var (count, texts): (Int, Set<[UInt8]>) = (0, [])
    for _ in 0..<5 {
      names = names.flatMap { name in alphabet.map { name + [$0] } }
      for name in names {
        let text = FileName(name).text
        if FileName(text: text).bytes != name { Issue.record("\(name) reads \(text)") }
        count += 1
        // By bytes: strings that compose an accent otherwise are equal.
        texts.insert(Array(text.utf8))
      }
    }
    #expect(texts.count == count)
  }
}
