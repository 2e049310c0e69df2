import Foundation
import TestFixtures
import Testing

extension ModerateTests {
  @Suite struct Evaluate {
    private let scratch: TemporaryFolder
    private let results: String

    /// Rows of four pictures: two photographs, a drawing that the porn models are unsure of, and one that is too small.
    private static let rows = Task {
      try await Moderate.run(
        "--json", "--scenes", "porn,terror", Picture.photo, "images/photos-faces/chelsea.png", Picture.unsure,
        Picture.tooSmall
      ).output
    }

    init() async throws {
      scratch = try TemporaryFolder()
      results = try scratch.write(Array(try await Self.rows.value.utf8), to: "run/results.jsonl")
    }

    private func labels(_ text: String, _ name: String = "labels.tsv") throws -> String {
      try scratch.write(Array(text.utf8), to: name)
    }

    private func evaluate(_ arguments: String...) async throws -> ModerateRun {
      try await Moderate.run(["evaluate"] + arguments)
    }

    private static let usual =
      "path\tsuggestion\tlabels\n\(Picture.photo)\tPASS\t-\nimages/photos-faces/chelsea.png\t-\n\(Picture.unsure)\tPASS\n\(Picture.tooSmall)\t-\n"

    @Test("a report is a page, a summary as its schema says, and thresholds that a folder of policies takes")
    func report() async throws {
      let labels = try labels(Self.usual.replacing("\(Picture.unsure)\tPASS", with: "\(Picture.unsure)\tPorn"))
      let report = scratch.path + "/new/report"
      let run = try await evaluate(
        labels, "--run", scratch.path + "/run", "--output", report, "--recall", "1", "--compare", "default", "--set",
        "images.Porn=off", "--set", "scenes=[porn, terror]", "--recorded", "default", "--in-process")
      #expect(run.status == 0, Comment(rawValue: run.errors))
      let names = try FileManager.default.contentsOfDirectory(atPath: report).sorted()
      #expect(names == ["index.html", "summary.json", "thresholds.yaml"])
      let summary = try JSON(scratch.text(of: "new/report/summary.json"))
      #expect(try Moderate.schema("moderation-evaluation-1").problems(with: summary) == [])
      #expect(summary["input"]["matchedCount"] == 4 && summary["review"]["recall"]["count"] == 1)
      #expect(summary["comparison"]["milder"] == 1 && summary["comparison"]["changes"][0]["after"] == "PASS")
      #expect(summary["confusion"][0]["given"]["refused"] == 1)
      let page = try scratch.text(of: "new/report/index.html")
      #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("safety_classifier/arcs.png"))

      try FileManager.default.createDirectory(atPath: scratch.path + "/policies", withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        atPath: report + "/thresholds.yaml", toPath: scratch.path + "/policies/suggested.yaml")
      let check = try await Moderate.run(["policies", "check", scratch.path + "/policies"])
      #expect(check.status == 0, Comment(rawValue: check.errors))
      let again = try await evaluate(
        labels, "--results", results, "--policies", scratch.path + "/policies", "--compare", "suggested")
      #expect(again.output.contains("under suggested: "))
    }

    @Test("mistakes have small pictures made anew, and explicit ones are blurred unless asked otherwise")
    func pictures() async throws {
      let labels = try labels(Self.usual)
      func picture(_ options: String...) async throws -> Data {
        let run = try await Moderate.run(
          ["evaluate", labels, "--results", results, "--output", scratch.path + "/report"] + options)
        #expect(run.status == 0)
        let page = try scratch.text(of: "report/index.html")
        let start = try #require(page.range(of: "data:image/jpeg;base64,")?.upperBound)
        let text = page[start...].prefix { $0 != "\"" }
        #expect(page.contains("Sexy/Suggestive 0.69"))
        return try #require(Data(base64Encoded: String(text)))
      }
      let blurred = try await picture()
      let sharp = try await picture("--no-blur")
      #expect(blurred.starts(with: [0xFF, 0xD8]) && sharp.starts(with: [0xFF, 0xD8]))
      #expect(blurred.count * 10 < sharp.count * 8)
      #expect(sharp.count < 40_000)
      let none = try await Moderate.run(
        "evaluate", labels, "--results", results, "--output", scratch.path + "/report", "--mistakes", "0")
      #expect(none.status == 0)
      #expect(try !scratch.text(of: "report/index.html").contains("data:image/jpeg"))
    }

    @Test("folders that are called like labels")
    func folders() async throws {
      let rows = try scratch.text(of: "run/results.jsonl")
        .replacing(Picture.photo, with: "set/normal/a.jpg").replacing(Picture.unsure, with: "set/porn/b.png")
      let moved = try scratch.write(Array(rows.utf8), to: "moved.jsonl")
      let run = try await evaluate("--folders", "set", "--results", moved)
      #expect(run.status == 0)
      #expect(run.errors.contains("2 without a label"))
      #expect(run.output.contains("label     Porn"))
      let wrong = try scratch.write(Array(rows.replacing("set/porn", with: "set/prn").utf8), to: "wrong.jsonl")
      let refused = try await evaluate("--folders", "set", "--results", wrong)
      #expect(refused.status == 64)
      #expect(refused.errors.contains("set/prn: as the name of a folder, \"prn\" is neither"))
    }

    @Test("figures that are not reached end with 2, beside what was reached")
    func gates() async throws {
      let labels = try labels(Self.usual)
      let run = try await evaluate(
        labels, "--results", results, "--fail-over", "false-alarms=0.1", "--fail-under", "recall=0.5", "--fail-under",
        "answered=0.5")
      #expect(run.status == 2)
      #expect(run.errors.contains("not reached: false-alarms=0.1: it is 0.3333"))
      #expect(run.errors.contains("not reached: recall=0.5: there is nothing to measure it on"))
      #expect(!run.errors.contains("answered"))
      #expect(try await evaluate(labels, "--results", results, "--fail-over", "false-alarms=0.4").status == 0)
    }

    @Test("wrong labels are told line by line, and nothing is written")
    func wrongLabels() async throws {
      let labels = try labels("a\tPron\nb\nc\t-\nc\tPorn\n")
      let run = try await evaluate(labels, "--results", results, "--output", scratch.path + "/report")
      #expect(run.status == 64 && run.output == "")
      #expect(run.errors.contains("labels.tsv:2: says nothing of what is expected"))
      let words = try self.labels("a\tPron\nc\t-\nc\tPorn\n")
      let meaning = try await evaluate(words, "--results", results, "--output", scratch.path + "/report")
      #expect(meaning.status == 64)
      #expect(meaning.errors.contains("labels.tsv:1: \"Pron\" is neither a suggestion nor a label; did you mean Porn?"))
      #expect(meaning.errors.contains("labels.tsv:3: \"c\" is Porn here and harmless in line 2"))
      #expect(!FileManager.default.fileExists(atPath: scratch.path + "/report/index.html"))
    }

    @Test("rows that are damaged are named and left out, the others evaluated, and the end says so")
    func damagedRows() async throws {
      let rows = try scratch.text(of: "run/results.jsonl")
      let damaged = try scratch.write(Array(("nonsense\n" + rows + "{\"torn").utf8), to: "damaged.jsonl")
      let run = try await evaluate(try labels(Self.usual), "--results", damaged)
      #expect(run.status == 1)
      #expect(run.errors.contains("damaged.jsonl:1: the line is not a result"))
      #expect(run.errors.contains("damaged.jsonl:6: the last line is torn"))
      #expect(run.output.contains("answer"))
      let missing = try await evaluate(try labels(Self.usual), "--run", scratch.path + "/none")
      #expect(missing.status == 1 && missing.errors.contains("none/results.jsonl: cannot be read"))
    }

    @Test("labels of other paths than the rows' say what both look like")
    func nothingJoined() async throws {
      let run = try await evaluate(try labels("x/a.jpg\t-\n"), "--results", results)
      #expect(run.status == 64)
      #expect(run.errors.contains("no row has a label: labels are of \"x/a.jpg\""))
    }

    @Test(
      "options that make no sense are refused",
      arguments: [
        [], ["labels"], ["labels", "--folders", "x", "--results", "r"], ["labels", "--results", ""],
        ["labels", "--results", "r", "--precision", "0.5", "--recall", "0.5"],
        ["labels", "--results", "r", "--recall", "90"], ["labels", "--results", "r", "--holdout", "0.5"],
        ["labels", "--results", "r", "--recall", "0.5", "--holdout", "1"],
        ["labels", "--results", "r", "--mistakes", "101"], ["labels", "--results", "r", "--no-blur"],
        ["labels", "--results", "r", "--set", "x"], ["labels", "--results", "r", "--fail-under", "speed=1"],
        ["labels", "--results", "r", "--fail-over", "recall=0.5"],
      ])
    func options(_ options: [String]) async throws {
      #expect(try await Moderate.run(["evaluate"] + options).status == 64)
    }

    @Test("a report that cannot be written ends with 1")
    func unwritable() async throws {
      let file = try scratch.write([1], to: "file")
      let run = try await evaluate(try labels(Self.usual), "--results", results, "--output", file + "/report")
      #expect(run.status == 1)
      #expect(run.errors.contains("cannot write \(file)/report/"))
    }
  }
}
