import Foundation
import Glibc
import TestFixtures
import Testing

extension ModerateTests {
  @Suite struct Sources {
    @Test func standardInputIsJudgedLikeTheFile() async throws {
      let file = try await Moderate.run("--json", Picture.photo).document()
      let redirected = try FileHandle(forReadingFrom: Fixture.folder.appending(path: Picture.photo))
      let pipe = Pipe()
      try pipe.fileHandleForWriting.write(contentsOf: Fixture.bytes(Picture.photo))
      try pipe.fileHandleForWriting.close()
      for input in [redirected, pipe] as [Any] {
        let document = try await Moderate.run(["--json", "-"], input: input).document()
        #expect(document["source"] == "-")
        #expect(document.without("source", "timing") == file.without("source", "timing"))
      }
    }

    @Test func emptyStandardInputIsRefused() async throws {
      let run = try await Moderate.run("--json", "-")
      #expect(run.status == 1)
      #expect(try run.document()["rejection"]["code"] == "byteCountTooSmall")
    }

    @Test func aFolderIsWalkedInTheOrderOfNamesAndLinksToFoldersAreNot() async throws {
      let folder = try TemporaryFolder()
      let tiny: [UInt8] = [1, 2, 3]
      for name in ["b.png", "a/z.jpg", "a/.hidden", "a.png", "B.png", "a/b/c/deep", "é", "ä"] {
        try folder.write(tiny, to: name)
      }
      try FileManager.default.createSymbolicLink(atPath: folder.path + "/circle", withDestinationPath: folder.path)
      try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: "b.png")
      try FileManager.default.createSymbolicLink(atPath: folder.path + "/dangling", withDestinationPath: "nowhere")
      #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
      let run = try await Moderate.run(["--json", "--jobs", "3", folder.path + "/"])
      #expect(run.status == 1)
      let documents = try run.documents()
      #expect(
        documents.compactMap { $0["source"].text?.dropFirst(folder.path.count + 1) } == [
          "B.png", "a/.hidden", "a/b/c/deep", "a/z.jpg", "a.png", "b.png", "dangling", "link", "pipe", "ä", "é",
        ])
      #expect(documents[6]["failure"]["message"].text?.contains("No such file") == true)
      #expect(documents[7]["rejection"]["code"] == "byteCountTooSmall")
      #expect(documents[8]["failure"]["message"].text?.contains("not a regular file") == true)
    }

    @Test func anEmptyFolderIsNoAnswerAndIsMentioned() async throws {
      let folder = try TemporaryFolder()
      let run = try await Moderate.run("--json", folder.path)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains("nothing was looked at"))
    }

    @Test(.enabled(if: getuid() != 0, "root reads everything"), arguments: ["file", "folder"])
    func whatMayNotBeReadGetsItsOwnAnswer(_ kind: String) async throws {
      let folder = try TemporaryFolder()
      try folder.write([1, 2, 3], to: "file")
      try folder.write([1, 2, 3], to: "folder/inside")
      #expect(chmod(folder.path + "/" + kind, 0) == 0)
      defer { chmod(folder.path + "/" + kind, 0o700) }
      let run = try await Moderate.run("--json", folder.path + "/" + kind)
      #expect(run.status == 1)
      #expect(try run.document()["failure"]["message"].text?.contains("Permission denied") == true)
    }

    @Test func aFileTakenForAFolderGetsItsOwnAnswer() async throws {
      let run = try await Moderate.run("--json", Picture.photo + "/inside.jpg", Picture.photo)
      #expect(run.status == 1)
      let documents = try run.documents()
      #expect(documents.map { $0["suggestion"] } == [nil, "PASS"])
      #expect(documents[0]["failure"]["code"] == "sourceUnreadable")
    }

    @Test func namesCannotForgeLinesOrCommandTheTerminal() async throws {
      let folder = try TemporaryFolder()
      let photo = try Fixture.bytes(Picture.photo)
      for name in ["a\nPASS     forged", "b\u{1B}[2J\u{9B}31m", "c\u{202E}gpj.exe"] {
        try folder.write(photo, to: name)
      }
      let plain = try await Moderate.run(folder.path)
      #expect(plain.status == 0)
      #expect(plain.lines.count == 3)
      #expect(plain.lines[0].contains("a\\nPASS     forged"))
      let json = try await Moderate.run("--json", folder.path)
      #expect(try json.documents()[0]["source"].text == folder.path + "/a\nPASS     forged")
      for output in [plain.output, json.output] {
        #expect(output.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
        #expect(!output.unicodeScalars.contains("\u{202E}"))
      }
    }

    /// Names are bytes; those that are not UTF-8 are opened all the same, found in a folder or given.
    @Test func aNameThatIsNotUTF8IsOpenedAndShownEscaped() async throws {
      let folder = try TemporaryFolder()
      let photo = try Fixture.bytes(Picture.photo)
      try folder.write(photo, to: "x\\xFF")
      for byte in [0xFE, 0xFF] as [UInt8] {
        let name: [CChar] = (Array("\(folder.path)/x".utf8) + [byte, 0]).map(CChar.init(bitPattern:))
        let descriptor = open(name, O_WRONLY | O_CREAT, 0o600)
        try #require(descriptor >= 0)
        #expect(write(descriptor, photo, photo.count) == photo.count)
        close(descriptor)
      }
      let found = try await Moderate.run("--json", folder.path)
      let given = try await Moderate.run(
        ["-c", "exec \"$0\" --json 'x\\xFF' \"$(printf 'x\\376')\" \"$(printf 'x\\377')\"", Moderate.executable.path],
        in: folder.url, executable: URL(filePath: "/bin/sh"))
      for run in [found, given] {
        #expect(run.status == 0)
        let documents = try run.documents()
        #expect(documents.map { $0["suggestion"] } == ["PASS", "PASS", "PASS"])
        // A file that is called so has another name than one with that byte.
        for (document, name) in zip(documents, ["x\\x5CxFF", "x\\xFE", "x\\xFF"]) {
          #expect(document["source"].text?.hasSuffix(name) == true)
        }
      }
    }
  }
}
