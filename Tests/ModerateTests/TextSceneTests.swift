import Foundation
import TestFixtures
import Testing

/// The text scene end to end: picture in, words and boxes out.
@Suite(.serialized, .timeLimit(.minutes(20)))
struct TextSceneTests {
  @Test("words of one entry on two lines of a picture hit, with the entry as written, both boxes, label and suggestion")
  func conjunction() async throws {
    let run = try await Moderate.run(
      "--json", "--scenes", "text", "--words", Fixture.path("words/night-life.txt"),
      Fixture.path("images/text/chat.png"))
    #expect(run.status == 0)
    let document = try run.document()
    #expect(document["suggestion"] == .string("BLOCK"))
    #expect(document["label"] == .string("Porn"))
    let finding = try #require(document["findings"].elements.first)
    #expect(finding["keywords"] == .array([.string("美女&包夜")]))
    #expect(finding["list"] == .string("night life"))
    #expect(finding["boxes"].elements.count == 2)
    #expect(finding["text"] == .string("今天有美女在线吗\n可以包夜请联系客服"))
    #expect(document["text"].elements.count == 3)
  }

  @Test("without the list the same picture passes, and what was read is in the answer")
  func withoutList() async throws {
    let run = try await Moderate.run("--json", "--scenes", "text", Fixture.path("images/text/chat.png"))
    let document = try run.document()
    #expect(document["suggestion"] == .string("PASS"))
    #expect(document["findings"].elements.isEmpty)
    #expect(document["text"].elements.map { $0["text"] }.contains(.string("weekly report before friday")))
  }

  @Test("a QR code is a finding with the documented keyword")
  func code() async throws {
    let run = try await Moderate.run(
      "--json", "--scenes", "text", "--fail-on", "block", Fixture.path("images/text/poster.png"))
    #expect(run.status == 2)
    let finding = try #require(try run.document()["findings"].elements.first)
    #expect(finding["label"] == .string("Ad"))
    #expect(finding["subLabel"] == .string("QRCode"))
    #expect(finding["text"] == .string("https://example.com/join"))
    #expect(finding["keywords"] == .array([.string("二维码")]))
  }

  @Test("a word list that breaks a rule is refused with its line, before any image is read")
  func badList() async throws {
    let folder = try TemporaryFolder()
    let list = folder.url.appending(path: "bad.txt")
    try Data("fine\nA&\n".utf8).write(to: list)
    let run = try await Moderate.run("--words", list.path, Fixture.path("images/text/chat.png"))
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("bad.txt:2"))
  }

  @Test("words test shows what hits and where")
  func wordsTest() async throws {
    let list = Fixture.path("words/night-life.txt")
    let hit = try await Moderate.run("words", "test", list, "今晚美女\n包夜")
    #expect(hit.status == 2)
    #expect(hit.output.contains("BLOCK  Porn  美女&包夜"))
    #expect(hit.output.contains("line 1: 今晚[美女]"))
    let miss = try await Moderate.run("words", "test", list, "今晚美女")
    #expect(miss.status == 0)
    #expect(miss.output.isEmpty)
  }

  @Test("a reader whose language pack is missing is an error that names the package")
  func missingPack() async throws {
    let run = try await Moderate.run(
      "--scenes", "text", "--ocr", "tesseract:xyz", Fixture.path("images/text/chat.png"))
    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("tesseract"))
  }
}
