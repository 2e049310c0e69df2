import Foundation
import Glibc
import TestFixtures
import Testing

extension ModerateTests {
  @Suite struct Annotate {
    /// The names in a folder, sorted.
    static func names(_ folder: TemporaryFolder, _ name: String) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.url.appending(path: name).path).sorted()
    }

    @Test func everyPictureIsDrawnInAFolderThatIsMade() async throws {
      let folder = try TemporaryFolder()
      let run = try await Moderate.run(
        "--json", "--annotate", folder.path + "/new/out", Picture.photo, Picture.unsure, Picture.tooSmall)
      // One image is refused, and of that there is no picture.
      #expect(run.status == 1)
      #expect(
        try Self.names(folder, "new/out") == [
          "images+photos-faces+hopper.jpg.jpg", "safety_classifier+arcs.png.jpg",
        ])
      let plain = try await Moderate.run("--json", Picture.photo, Picture.unsure, Picture.tooSmall)
      #expect(
        try run.documents().map { $0.without("timing") } == plain.documents().map { $0.without("timing") })
    }

    @Test func explicitPicturesAreBlurredUnlessAskedOtherwise() async throws {
      let folder = try TemporaryFolder()
      func byteCount(_ options: String...) async throws -> Int {
        let run = try await Moderate.run(options + ["--annotate", folder.path, Picture.unsure])
        #expect(run.status == 0)
        return try Data(contentsOf: folder.url.appending(path: Self.names(folder, "")[0])).count
      }
      let blurred = try await byteCount()
      let sharp = try await byteCount("--no-blur")
      #expect(blurred * 10 < sharp * 9)
      #expect(try Self.names(folder, "").count == 1)
    }

    @Test func namesStayInTheFolderAndApart() async throws {
      let folder = try TemporaryFolder()
      let photo = try Fixture.bytes(Picture.photo)
      for name in ["in/a/b.jpg", "in/a+b.jpg", "in/a%2Bb.jpg", "in/...jpg", "in/-", "in/图 1.jpg", "in/x\n/y", "out"] {
        try folder.write(photo, to: name)
      }
      try folder.write(photo, to: "in/" + String(repeating: "长", count: 84))
      let run = try await Moderate.run(
        ["--annotate", "../drawn", "../in/a", ".", "../out", "-"],
        input: FileHandle(forReadingFrom: folder.url.appending(path: "out")), in: folder.url.appending(path: "in"))
      #expect(run.status == 0)
      let names = try Self.names(folder, "drawn")
      #expect(names.count == 11)
      for name in [
        "%2E.+in+a+b.jpg.jpg", "a+b.jpg.jpg", "a%2Bb.jpg.jpg", "a%252Bb.jpg.jpg", "%2E..jpg.jpg", "%2D.jpg",
        "图%201.jpg.jpg", "x%0A+y.jpg", "%2E.+out.jpg", "@stdin.jpg",
      ] {
        #expect(names.contains(name))
      }
      #expect(names.contains { $0.hasPrefix("长长") && $0.utf8.count <= 255 })
      #expect(try Self.names(folder, "") == ["drawn", "in", "out"])
      #expect(try Self.names(folder, "in").count == 8)
    }

    @Test func aLinkInTheFolderIsReplacedAndNotFollowed() async throws {
      let folder = try TemporaryFolder()
      try folder.write([1, 2, 3], to: "precious")
      try folder.write([], to: "out/.keep")
      let link = folder.path + "/out/images+photos-faces+hopper.jpg.jpg"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../precious")
      let run = try await Moderate.run("--annotate", folder.path + "/out", Picture.photo)
      #expect(run.status == 0)
      #expect(try Data(contentsOf: folder.url.appending(path: "precious")) == Data([1, 2, 3]))
      #expect(try Data(contentsOf: URL(filePath: link)).starts(with: [0xFF, 0xD8]))
    }

    @Test func aFolderThatCannotBeMadeIsSaidBeforeAnythingIsLookedAt() async throws {
      let folder = try TemporaryFolder()
      let file = try folder.write([1], to: "file")
      let run = try await Moderate.run("--annotate", file + "/out", Picture.photo)
      #expect(run.status == 1)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains("cannot write \(file)/out/: Not a directory"))
    }

    @Test func aPictureThatCannotBeWrittenLeavesTheAnswerAndFails() async throws {
      let folder = try TemporaryFolder()
      // A folder in the way of the picture's name.
      try folder.write([], to: "out/images+photos-faces+hopper.jpg.jpg/inside")
      let run = try await Moderate.run("--annotate", folder.path + "/out", Picture.photo)
      #expect(run.status == 1)
      #expect(run.lines.count == 1 && run.output.hasPrefix("PASS"))
      #expect(run.errors.contains("no picture of \(Picture.photo)"))
      #expect(try Self.names(folder, "out").count == 1)
    }

    @Test(arguments: [["--no-blur"], ["--annotate", ""]])
    func optionsThatMakeNoSenseAreRefused(_ options: [String]) async throws {
      #expect(try await Moderate.run(options + [Picture.photo]).status == 64)
    }
  }
}
