import Foundation
import TestFixtures
import Testing

/// Small files that were once judged wrongly, each with the answer that is right: Fixtures/cases/EXPECT.tsv.
@Suite("Cases", .serialized, .timeLimit(.minutes(30)))
struct CasesTests {
  struct Case: Sendable {
    let file: String
    let arguments: [String]
    let issue: String
    let accept: [String]
  }

  static let folder = Fixture.folder.appending(path: "cases")

  static func all() throws -> [Case] {
    let text = try String(contentsOf: folder.appending(path: "EXPECT.tsv"), encoding: .utf8)
    return try text.split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      try #require(fields.count == 5, "\(line)")
      return Case(
        file: fields[0], arguments: fields[1].split(separator: " ").map(String.init), issue: fields[2],
        accept: fields[3].split(separator: "|").map(String.init))
    }
  }

  /// Whether an answer is one of those that are right.
  static func isAccepted(_ answer: JSON, by item: Case) -> Bool {
    let suggestion = answer["suggestion"].text
    return item.accept.contains { accept in
      switch accept {
      // One answer, whatever it says.
      case "answers": answer["error"] == .null
      case "decodes": suggestion != nil
      case "REFUSED": answer["rejection"]["code"].text != nil
      case ">=REVIEW": suggestion == "REVIEW" || suggestion == "BLOCK"
      case "notCovered":
        answer["scenes"].elements.contains { scene in
          scene["notCovered"].elements.contains { ["CutText", "UnreadText"].contains($0.text) }
        }
      default: suggestion == accept
      }
    }
  }

  @Test("every file is answered as it should be", arguments: ["stops", "seen"])
  func expectations(issue: String) async throws {
    let cases = try Self.all().filter { $0.issue == issue }
    #expect(!cases.isEmpty)
    for (arguments, group) in Dictionary(grouping: cases, by: \.arguments) {
      let files = group.map(\.file)
      let run = try await Moderate.run(["--json"] + arguments + files, in: Self.folder)
      #expect(run.exited)
      let answers = try run.documents()
      #expect(answers.map { $0["source"].text } == files)
      for (item, answer) in zip(group, answers) {
        #expect(Self.isAccepted(answer, by: item), "\(item.file): \(answer["suggestion"]) \(answer["rejection"])")
      }
    }
  }

  @Test("dear pictures between honest ones cost themselves alone")
  func neighbours() async throws {
    let folder = try TemporaryFolder()
    let dear = ["dos_qr_finder_784.png", "dos_qr_finder_4900.png", "crash-ean13-800x600.png"]
    for name in dear { try folder.write(try Fixture.bytes("cases/dos/\(name)"), to: "\(name)") }
    let flags = ["de.png", "jp.png"]
    for index in 0..<10 {
      try folder.write(try Fixture.bytes("images/flags/\(flags[index % 2])"), to: "flag\(index).png")
    }
    let run = try await Moderate.run(["--json", "--scenes", "text", "-j", "2", folder.path])
    let answers = try run.documents()
    #expect(answers.count == dear.count + 10)
    for answer in answers where answer["source"].text?.contains("flag") == true {
      #expect(answer["suggestion"] == .string("PASS"))
    }
  }
}
