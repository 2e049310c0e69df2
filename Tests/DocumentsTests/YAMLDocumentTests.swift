import Documents
import Foundation
import Testing

@Suite(.timeLimit(.minutes(20)))
struct YAMLDocumentTests {
  @Test("a small bomb of aliases is refused before it is parsed")
  func aliases() {
    let bomb = "a: &a [x, x]\nb: &b [*a, *a]\n? [*b, *b]\n: c\n"
    do throws(DocumentProblem) {
      _ = try YAMLDocument.parse(Array(bomb.utf8), file: "my.yaml", kind: "manifest")
      Issue.record("accepted")
    } catch {
      #expect(error.description.contains("my.yaml:1: an anchor"))
    }
  }

  @Test(
    "an anchor or alias is seen wherever YAML sees one",
    arguments: [
      "*a", "- *a", "[*a]", "{*a : b}", "a: *b", "[x,*a]", "\"x\"*a", "&a x", "a: &b", "'x':*a", "!a x", "!!a x",
      "? *a", "-\t*a",
      "a: [b, c]*d", "x y # z\": &a", "a#*b", "--- *a", "a: |\n  b\n*c",
    ])
  func anchors(text: String) { #expect(YAMLDocument.lineOfAnchor(in: Array(text.utf8)) != nil) }

  @Test(
    "and is not seen in words and comments",
    arguments: ["# *a", "a: b # see *this*", "R&D", "a & b", "5 * 3", "a*b", "Oh!", "a: b! c", "ä&b"])
  func noAnchors(text: String) { #expect(YAMLDocument.lineOfAnchor(in: Array(text.utf8)) == nil) }

  @Test("more bytes than allowed are not parsed")
  func tooLarge() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "DocumentsTests-\(UUID().uuidString).yaml")
    try Data(repeating: UInt8(ascii: "#"), count: YAMLDocument.maximumByteCount + 1).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    do throws(DocumentProblem) {
      _ = try YAMLDocument.read(file.path, kind: "manifest")
      Issue.record("accepted")
    } catch {
      #expect(error.description.contains("more than \(YAMLDocument.maximumByteCount) bytes"))
    }
  }

  @Test("deep nesting is an error, also on a small stack", arguments: ["[", "{a: ", "- ", "? "], [900, 100_000])
  func deep(opening: String, count: Int) async {
    let text = String(repeating: opening, count: count)
    let message = await withCheckedContinuation { (continuation: CheckedContinuation<String, Never>) in
      let thread = Thread {
        do throws(DocumentProblem) {
          _ = try YAMLDocument.parse(Array(text.utf8), file: "my.yaml", kind: "manifest")
          continuation.resume(returning: "accepted")
        } catch {
          continuation.resume(returning: error.description)
        }
      }
      thread.stackSize = 512 << 10
      thread.start()
    }
    #expect(message.hasPrefix("my.yaml:"))
  }

  @Test("a problem names file, line and column")
  func located() throws {
    let node = try YAMLDocument.parse(Array("a: 1\nbad: 2\n".utf8), file: "my.yaml", kind: "policy")
    let problem = #expect(throws: DocumentProblem.self) { try node.allow(["a", "bat"]) }
    #expect(
      problem?.description
        == "my.yaml:2:1: the policy has no key \"bad\"; did you mean bat?; it has [\"a\", \"bat\"]")
  }
}
