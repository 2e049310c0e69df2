import Foundation
import TestFixtures
import Testing

extension ModerateTests {
  @Suite struct IsolationOfDecoding {
    private static let allFormats = "AVIF BMP GIF HEIC ICO JNG JPEG PNG RAW SVG TIFF WEBP"

    @Test func theDoctorSaysWhatHolds() async throws {
      let run = try await Moderate.run("doctor")
      #expect(run.status == 0)
      let lines = run.lines.map { $0.split(separator: " ", omittingEmptySubsequences: true).map(String.init) }
      #expect(lines.allSatisfy { ["ok", "weaker"].contains($0.first) })
      for name in [
        "kernel", "worker", "landlock", "seccomp", "memory", "formats", "porn", "terror", "politics", "text", "tags",
      ] {
        #expect(lines.contains { $0.dropFirst().first == name }, Comment(rawValue: name))
      }
      let formats = try #require(run.lines.first { $0.contains(" formats ") })
      // Without Landlock no font may be opened, and SVG is not decoded.
      #expect(formats.hasSuffix(Self.allFormats) || run.output.contains("weaker    landlock"))
    }

    @Test func theDoctorNamesWhatIsMissing() async throws {
      let folder = try TemporaryFolder()
      let alone = try Self.commandAlone(in: folder)
      let run = try await Moderate.run(["doctor", "--models", folder.path], executable: alone)
      #expect(run.status == 1)
      #expect(run.lines.count { $0.hasPrefix("missing") } == 6, "the worker and five scenes")
      #expect(run.output.contains("\(folder.path)/moderation-worker"))
    }

    @Test func withoutItsWorkerNothingIsLookedAtUnlessInThisProcess() async throws {
      let folder = try TemporaryFolder()
      let alone = try Self.commandAlone(in: folder)
      let photo = Fixture.folder.appending(path: Picture.photo).path
      let refused = try await Moderate.run(["--scenes", "porn", photo], executable: alone)
      #expect(refused.status == 1)
      #expect(refused.output.isEmpty)
      #expect(refused.errors.contains("\(folder.path)/moderation-worker"))
      let judged = try await Moderate.run(["--scenes", "porn", "--in-process", photo], executable: alone)
      #expect(judged.status == 0)
      #expect(judged.output.hasPrefix("PASS"))
    }

    @Test func everyStillFormatIsJudgedInTheWorkerAsInThisProcess() async throws {
      let images = ["images/generated/still", "images/raw", "images/generated/animated"]
      let here = try await Moderate.run(["--json", "--in-process"] + images).documents()
      let worker = try await Moderate.run(["--json"] + images).documents()
      #expect(here.map { $0.without("timing") } == worker.map { $0.without("timing") })
      #expect(Set(worker.compactMap { $0["image"]["format"].text }).count == 12)
      #expect(worker.contains { $0["image"]["pixelOrigin"].text == "embeddedPreview" })
    }

    @Test func aPictureThatIsNotDoneByItsDeadlineIsAGapAndCostsNoMore() async throws {
      // Looking at 12 megapixels takes a debug build seconds on any machine.
      let large = "images/photos-large/hopper-turned-4000x3000.jpg"
      let run = try await Moderate.run(["--json", "--in-process", "--deadline", "0.1", large])
      let document = try run.document()
      #expect(document["suggestion"] == .string("REVIEW"))
      #expect(document["scenes"].elements.first?["code"] == .string("deadline"))
      #expect(run.status == 1)
    }

    @Test func aFilterStormIsRefusedBeforeItIsDrawn() async throws {
      let images = ["images/generated/hostile/b_filter.svg", Picture.photo]
      let documents = try await Moderate.run(["--json"] + images).documents()
      #expect(documents.map { $0["rejection"]["code"].text } == ["drawingWorkExceeded", nil])
      #expect(documents.first?["rejection"]["limit"].text == "maximumDrawingMilliseconds")
      #expect(documents.last?["suggestion"] == .string("PASS"))
    }

    /// The command without anything beside it.
    private static func commandAlone(in folder: TemporaryFolder) throws -> URL {
      let copy = folder.url.resolvingSymlinksInPath().appending(path: "moderate")
      try FileManager.default.copyItem(at: Moderate.executable.resolvingSymlinksInPath(), to: copy)
      return copy
    }
  }
}
