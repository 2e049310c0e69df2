import Testing

@testable import ModerationService

@Suite("Strangers' JSON", .timeLimit(.minutes(20)))
struct JSONReadingTests {
  @Test("is read with its types, in bounds")
  func reads() throws {
    let body = #"{"a":"x\"y","b":[1,2.5,true,null],"c":{"d":-3}}"#
    let value = try JSONReading.value(of: Array(body.utf8))
    #expect(value["a"] == .string("x\"y"))
    #expect(value["b"] == .array([.integer(1), .number(2.5), .bool(true), .null]))
    #expect(value["c"]?["d"] == .integer(-3))
  }

  @Test(
    "is refused when it is broken, deep, long or says a thing twice",
    arguments: [
      "", "{", "}", "[1,2", #"{"a":1"#, #"{"a":"x}"#, #"{"a":1,"a":2}"#, #"{"a":{"b":1,"b":2}}"#, "nonsense",
      #"{"a":1}}"#, #"{"\u0061":1}"#, "{\"a\":\u{1}}",
      String(repeating: "[", count: 100_000), "[" + String(repeating: "[],", count: 3_000) + "[]]",
      "{" + (0..<100_000).map { "\"k\($0)\":1" }.joined(separator: ",") + "}",
      String(repeating: #"{"a":"#, count: 17) + "1" + String(repeating: "}", count: 17),
    ])
  func refuses(body: String) {
    let failure = #expect(throws: ServiceFailure.self) { try JSONReading.value(of: Array(body.utf8)) }
    #expect(failure?.code == "malformedBody")
  }

  @Test("may say a thing twice in two objects")
  func namesOfTwoObjects() throws {
    let value = try JSONReading.value(of: Array(#"[{"a":1},{"a":2}]"#.utf8))
    #expect(value.elements?.count == 2)
  }

  @Test("is not UTF-8: refused")
  func notUnicode() {
    #expect(throws: ServiceFailure.self) { try JSONReading.value(of: [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]) }
  }

  @Test("is in no other encoding than UTF-8, in which bounds and names would be looked for in vain")
  func otherEncodings() {
    let text =
      "{\"User\":{\"Nickname\":\"\u{122}\"},\"FileContent\":\"A\",\"FileContent\":\"B\",\"BizTag\":\"\u{122}\"}"
    func units(_ isLittle: Bool) -> [UInt8] {
      text.utf16.flatMap { unit -> [UInt8] in
        let (low, high) = (UInt8(unit & 255), UInt8(unit >> 8))
        return isLittle ? [low, high] : [high, low]
      }
    }
    let byteOrderMark: [UInt8] = [0xFF, 0xFE]
    for bytes in [units(true), units(false), byteOrderMark + units(true)] {
      let failure = #expect(throws: ServiceFailure.self) { try JSONReading.value(of: bytes) }
      #expect(failure?.code == "malformedBody")
    }
  }

  @Test("a message that quotes it is bounded in bytes, not in characters")
  func messages() {
    let name = "a" + String(repeating: "\u{301}", count: 100_000)
    let failure = #expect(throws: ServiceFailure.self) {
      try ActionParameters(.object([.init(name: name, value: 1)]), [])
    }
    #expect((failure?.message.utf8.count ?? .max) <= ServiceFailure.maximumMessageBytes + 8)
  }

  @Test("is written so that it reads the same", arguments: ["plain", "\"\\/\u{8}\u{c}\n\r\t\u{0}", "二维码😀", "\u{2028}"])
  func writes(text: String) throws {
    let value = JSONValue.object(["k": .string(text), "n": .null, "i": 7, "absent": nil])
    let read = try JSONReading.value(of: Array(value.text.utf8))
    #expect(read["k"] == .string(text))
    #expect(read["n"] == .null)
    #expect(read["absent"] == nil)
  }
}
