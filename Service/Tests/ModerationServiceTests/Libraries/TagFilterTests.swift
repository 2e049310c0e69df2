import ImageMatching
import Testing

@testable import ModerationService

@Suite("Filters, tags and scores of searches", .timeLimit(.minutes(20)))
struct TagFilterTests {
  private func code(_ failure: LibraryFailure) -> String {
    if case .refusal(let code, _) = failure { code } else { "service" }
  }

  @Test(arguments: [
    ("price=10", true), ("price = 10", true), ("price>=10", true), ("price>10", false), ("price<10.5", true),
    ("price<=9", false), ("price!=10", false), ("colour=red", true), ("colour=\"red\"", true), ("colour='blue'", false),
    ("colour!=blue", true), ("name='a AND b'", true), ("size=1", false), ("size!=1", true), ("new=true", true),
    ("code=7", true), ("code='7'", true), ("price='10'", false), ("colour>5", false),
    ("price=1 OR price=10", true), ("price=10 AND colour=blue", false), ("price=1 AND colour=red OR new=true", true),
    ("new=true OR price=1 AND colour=blue", true), ("price=10 and colour=red", true),
  ])
  func `conditions hold as documented, and AND binds closer than OR`(_ filter: String, _ expected: Bool) throws {
    let tags = try PictureTags(
      #"{"price": 10, "colour": "red", "new": true, "name": "a AND b", "code": "7"}"#)
    #expect(try TagFilter(filter).holds(of: tags) == expected)
  }

  @Test(arguments: [
    "", "price", "price=", "=1", "price==1", "price 1", "price=1 AND", "price=1 colour=red", "price=1 XOR a=2",
    "(price=1)", "colour='red", "colour>red", "price LIKE 1", "price=>1", "!price", "a=1 OR OR b=2",
  ])
  func `what is not documented is refused`(_ filter: String) {
    let error = #expect(throws: LibraryFailure.self) { try TagFilter(filter) }
    #expect(error.map(code) == "InvalidParameterValue.FilterInvalid")
  }

  @Test func `a filter of 65 characters is refused`() throws {
    _ = try TagFilter("a=" + String(repeating: "漢", count: 62))
    let error = #expect(throws: LibraryFailure.self) { try TagFilter("a=" + String(repeating: "b", count: 63)) }
    #expect(error.map(code) == "InvalidParameterValue.FilterSizeExceed")
  }

  @Test(arguments: [
    ("[]", "TagsValueIllegal"), ("1", "TagsValueIllegal"), ("{", "TagsValueIllegal"),
    (#"{"a":1,"a":2}"#, "TagsValueIllegal"),
    (#"{"a":null}"#, "TagsValueIllegal"), (#"{"a":{}}"#, "TagsValueIllegal"), (#"{"a":[1]}"#, "TagsValueIllegal"),
    ("{" + (0..<11).map { "\"k\($0)\":1" }.joined(separator: ",") + "}", "TagsKeysExceed"),
    ("{\"a\":\"" + String(repeating: "x", count: 65) + "\"}", "TagsValueSizeExceed"),
    ("{\"" + String(repeating: "x", count: 65) + "\":1}", "TagsValueSizeExceed"),
    ("{" + String(repeating: " ", count: 4_095) + "}", "TagsValueSizeExceed"),
  ])
  func `tags are a flat object`(_ tags: String, _ expected: String) {
    let error = #expect(throws: LibraryFailure.self) { try PictureTags(tags) }
    #expect(error.map(code) == "InvalidParameterValue.\(expected)")
  }

  @Test(arguments: [(0, 100), (1, 98), (15, 76), (16, 74), (31, 50), (32, 48), (62, 0), (128, 0), (256, 0)])
  func `the score falls with the bits, and 50 is the usual bound`(_ distance: Int, _ score: Int) {
    #expect(SearchScore.score(distanceBits: distance) == score)
  }

  @Test func `a threshold reaches as far as its score`() {
    #expect(SearchScore.maximumDistanceBits(score: 50) == FingerprintIndex.maximumDistanceBits)
    #expect(SearchScore.maximumDistanceBits(score: 100) == 0)
    for score in 1...100 {
      let bits = SearchScore.maximumDistanceBits(score: score)
      #expect(SearchScore.score(distanceBits: bits) >= score)
      #expect(SearchScore.score(distanceBits: bits + 1) < score)
    }
  }
}
