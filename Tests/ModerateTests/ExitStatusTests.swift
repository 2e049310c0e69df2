import Foundation
import TestFixtures
import Testing

extension ModerateTests {
  @Suite struct ExitStatus {
    /// Each comes with a missing file and a missing models folder: usage is judged before anything is looked for.
    @Test(arguments: [
      [], ["--scenes", "nosuchscene"], ["--scenes", ""], ["--scenes", "porn,nosuchscene"],
      ["--limits", "nosuchprofile"],
      ["--jobs", "0"], ["--jobs", "-1"], ["--jobs", "many"], ["--jobs", "257"], ["--fail-on", "pass"],
      ["--nosuchoption"],
      ["--json=yes"], ["-", "-"], [""],
    ])
    func aWrongCommandLineIs64BeforeAllElse(_ arguments: [String]) async throws {
      let paths = arguments.isEmpty ? [] : ["missing.jpg"]
      let run = try await Moderate.run(arguments + paths, environment: ["IMAGE_MODERATION_MODELS": "/nonexistent"])
      #expect(run.status == 64)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains("--help") || run.errors.contains("OPTIONS"))
    }

    @Test func helpNamesEveryAnswerAndEveryStatus() async throws {
      let run = try await Moderate.run("--help")
      #expect(run.status == 0)
      for word in ["PASS", "REVIEW", "BLOCK", "REFUSED", "ERROR", "64", "--fail-on", "--limits", "--scenes", "--jobs"] {
        #expect(run.output.contains(word))
      }
    }

    @Test func failOnIs2WhenReached() async throws {
      #expect(try await Moderate.run("--fail-on", "review", Picture.unsure).status == 2)
      #expect(try await Moderate.run("--fail-on", "block", Picture.unsure).status == 0)
      #expect(try await Moderate.run("--fail-on", "review", Picture.photo).status == 0)
    }

    @Test func anImageThatWasNotJudgedAndFailOnAre3() async throws {
      let run = try await Moderate.run("--fail-on", "review", "--json", Picture.unsure, Picture.tooSmall)
      #expect(run.status == 3)
      #expect(try run.documents().map { $0["suggestion"] } == ["REVIEW", nil])
    }

    /// TIIA allows the text scene fewer bytes than the others, so a part was not looked at.
    @Test func anImageThatWasOnlyPartlyLookedAtIs1AndNeverPasses() async throws {
      let folder = try TemporaryFolder()
      let padding = [UInt8](repeating: 0, count: 2_400_000)
      let path = try folder.write(try Fixture.bytes(Picture.photo) + padding, to: "padded.jpg")
      let run = try await Moderate.run("--json", "--scenes", "porn,text", "--limits", "tiia-2019-05-29", path)
      #expect(run.status == 1)
      let document = try run.document()
      #expect(document["suggestion"] == "REVIEW")
      #expect(document["label"] == nil)
      #expect(document["scenes"].elements.map { $0["status"].text } == ["evaluated", "failed"])
      #expect(document["scenes"][1]["code"] == "-1402")
    }

    @Test func aReaderThatGoesAwayEndsTheRunQuietly() async throws {
      let pipe = Pipe()
      try pipe.fileHandleForReading.close()
      let run = try await Moderate.run(
        ["--json", "images/photos-faces"], output: pipe.fileHandleForWriting)
      #expect(run.exited)
      #expect(run.status == 1)
      #expect(!run.errors.contains("cannot") && !run.errors.contains("rash"))
    }

    @Test(arguments: [">&-", ">/dev/full"])
    func anAnswerThatCannotBeWrittenIs1AndSaysWhy(_ redirection: String) async throws {
      let run = try await Moderate.run(
        ["-c", "\"$0\" \"$1\" \(redirection)", Moderate.executable.path, Picture.photo],
        executable: URL(filePath: "/bin/sh"))
      #expect(run.status == 1)
      #expect(run.errors.contains("standard output is closed") || run.errors.contains("cannot write"))
    }
  }
}
