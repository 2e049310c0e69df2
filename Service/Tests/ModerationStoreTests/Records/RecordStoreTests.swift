import Foundation
import ImageMatching
import Testing

@testable import ModerationStore

@Suite("Records", .timeLimit(.minutes(20)))
struct RecordStoreTests {
  let folder: RecordFolder

  init() throws { folder = try RecordFolder() }

  @Test("come back as they were kept", arguments: RecordPlace.allCases)
  func everything(place: RecordPlace) async throws {
    let store = try place.open(in: folder)
    let record = sample("two\nlines 色情") {
      $0.subAccount = "uploader"
      $0.application = "chat"
      $0.sceneName = "avatars"
      $0.dataID = "photo-1"
      $0.requestID = "b4"
      $0.suggestion = "BLOCK"
      $0.label = "Porn"
      $0.subLabel = "Explicit"
      $0.score = 0.875
      $0.scenes = [
        .init(scene: "porn", suggestion: "BLOCK"), .init(scene: "text", suggestion: "REVIEW", gap: "deadline"),
      ]
      $0.keywords = ["色情", "a\"b"]
      $0.codes = ["https://example.com/x"]
      $0.url = "https://example.com/é.jpg"
      $0.policyVersion = "7"
      $0.models = [.init(name: "m", sha256: String(repeating: "ab", count: 32))]
      $0.sha256 = String(repeating: "01", count: 32)
      $0.md5 = String(repeating: "ef", count: 16)
      $0.fingerprint = .init(pdq: String(repeating: "f0", count: 32), quality: 99)
      ($0.width, $0.height, $0.format) = (640, 480, "JPEG")
      $0.durationMilliseconds = 12
      $0.thumbnail = [0xFF, 0xD8, 0]
      $0.correction = .init(
        kind: .otherLabel, label: "Sexy", subLabel: nil, suggestion: "REVIEW", by: "AKID2", milliseconds: 5, note: "n")
    }
    try await store.add([record])
    #expect(try await store.record(record.id, of: "acme") == record)
    #expect(record.id.milliseconds == noon)
  }

  @Test("of other accounts are not there", arguments: RecordPlace.allCases)
  func accounts(place: RecordPlace) async throws {
    let store = try place.open(in: folder)
    let (own, other) = (sample("mine"), sample("mine too", account: "Acme"))
    try await store.add([own, other])
    #expect(try await store.texts { $0.text = "mine" } == ["mine"])
    #expect(try await store.texts { $0.limit = 10 } == ["mine"])
    #expect(try await store.record(other.id, of: "acme") == nil)
    let correction = RecordCorrection(kind: .falseAlarm, by: "x", milliseconds: 0)
    #expect(try await store.correct(other.id, of: "acme", correction) == false)
    #expect(try await store.correct(own.id, of: "Acme", nil) == false)
    #expect(try await store.record(other.id, of: "Acme")?.correction == nil)
    #expect(try await store.search(RecordQuery(), of: nil).hits.count == 2)
    #expect(try await store.count(RecordQuery(), of: "acme") == 1)
  }

  static let words: [(String, found: String, not: String)] = [
    ("免费领取色情视频加微信", "色情", "色视"), ("免费领取色情视频加微信", "费", "贵"), ("免费领取色情视频加微信", "信", "们"),
    ("免费领取色情视频加微信", "色情视频", "色情频视"), ("加QQ群12345号", "qq群", "群号"), ("加QQ群12345号", "12345", "2345"),
    ("Crème BRÛLÉE now", "brul", "rulee"), ("ＦＵＬＬ　ｗｉｄｔｈ", "full width", "half"), ("한국어 텍스트", "한국", "국한"),
    ("ガンダム", "ガンダ", "ダンガ"), ("ﾃｽﾄ", "テスト", "テト"), ("𠮷野家", "𠮷野", "野𠮷"), ("a\nb 色\n情", "b", "色情"),
    ("שלום עולם", "שלום", "םולש"), ("naïve \u{202E}txet", "txet", "text"), ("Привет МИР", "мир", "ривет"),
  ]

  @Test("are found by words of any script, and by no others", arguments: words, RecordPlace.allCases)
  func text(row: (String, found: String, not: String), place: RecordPlace) async throws {
    let store = try place.open(in: folder)
    try await store.add([sample(row.0), sample("nothing of it: 别的")])
    #expect(try await store.texts { $0.text = row.found } == [row.0])
    #expect(try await store.texts { $0.text = row.not } == [])
  }

  static let syntax = [
    "\"", "\"porn\"", "porn\"", "porn*", "*", "NEAR(porn x)", "porn AND", "NOT porn", "body:porn", "-porn", "^porn",
    "(porn",
    "porn)", "+", "{body}: porn", "'; DROP TABLE record; --", "porn\0x", "\u{FEFF}porn", "\u{202E}porn",
    "porn \u{FFFD}",
    "\u{1F51E} porn", "%_porn", "\\porn", "\u{E000} porn", "por\u{0301}n",
  ]

  @Test("are found by texts that look like a search's syntax", arguments: syntax, RecordPlace.allCases)
  func odd(text: String, place: RecordPlace) async throws {
    let store = try place.open(in: folder)
    let kept = text.replacingOccurrences(of: "\0", with: "\u{FFFD}")
    try await store.add([sample(text) { $0.dataID = text }])
    #expect(try await store.texts { $0.dataID = text } == [kept])
    guard RecordTokens.query(text) != nil else { return }
    #expect(try await store.texts { $0.text = text } == [kept])
    var query = RecordQuery()
    query.text = text
    #expect(query.problem == nil)
  }

  @Test("are not searched for what has no letter", arguments: ["", " ", "\"*\"", "\u{1F51E}", "。！"])
  func nothing(text: String) {
    var query = RecordQuery()
    query.text = text
    #expect(query.problem == "text has no letter and no digit")
  }

  @Test("are found by keywords, codes, DataId and address too", arguments: RecordPlace.allCases)
  func texts(place: RecordPlace) async throws {
    let store = try place.open(in: folder)
    try await store.add([
      sample("a") { $0.keywords = ["赌博网"] }, sample("b") { $0.codes = ["weixin://dl/赌博"] },
      sample("c") { $0.dataID = "photo_赌博" }, sample("d") { $0.url = "https://example.com/赌博.png" }, sample("e"),
    ])
    #expect(try await store.texts { $0.text = "赌博" } == ["d", "c", "b", "a"])
    #expect(try await store.texts { $0.text = "example" } == ["d"])
  }

  typealias Filter = (name: String, change: @Sendable (inout RecordQuery) -> Void)
  static let filters: [Filter] = [
    ("since", { $0.since = noon + 1 }), ("until", { ($0.since, $0.until) = (noon + 1, noon + 3) }),
    ("suggestion", { $0.suggestion = "BLOCK" }), ("refused", { $0.suggestion = "REJECTED" }),
    ("label", { $0.label = "Porn" }), ("subLabel", { $0.subLabel = "Explicit" }),
    ("scene", { $0.sceneName = "avatars" }), ("application", { $0.application = "chat" }),
    ("interface", { $0.interface = "v1.moderations" }), ("policy", { $0.policy = "strict" }),
    ("dataID", { $0.dataID = "d-1" }), ("url", { $0.url = "https://example.com/a?b=c" }), ("key", { $0.key = "AKID2" }),
    ("sha256", { $0.sha256 = String(repeating: "AB", count: 32) }),
    ("md5", { $0.md5 = String(repeating: "cd", count: 16) }),
    ("corrected", { $0.isCorrected = true }), ("correction", { $0.correction = .missed }),
    ("gaps", { $0.hasGaps = true }),
    ("picture", { $0.fingerprint = PDQHash(words: SIMD4(1, 2, 3, 4)) }), ("word", { $0.text = "别处" }),
    ("several", { ($0.label, $0.hasGaps, $0.text) = ("Porn", true, "别处") }),
  ]

  @Test("are filtered", arguments: filters, RecordPlace.allCases)
  func filter(filter: Filter, place: RecordPlace) async throws {
    let store = try place.open(in: folder)
    let met = sample("wanted 别处", at: noon + 2) {
      $0.suggestion = filter.name == "refused" ? nil : "BLOCK"
      ($0.label, $0.subLabel) = ("Porn", "Explicit")
      ($0.sceneName, $0.application, $0.interface) = ("avatars", "chat", "v1.moderations")
      ($0.policy, $0.dataID, $0.url, $0.key) = ("strict", "d-1", "https://example.com/a?b=c", "AKID2")
      ($0.sha256, $0.md5) = (String(repeating: "ab", count: 32), String(repeating: "cd", count: 16))
      $0.correction = RecordCorrection(kind: .missed, label: "Porn", by: "k", milliseconds: 1)
      $0.scenes = [.init(scene: "text", suggestion: "REVIEW", gap: "deadline")]
      $0.fingerprint = .init(pdq: PDQHash(words: SIMD4(1, 2, 3, 7)).description, quality: 80)
    }
    let plain = sample("plain")
    let flat = sample("flat") {
      $0.fingerprint = .init(pdq: PDQHash(words: SIMD4(1, 2, 3, 4)).description, quality: 10)
    }
    let far = sample("far") { $0.fingerprint = .init(pdq: PDQHash(words: SIMD4(~1, 2, 3, 4)).description, quality: 99) }
    try await store.add([plain, flat, far, met])
    var query = RecordQuery()
    filter.change(&query)
    #expect(query.problem == nil)
    let page = try await store.search(query, of: "acme")
    #expect(page.hits.map(\.record.text) == ["wanted 别处"])
    #expect(page.next == nil)
    #expect(page.hits.first?.record.result == nil)
    #expect(page.hits.first?.distanceBits == (filter.name == "picture" ? 2 : nil))
    #expect(try await store.count(query, of: "acme") == 1)
    #expect(try await store.search(query, of: "other").hits.isEmpty)
  }

  @Test("are paged without doubles or holes, both ways", arguments: RecordPlace.allCases, RecordQuery.Order.allCases)
  func pages(place: RecordPlace, order: RecordQuery.Order) async throws {
    let store = try place.open(in: folder)
    // All of one millisecond.
    try await store.add((0..<25).map { sample("\($0)") })
    var (query, seen): (RecordQuery, [String]) = (RecordQuery(), [])
    (query.limit, query.order) = (10, order)
    repeat {
      let page = try await store.search(query, of: "acme")
      seen += page.hits.map(\.record.text)
      query.after = page.next
    } while query.after != nil && seen.count < 100
    let all = (0..<25).map { "\($0)" }
    #expect(seen == (order == .oldestFirst ? all : all.reversed()))
  }

  @Test("are corrected and the correction is taken back", arguments: RecordPlace.allCases)
  func correction(place: RecordPlace) async throws {
    let store = try place.open(in: folder)
    let record = sample("a")
    try await store.add([record])
    var correction = RecordCorrection(kind: .missed, label: "Porn", by: "AKID9", milliseconds: 7, note: "色\u{202E}'\"")
    #expect(try await store.correct(record.id, of: "acme", correction))
    correction.kind = .otherLabel
    #expect(try await store.correct(record.id, of: "acme", correction))
    #expect(try await store.record(record.id, of: "acme")?.correction == correction)
    #expect(try await store.texts { $0.correction = .otherLabel } == ["a"])
    #expect(try await store.texts { $0.correction = .missed } == [])
    #expect(try await store.correct(record.id, of: "acme", nil))
    #expect(try await store.record(record.id, of: "acme")?.correction == nil)
    #expect(try await store.texts { $0.isCorrected = false } == ["a"])
    #expect(try await store.correct(.new(at: 0), of: "acme", correction) == false)
  }

  @Test("that are old are removed with their words, oldest first", arguments: RecordPlace.allCases)
  func removal(place: RecordPlace) async throws {
    let store = try place.open(in: folder)
    try await store.add(
      (0..<5).map { index in
        sample("old 色情 \(index)", at: noon + Int64(index)) {
          $0.fingerprint = .init(pdq: PDQHash(words: SIMD4(1, 2, 3, 4)).description, quality: 90)
        }
      })
    #expect(try await store.remove(before: noon + 4, atMost: 3) == 3)
    #expect(try await store.remove(before: noon + 4, atMost: 3) == 1)
    #expect(try await store.texts { $0.text = "色情" } == ["old 色情 4"])
    #expect(try await store.texts { $0.fingerprint = PDQHash(words: SIMD4(1, 2, 3, 4)) } == ["old 色情 4"])
  }

  @Test("are cut visibly to what is kept", arguments: RecordPlace.allCases)
  func bounds(place: RecordPlace) async throws {
    let store = try place.open(in: folder)
    let record = sample(String(repeating: "色", count: 2_000)) {
      $0.result = "\"\(String(repeating: "x", count: RecordBounds.maximumResultBytes))\""
      $0.keywords = (0..<100).map { "\($0)" }
    }
    try await store.add([record])
    let kept = try #require(try await store.record(record.id, of: "acme"))
    #expect(kept.isCut)
    #expect(kept.result == nil)
    #expect(kept.text.utf8.count <= RecordBounds.maximumTextBytes)
    #expect(kept.text.hasSuffix("色…"))
    #expect(kept.keywords.count == RecordBounds.maximumEntryCount)
  }
}
