import Foundation
import TestFixtures
import Testing

/// Lists of where codes lead, from the file to the answer.
@Suite("Code lists of the command", .serialized, .timeLimit(.minutes(20)))
struct CodeListTests {
  static let poster = Fixture.path("images/text/poster.png")

  static func list(_ text: String, _ folder: TemporaryFolder, name: String = "codes.txt") throws -> String {
    let url = folder.url.appending(path: name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  @Test("a code that leads to one's own site stays in the result and does not count")
  func allowed() async throws {
    let folder = try TemporaryFolder()
    let list = try Self.list("# suggestion: PASS\nexample.com\n", folder)
    let run = try await Moderate.run("--json", "--scenes", "text", "--codes", list, Self.poster)
    let document = try run.document()
    let code = try #require(document["findings"].elements.first { $0["subLabel"] == .string("QRCode") })
    #expect(code["suppressedBy"] == .string("codes.txt: example.com"))
    #expect(code["allowedBy"] == .string("codes.txt: example.com"))
    #expect(document["suggestion"] == .string("PASS"))
  }

  @Test("a code that leads where it must not says which entry")
  func unwanted() async throws {
    let folder = try TemporaryFolder()
    let list = try Self.list("example.com/join\tIllegal\n", folder)
    let run = try await Moderate.run("--json", "--scenes", "text", "--codes", list, Self.poster)
    let finding = try #require(
      try run.document()["findings"].elements.first { $0["detector"] == .string("text.code-lists/1") })
    #expect(finding["label"] == .string("Illegal"))
    #expect(finding["suggestion"] == .string("BLOCK"))
    #expect(finding["keywords"] == .array([.string("example.com/join")]))
  }

  @Test(
    "codes test says what a list makes of an address",
    arguments: [
      ("https://example.com/x", 0, "PASS  allowed  example.com  (codes.txt, line 2)\n"),
      ("https://example.com@evil.net", 2, "BLOCK  Ad  evil.net  (codes.txt, line 3)\n"),
      ("https://other.org", 0, ""),
    ])
  func test(content: String, status: Int32, output: String) async throws {
    let folder = try TemporaryFolder()
    let list = try Self.list("# label: Ad\nexample.com\t\tPASS\nevil.net\n", folder)
    let run = try await Moderate.run("codes", "test", list, content)
    #expect(run.status == status)
    #expect(run.output == output)
  }

  @Test("a policy's list of codes is live in its answers, and a wrong line is located")
  func policy() async throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "codes"), withIntermediateDirectories: false)
    _ = try Self.list("example.com\n", folder, name: "codes/own.txt")
    _ = try Self.list("lists:\n  codes: [{file: codes/own.txt, suggestion: PASS}]\n", folder, name: "shop.yaml")
    let run = try await Moderate.run(
      "--json", "--scenes", "text", "--policies", folder.url.path, "--policy", "shop", Self.poster)
    #expect(try run.document()["suggestion"] == .string("PASS"))
    let shown = try await Moderate.run("policies", "show", "shop", "--policies", folder.url.path)
    #expect(shown.output.contains("codes own.txt"))
    _ = try Self.list("example.com\nnowhere\n", folder, name: "codes/own.txt")
    let check = try await Moderate.run("policies", "check", folder.url.path)
    #expect(check.status == 1 || check.status == 64)
    #expect((check.output + check.errors).contains("codes/own.txt:2"))
  }
}
