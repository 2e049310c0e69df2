import ModerationCore
import ModerationJudging
import Testing

@testable import ModerationHarness

@Suite("Files of labels", .timeLimit(.minutes(20)))
struct LabelSheetTests {
  private func expectations(
    _ text: String, name: String = "labels.tsv", knowing claims: Set<Claim> = []
  ) throws -> [String: ExpectedAnswer] {
    let sheet = try LabelSheet(parsing: Array(text.utf8), name: name)
    let entries = try Expectations(sheet, knowing: claims).entries
    return Dictionary(uniqueKeysWithValues: entries.map { ($0.path, $0.expectation) })
  }

  private func problems(_ text: String, name: String = "labels.tsv") -> [String] {
    do {
      _ = try expectations(text, name: name)
      return []
    } catch let error as EvaluationProblems {
      return error.problems.map(\.description)
    } catch {
      return ["another error: \(error)"]
    }
  }

  static let firearm = Claim(.terror, .firearm)

  @Test("suggestions and labels in any cell, in any case")
  func words() throws {
    let found = try expectations(
      "a.jpg\tBLOCK\tPorn/Explicit\nb.jpg\tporn,terror/FIREARM\nc.jpg\t-\nd.jpg\treview\ne.jpg\tNormal\nf.jpg\tfirearm; Sexy\n"
    )
    #expect(found["a.jpg"] == ExpectedAnswer(suggestion: .block, claims: [Claim(.porn, .explicit)]))
    #expect(found["b.jpg"] == ExpectedAnswer(claims: [Claim(.porn), Self.firearm]))
    #expect(found["c.jpg"] == .harmless && found["e.jpg"] == .harmless)
    #expect(found["d.jpg"] == ExpectedAnswer(suggestion: .review))
    #expect(found["f.jpg"] == ExpectedAnswer(claims: [Self.firearm, Claim(.sexy)]))
  }

  @Test("a header, a byte-order mark, CRLF, empty lines and no last line break", arguments: ["\n", "\r\n", "\r"])
  func layout(_ end: String) throws {
    let text = "\u{FEFF}path\tsuggestion\tlabels\(end)a b.jpg\tPASS\t-\(end)\(end)图.jpg\tBLOCK\tPorn"
    let found = try expectations(text)
    #expect(Set(found.keys) == ["a b.jpg", "图.jpg"])
  }

  @Test("CSV with quotes, commas, quotes in quotes and line breaks in names")
  func csv() throws {
    let text =
      "path,labels\n\"a,b.jpg\",\"Porn,Sexy\"\n\"say \"\"x\"\".jpg\",-\n\"two\nlines.jpg\",Porn\nc.jpg,Illgal\n"
    #expect(
      problems(text, name: "l.csv") == [
        "l.csv:6: \"Illgal\" is neither a suggestion nor a label; did you mean Illegal?"
      ])
    let found = try expectations(text.replacing("Illgal", with: "Illegal"), name: "labels")
    #expect(Set(found.keys) == ["a,b.jpg", "say \"x\".jpg", "two\nlines.jpg", "c.jpg"])
    #expect(found["a,b.jpg"]?.claims == [Claim(.porn), Claim(.sexy)])
  }

  @Test("all that is wrong is told, each with its line and the word that is meant")
  func wrong() {
    let text = """
      a.jpg\tPron
      b.jpg\tTerror/Firearms
      c.jpg\tTerror/Explicit
      d.jpg\t-,Porn
      e.jpg\tPASS,BLOCK
      f.jpg\tPorn
      f.jpg\t-
      g.jpg\tXyz/Abc

      """
    #expect(
      problems(text) == [
        "labels.tsv:1: \"Pron\" is neither a suggestion nor a label; did you mean Porn?",
        "labels.tsv:2: \"Terror/Firearms\" has no known sublabel of Terror; did you mean Firearm?",
        "labels.tsv:3: \"Terror/Explicit\" does not exist; did you mean Porn/Explicit or Sexy/Explicit?",
        "labels.tsv:4: harmless and Porn cannot both be expected",
        "labels.tsv:5: PASS and BLOCK cannot both be expected",
        "labels.tsv:7: \"f.jpg\" is harmless here and Porn in line 6",
        "labels.tsv:8: \"Xyz/Abc\" has no known label",
      ])
  }

  @Test("lines without a path or a label, and bytes that are not text")
  func lines() throws {
    #expect(
      problems("\tPorn\na.jpg\nb.jpg\t\nc.jpg\t-\n") == [
        "labels.tsv:1: has no path", "labels.tsv:2: says nothing of what is expected; write - for a harmless image",
        "labels.tsv:3: says nothing of what is expected; write - for a harmless image",
      ])
    #expect(throws: EvaluationProblems.self) { try LabelSheet(parsing: [0x61, 0xFF, 9, 0x2D, 10], name: "l") }
    #expect(problems("") == ["labels.tsv: has no line with a label"])
    #expect(problems("a.jpg,\"Porn\n", name: "l.csv") == ["l.csv:1: begins a quote that never ends"])
    #expect(problems("a.jpg,\"Porn\" x\n", name: "l.csv") == ["l.csv:1: has text behind a quoted cell"])
  }

  @Test("of many problems the first are named and all are counted")
  func bounded() {
    let text = (0..<1000).map { "\($0).jpg\tnonsense\n" }.joined()
    #expect { try expectations(text) } throws: { error in
      let problems = error as? EvaluationProblems
      return problems?.count == 1000 && problems?.problems.count == EvaluationProblems.maximumNamedCount
    }
  }

  @Test("the same twice is counted and not refused; detectors of rows bring their own labels")
  func repeated() throws {
    let sheet = try LabelSheet(parsing: Array("a\tGambling\n./a\tgambling\n".utf8), name: "l")
    let expectations = try Expectations(sheet, knowing: [Claim(Label(rawValue: "Gambling"))])
    #expect(expectations.entries.map(\.path) == ["a"] && expectations.repeated == ["./a"])
    #expect(throws: EvaluationProblems.self) { try Expectations(sheet) }
  }

  @Test("folders called like labels")
  func folders() throws {
    let sources = ["set/porn/a.jpg", "set/normal/x/b.jpg", "other/c.jpg", "set/loose.jpg", "./set//Firearm/d.jpg"]
    let expectations = try Expectations(folder: "set", prefixes: ["set", "/here/set"], sources: sources)
    #expect(
      expectations.entries.map(\.expectation) == [
        ExpectedAnswer(claims: [Claim(.porn)]), .harmless, ExpectedAnswer(claims: [Self.firearm]),
      ])
    #expect {
      try Expectations(folder: "set", prefixes: ["set"], sources: ["set/prn/a", "set/prn/b", "set/-/c"])
    } throws: {
      let problems = $0 as? EvaluationProblems
      return problems?.problems.map(\.description) == [
        "set/prn: as the name of a folder, \"prn\" is neither a suggestion nor a label; did you mean Porn?"
      ]
    }
    #expect(throws: EvaluationProblems.self) { try Expectations(folder: "set", prefixes: ["set"], sources: ["a/b"]) }
  }
}
