import Foundation
import Glibc
import TestFixtures
import Testing

extension ModerateTests {
  @Suite struct ScanCommand {
    private let folder: TemporaryFolder
    private var run: String { folder.path + "/run" }

    /// A photo, a copy of it, one that may be unsure, an empty file and a text.
    init() throws {
      folder = try TemporaryFolder()
      for (name, picture) in [("a.jpg", Picture.photo), ("b/copy.jpg", Picture.photo), ("c.png", Picture.unsure)] {
        try folder.write(try Fixture.bytes(picture), to: "in/" + name)
      }
      try folder.write([], to: "in/empty.jpg")
      try folder.write(Array("not a picture, and long enough to be one".utf8), to: "in/notes.txt")
    }

    private func scan(_ arguments: String..., input: Any = FileHandle.nullDevice) async throws -> ModerateRun {
      let usual = ["scan", "--output", run, "--scenes", "porn", "--deadline", "3600"]
      return try await Moderate.run(usual + arguments, input: input, in: folder.url)
    }

    private func rows() throws -> [JSON] {
      let schema = try Moderate.schema()
      return try String(contentsOfFile: run + "/results.jsonl", encoding: .utf8).split(separator: "\n").map { line in
        let row = try JSON(String(line))
        #expect(schema.problems(with: row) == [])
        return row
      }
    }

    private func row(_ source: String) throws -> JSON {
      try #require(try rows().first { $0["source"].text == source })
    }

    @Test func aRunHasARowAnImageAndSaysWhatItIsARunOf() async throws {
      let done = try await scan("in")
      #expect(done.status == 1 && done.output.isEmpty)
      #expect(done.errors.contains("5 images: 2 PASS, 1 REVIEW, 2 REFUSED; 1 is equal to another"))
      #expect(try rows().count == 5)
      let alone = try await Moderate.run(["--json", "in/a.jpg"], in: folder.url).document()
      #expect(try row("in/a.jpg").without("timing") == alone.without("timing"))
      let copy = try row("in/b/copy.jpg")
      #expect(copy.without("source", "timing") == alone.without("source", "timing"))
      // Which of the two was read first nobody says.
      let stages = [copy, try row("in/a.jpg")].map { $0["timing"]["stageMilliseconds"].members }
      #expect(stages.count(where: \.isEmpty) == 1)
      let identity = try JSON(String(contentsOfFile: run + "/run.json", encoding: .utf8))
      #expect(try Moderate.schema("moderation-run-1").problems(with: identity) == [])
      #expect(identity["judging"]["scenes"] == .array(["porn"]) && identity["inputs"]["paths"] == .array(["in"]))
      // Once more nothing is judged.
      let again = try await scan("in")
      #expect(again.status == 1 && again.errors.contains("5 were done before"))
      #expect(try rows().count == 5)
      let other = try await scan("in", "--set", "review.Porn=0.6")
      #expect(other.status == 1 && other.errors.contains("judging.policy.version was"))
    }

    @Test func whatIsNoImageIsPassedOverAndCounted() async throws {
      let done = try await scan("in", "--skip-non-images", "--exclude", "empty*", "--quiet")
      #expect(done.status == 0 && !done.errors.contains("images:"))
      #expect(try rows().compactMap { $0["source"].text }.sorted() == ["in/a.jpg", "in/b/copy.jpg", "in/c.png"])
      let loud = try await scan("in", "--skip-non-images", "--exclude", "empty*")
      #expect(loud.errors.contains("1 file is no image and was passed over"))
    }

    @Test(
      arguments: [
        (["in/c.png"], 2), (["in/c.png", "in/empty.jpg"], 3), (["in/empty.jpg"], 1), (["in/a.jpg"], 0),
      ] as [([String], Int32)])
    func neitherStatusHidesTheOther(_ paths: [String], _ status: Int32) async throws {
      let arguments = ["--fail-on", "review"] + paths
      let usual = ["scan", "--output", run, "--scenes", "porn", "--deadline", "3600"]
      #expect(try await Moderate.run(usual + arguments, in: folder.url).status == status)
      #expect(try await Moderate.run(arguments, in: folder.url).status == status)
    }

    @Test func namesOfAListAndNamesThatAreNoUTF8() async throws {
      let photo = try Fixture.bytes(Picture.photo)
      try folder.write(photo, to: "in/\\xFF")
      let name: [CChar] = (Array("\(folder.path)/in/".utf8) + [0xFF, 0]).map(CChar.init(bitPattern:))
      let descriptor = open(name, O_WRONLY | O_CREAT, 0o600)
      try #require(descriptor >= 0)
      #expect(write(descriptor, photo, photo.count) == photo.count)
      close(descriptor)
      let input = Pipe()
      try input.fileHandleForWriting.write(
        contentsOf: Data(Array("in/\\xFF\u{0}in/".utf8) + [0xFF, 0] + Array("in/b\u{0}".utf8)))
      try input.fileHandleForWriting.close()
      #expect(try await scan("--from", "-", "-0", input: input).status == 0)
      #expect(try rows().compactMap { $0["source"].text }.sorted() == ["in/\\x5CxFF", "in/\\xFF", "in/b/copy.jpg"])
    }

    @Test func aGoldenFileIsMetOrWhatChangedIsTold() async throws {
      #expect(try await scan("in", "-q").status == 1)
      let golden = folder.path + "/golden.jsonl"
      try FileManager.default.copyItem(atPath: run + "/results.jsonl", toPath: golden)
      #expect(try await scan("in", "-q", "--golden", golden).status == 0)
      let text = try String(contentsOfFile: golden, encoding: .utf8)
      try text.replacing("in/empty.jpg", with: "in/gone.jpg").write(toFile: golden, atomically: false, encoding: .utf8)
      let drift = try await scan("in", "-q", "--golden", golden)
      #expect(drift.status == 4)
      #expect(drift.lines == ["additional  in/empty.jpg  REFUSED", "missing  in/gone.jpg  REFUSED"])
      let changed = try await scan(
        "in", "-q", "--again", "--set", "review.Porn=0.75", "--golden", golden)
      #expect(changed.status == 4 && changed.output.contains("suggestion  REVIEW → PASS"))
      #expect(changed.errors.contains("note: policy was"))
    }

    @Test func aTableIsWritten() async throws {
      try folder.write([], to: "in/=1+1.jpg")
      #expect(try await scan("in", "--csv", folder.path + "/table.csv").status == 1)
      let table = try String(contentsOfFile: folder.path + "/table.csv", encoding: .utf8)
      #expect(table.components(separatedBy: "\r\n").count == 8)
      #expect(table.contains("\r\nin/=1+1.jpg,REFUSED,,,,") && table.contains("in/a.jpg,PASS,Normal,"))
    }

    @Test func ctrlCFinishesWhatIsAtWorkAndTheRunGoesOn() async throws {
      // Each is another file: a byte behind the end of a picture changes nothing that is shown.
      let photo = try Fixture.bytes(Picture.unsure)
      for number in 0..<30 { try folder.write(photo + [UInt8(number)], to: "many/\(number).png") }
      let script = """
        "$0" scan many --output run --scenes porn --deadline 3600 & job=$!
        until [ -s run/results.jsonl ]; do sleep 0.02; done
        kill -TERM $job; wait $job
        """
      let stopped = try await Moderate.run(
        ["-c", script, Moderate.executable.path], in: folder.url, executable: URL(filePath: "/bin/bash"))
      #expect(stopped.status == 143 && stopped.errors.contains("the same command goes on"))
      let before = try rows()
      #expect((1..<30).contains(before.count))
      #expect(try await scan("many").status != 64)
      #expect(Set(try rows().compactMap { $0["source"].text }).count == 30)
      #expect(try rows().count == 30 && Array(try rows().prefix(before.count)) == before)
    }

    @Test func whatIsWrittenTakesTheOnesPlaceThatItMay() async throws {
      let refused = try await scan("in/a.jpg", "--csv", run + "/results.jsonl")
      #expect(refused.status == 64 && refused.errors.contains("is a file of the run itself"))
      #expect(try await scan("in/a.jpg", "--csv", run + "/table.csv").status == 0)
      #expect(try await scan("in/a.jpg", "--csv", run + "/table.csv").status == 0)
      for name in ["run.json", "lock", "results.jsonl"] {
        #expect(try await scan("in/a.jpg", "--again", "--csv", "\(run)/\(name)").status == 64)
      }
      let golden = try await scan("in/a.jpg", "--again", "--golden", run + "/results.jsonl")
      #expect(golden.status == 64 && golden.errors.contains("name a copy"))
      let photo = try String(contentsOfFile: run + "/results.jsonl", encoding: .utf8)
      for (text, reason) in [
        ("{}\n", "broken.jsonl:1: the line is not a result of moderate --json or scan: it has no"),
        (photo + photo, "broken.jsonl:2: \"in/a.jpg\" stands in it a second time"),
        ("{", "broken.jsonl:1: the last line is torn"),
      ] {
        try folder.write(Array(text.utf8), to: "broken.jsonl")
        let broken = try await scan("in/a.jpg", "--again", "--golden", "broken.jsonl")
        #expect(broken.status == 1 && broken.errors.contains(reason) && !broken.errors.contains("--again"))
      }
      try folder.write([], to: "empty.jsonl")
      let list = try await scan("--again", "--from", "nowhere.txt")
      #expect(list.status == 1 && list.errors.contains("nowhere.txt: cannot be read"))
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: run).sorted()
          == ["lock", "results.jsonl", "run.json", "table.csv"])
      let nothing = try await scan("in/a.jpg", "--golden", "empty.jsonl")
      #expect(nothing.status == 1 && nothing.errors.contains("nothing was compared"))
    }

    @Test func picturesInTheFolderOfTheRunAreLookedAtAndFailuresAreNamed() async throws {
      for number in 0..<21 { try #require(symlink("nowhere", "\(folder.path)/in/\(number)") == 0) }
      let arguments = ["scan", "in", "--output", "in", "--scenes", "porn", "--deadline", "3600"]
      let done = try await Moderate.run(
        arguments, environment: ["IMAGE_MODERATION_FAIL_ON": "review"], in: folder.url)
      #expect(done.status == 3 && done.errors.contains("26 images: 2 PASS, 1 REVIEW, 2 REFUSED, 21 ERROR"))
      #expect(done.errors.contains("ERROR  in/0  sourceUnreadable: cannot read in/0: No such file"))
      #expect(done.errors.contains("ERROR  1 more") && done.errors.contains("--retry-errors judges once more"))
      let golden = try await Moderate.run(
        arguments + ["--golden", "copy.jsonl", "--tolerance", "0.1"],
        environment: ["IMAGE_MODERATION_FAIL_ON": "review"], in: try copied())
      #expect(golden.status == 0 && golden.errors.contains("failOn of the environment or configuration is not used"))
    }

    private func copied() throws -> URL {
      try FileManager.default.copyItem(
        atPath: folder.path + "/in/results.jsonl", toPath: folder.path + "/copy.jsonl")
      return folder.url
    }

    @Test(arguments: [("--shard", "0/3", "1/16 to 16/16"), ("--include", "a/", "ends with no slash")])
    func whatIsAllowedIsSaid(_ option: String, _ value: String, _ words: String) async throws {
      let done = try await scan("in", option, value)
      #expect(done.status == 64 && done.errors.contains(words))
    }

    @Test(arguments: [
      [], ["-"], [""], ["in", "--shard", "0/3"], ["in", "--include", ""], ["in", "--tolerance", "2"], ["in", "-0"],
      ["in", "--golden", "g", "--fail-on", "block"], ["in", "--tolerance", "0.1"], ["in", "--csv", "in/a.jpg"],
      ["in", "--csv", "/dev/null"], ["in", "--csv", "none/table.csv"], ["in", "--again", "--retry-errors"],
      ["in", "--jobs", "0"],
    ])
    func aWrongCommandLineIs64AndMakesNoFolder(_ arguments: [String]) async throws {
      let done = try await Moderate.run(["scan", "--output", run] + arguments, in: folder.url)
      #expect(done.status == 64)
      #expect(!FileManager.default.fileExists(atPath: run))
    }
  }
}
