import ImageModeration
import Testing
import TextMatching

@testable import ModerationStore

@Suite("Store: libraries of words", .timeLimit(.minutes(20)))
struct WordLibraryTests {
  let folder: StoreFolder
  let store: ServiceStore

  init() async throws {
    folder = try StoreFolder()
    store = try ServiceStore(path: folder.path)
    try await store.words.define(
      [
        NewWordLibrary(name: "ads", account: "acme", suggestion: "BLOCK"),
        NewWordLibrary(name: "ads", account: "other", suggestion: "REVIEW"),
        NewWordLibrary(name: "ads", account: "fine", suggestion: "PASS"),
      ], at: 1)
  }

  func list(_ account: String = "acme") async throws -> WordList {
    let bytes = try await store.lists.file(of: LibraryID(.words, account: account, name: "ads"))
    return try WordList(parsing: bytes, name: "ads")
  }

  @Test(arguments: [
    "A&B", "&", "#", "# name: other", "#label: Porn", "\\", "\\&", "a\\", "a\\n", "漢字", "e\u{301}", "\u{1F600}",
    "“quoted”",
    "name: x", "a  b", "Ａ＆Ｂ", "a\u{3000}b", "x\u{200B}y", "100%", "' OR 1=1",
  ])
  func `a word of odd characters is one entry and just that word`(_ word: String) async throws {
    let result = try await store.words.add([.sample(word)], to: "ads", by: .sample())
    guard result.refused.isEmpty else {
      // Marks alone are no words of a list.
      #expect(result.added.isEmpty)
      #expect(try await list().entries.map(\.isExemption) == [true])
      return
    }
    #expect(result.added.map(\.word.content) == [word])
    let list = try await list()
    #expect(list.entries.count == 1)
    #expect(list.entries.first?.parts == [word])
    #expect(list.entries.first?.label == .ad)
    #expect(list.entries.first?.suggestion == .block)
    #expect(list.name == "ads")
  }

  @Test(arguments: ["a\tb", "a\nb", "a\rb", "a\0b", "\u{7F}", "\u{85}", "", " ", "\u{3000}", "\u{A0}\t"])
  func `a word with control characters, and none at all, is refused`(_ word: String) async throws {
    let result = try await store.words.add([.sample(word), .sample("good")], to: "ads", by: .sample())
    #expect(result.refused.map(\.word.content) == [word])
    #expect(result.added.map(\.word.content) == ["good"])
    #expect(try await list().entries.map(\.keyword) == ["good"])
  }

  @Test func `words that a list would take for the same are told, whatever their labels`() async throws {
    let first = try await store.words.add(
      [.sample("Free Gift"), .sample("free gift", label: "Normal"), .sample("ＦＲＥＥ ＧＩＦＴ", label: "Porn")], to: "ads",
      by: .sample())
    #expect(first.added.map(\.word.content) == ["Free Gift"])
    #expect(first.duplicates.count == 2)
    let second = try await store.words.add(
      [.sample("FREE GIFT", label: "Normal"), .sample("new")], to: "ads", by: .sample())
    #expect(second.duplicates.map(\.content) == ["FREE GIFT"])
    #expect(second.added.map(\.word.content) == ["new"])
    #expect(try await list().notices.isEmpty)
  }

  @Test(arguments: [("other", "buy", false, Label.ad, Suggestion.review), ("fine", "fine", true, .normal, .pass)])
  func `normal words are exempt, in a library of PASS alone, and spam is an advertisement`(
    _ account: String, _ word: String, _ isExempt: Bool, _ label: Label, _ suggestion: Suggestion
  ) async throws {
    _ = try await store.words.add(
      [.sample("fine", label: "Normal"), .sample("buy", label: "Spam")], to: "ads", by: .sample(account))
    let list = try await list(account)
    #expect(list.entries.map(\.keyword) == [word])
    #expect(list.entries.map(\.isExemption) == [isExempt])
    #expect(list.entries.map(\.label) == [label])
    #expect(list.entries.map(\.suggestion) == [suggestion])
    #expect(list.notices.isEmpty)
  }

  @Test func `words that were exempt switch nothing off when the operator sets the library to BLOCK`() async throws {
    _ = try await store.words.add([.sample("fine", label: "Normal")], to: "ads", by: .sample("fine"))
    try await store.words.define([NewWordLibrary(name: "ads", account: "fine", suggestion: "BLOCK")], at: 2)
    #expect(try await list("fine").entries.map(\.keyword) == ["no-word-was-added-yet-2f6d1c9e"])
    #expect(try await store.words.words(in: "ads", of: "fine").count == 1)
  }

  @Test func `a library is full at 10,000, and a call that would go beyond adds nothing`() async throws {
    for part in 0..<5 {
      let words = (0..<2_000).map { NewWord.sample("word\(part * 2_000 + $0)") }
      #expect(try await store.words.add(words, to: "ads", by: .sample()).added.count == 2_000)
    }
    await #expect(throws: LibraryError.tooMany(.wordsOfLibrary, count: 10_002, allowed: 10_000)) {
      try await store.words.add([.sample("x1"), .sample("x2")], to: "ads", by: .sample())
    }
    #expect(try await store.words.library("ads", of: "acme").wordCount == 10_000)
    // What is there already needs no room.
    #expect(try await store.words.add([.sample("WORD7")], to: "ads", by: .sample()).duplicates.count == 1)
    #expect(try StoreCheck(path: folder.path).isSound)
  }

  @Test func `words go by id or content, and only the library's own`() async throws {
    let added = try await store.words.add([.sample("a1"), .sample("b2"), .sample("c3")], to: "ads", by: .sample()).added
    let others = try await store.words.add([.sample("a1")], to: "ads", by: .sample("other")).added
    let removed = try await store.words.remove(
      ids: [added[1].id, others[0].id], contents: ["c3", "none", "B2"], from: "ads", by: .sample())
    #expect(removed.map(\.word.content) == ["b2", "c3"])
    #expect(try await store.words.words(in: "ads", of: "acme").map(\.word.content) == ["a1"])
    #expect(try await store.words.words(in: "ads", of: "other").count == 1)
    await #expect(throws: LibraryError.libraryMissing) {
      try await store.words.add([.sample("x")], to: "none", by: .sample())
    }
  }
}
