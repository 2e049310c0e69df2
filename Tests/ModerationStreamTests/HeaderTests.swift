import Testing

@testable import ModerationStream

@Suite("A header", .timeLimit(.minutes(20)))
struct HeaderTests {
  @Test("says what it says")
  func read() throws {
    let header = try StreamHeader(
      Array(#"{"id":"a","bytes":12,"policy":"p","deadlineMilliseconds":1500}"#.utf8))
    #expect(header.identifier == "a" && header.payload == .bytes(count: 12))
    #expect(header.policy == "p" && header.deadline == .milliseconds(1500))
    let other = try StreamHeader(Array(#"  {"path":"b c","id":"é"} "#.utf8) + [13])
    #expect(other.identifier == "é" && other.payload == .file(path: "b c") && other.policy == nil)
  }

  @Test("takes an identifier of 256 bytes, and not one of 257")
  func longIdentifier() throws {
    func header(_ count: Int) -> [UInt8] {
      Array("{\"id\":\"\(String(repeating: "a", count: count))\",\"bytes\":1}".utf8)
    }
    #expect(try StreamHeader(header(256)).identifier.utf8.count == 256)
    let problem = #expect(throws: StreamProblem.self) { try StreamHeader(header(257)) }
    #expect(problem?.message == "the header has an id of 257 bytes; 256 are allowed")
  }

  @Test(
    "is refused for what it is not",
    arguments: [
      (#"[]"#, "headerNotJSON"), ("", "headerNotJSON"), ("{", "headerNotJSON"), ("GET / HTTP/1.1", "headerNotJSON"),
      ("{\"id\":\"\u{FFFD}\",\"bytes\":1}{}", "headerNotJSON"),
      (#"{"bytes":1}"#, "headerInvalid"), (#"{"id":"","bytes":1}"#, "headerInvalid"),
      (#"{"id":7,"bytes":1}"#, "headerInvalid"), (#"{"id":null,"bytes":1}"#, "headerInvalid"),
      (#"{"id":"a"}"#, "headerInvalid"), (#"{"id":"a","bytes":-1}"#, "headerInvalid"),
      (#"{"id":"a","bytes":1.5}"#, "headerInvalid"), (#"{"id":"a","bytes":"1"}"#, "headerInvalid"),
      (#"{"id":"a","bytes":true}"#, "headerInvalid"), (#"{"id":"a","bytes":99999999999999999999}"#, "headerInvalid"),
      (#"{"id":"a","bytes":1,"path":"b"}"#, "headerInvalid"), (#"{"id":"a","path":""}"#, "headerInvalid"),
      (#"{"id":"a","path":"b\u0000c"}"#, "headerInvalid"), (#"{"id":"a","path":["b"]}"#, "headerInvalid"),
      (#"{"id":"a","bytes":1,"policy":2}"#, "headerInvalid"),
      (#"{"id":"a","bytes":1,"deadlineMilliseconds":0}"#, "headerInvalid"),
      (#"{"id":"a","bytes":1,"deadlineMilliseconds":3600001}"#, "headerInvalid"),
      (#"{"id":"a","bytes":1,"ID":"b"}"#, "headerInvalid"),
    ])
  func refused(line: String, code: String) {
    let problem = #expect(throws: StreamProblem.self) { try StreamHeader(Array(line.utf8)) }
    #expect(problem?.code.rawValue == code)
  }

  @Test("is refused when it is not UTF-8")
  func notUTF8() {
    let problem = #expect(throws: StreamProblem.self) {
      try StreamHeader(Array("{\"id\":\"".utf8) + [0xFF, 0xFE] + Array("\",\"bytes\":1}".utf8))
    }
    #expect(problem?.code == .headerNotJSON)
  }

  @Test("is refused when it is nested without end")
  func nested() {
    for start in ["", "{\"id\":", "{\"path\":{\"a\":"] {
      let problem = #expect(throws: StreamProblem.self) {
        try StreamHeader(Array((start + String(repeating: "[", count: 60_000)).utf8))
      }
      #expect(problem?.code == .headerNotJSON)
    }
  }

  @Test("is quoted in part only")
  func quoted() {
    let problem = #expect(throws: StreamProblem.self) {
      try StreamHeader([UInt8](repeating: 0x1B, count: 60_000))
    }
    #expect((problem?.message.utf8.count ?? .max) < 600)
  }
}
