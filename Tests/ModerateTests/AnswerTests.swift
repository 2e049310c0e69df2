import Foundation
import TestFixtures
import Testing

extension ModerateTests {
  @Suite struct Answers {
    private struct References: Decodable {
      struct Picture: Decodable {
        let path: String
        let format: String
        let width: Int
        let height: Int
        let sha256: String
      }
      let plain: [Picture]
    }

    private struct Opinions: Decodable {
      struct Picture: Decodable {
        let path: String
        let porn: Double
      }
      let equal: [Picture]
    }

    @Test func photographsPassWithTheScoreOfTheReference() async throws {
      let references = try Fixture.json("open_nsfw/files.json", as: References.self).plain
        .filter { $0.path.hasPrefix("images/photos-faces/") && $0.format != "BMP" }
      try #require(references.count >= 5)
      let opinions = try Fixture.json("safety_classifier/files.json", as: Opinions.self).equal
      try #require(opinions.filter { opinion in references.contains { $0.path == opinion.path } }.count >= 2)
      let run = try await Moderate.run(["--json"] + references.map(\.path))
      #expect(run.status == 0)
      let documents = try run.documents()
      try #require(documents.count == references.count)
      for (document, reference) in zip(documents, references) {
        #expect(document["source"].text == reference.path)
        #expect(document["suggestion"] == "PASS")
        #expect(document["label"] == "Normal")
        if let opinion = opinions.first(where: { $0.path == reference.path }) {
          // Below doubt the score is two fifths of what the first model says.
          let score = try #require(document["score"].double)
          #expect(abs(score - 0.4 * opinion.porn) < 0.001)
        }
        #expect(document["findings"][0]["score"] == document["score"])
        let image = document["image"]
        #expect(image["format"].text == reference.format)
        #expect(image["width"] == .integer(reference.width))
        #expect(image["height"] == .integer(reference.height))
        #expect(image["sha256"].text == reference.sha256)
        #expect(image["byteCount"] == .integer(try Fixture.bytes(reference.path).count))
        #expect(image["sampledFrames"] == .array([0]))
      }
    }

    @Test func aSceneNamesItsModelAndWhatItDoesNotLookFor() async throws {
      let scene = try await Moderate.run("--json", Picture.photo).document()["scenes"][0]
      #expect(scene["scene"] == "porn")
      #expect(scene["status"] == "evaluated")
      #expect(scene["model"][0]["name"] == "image-safety-classifier-s")
      #expect(scene["notCovered"].elements.contains("Minor"))
    }

    @Test func anAnimationIsSampledAndSaysSo() async throws {
      let document = try await Moderate.run("--json", "images/generated/animated/a_webp.webp").document()
      #expect(document["image"]["frameCount"] == 30)
      #expect(document["image"]["sampledFrames"] == .array([0, 5, 10, 15, 20, 25, 29]))
      #expect(Set(document["findings"].elements.map { $0["frame"] }) == [0, 5, 10, 15, 20, 25, 29])
    }

    @Test func keysAreSortedAndNothingButJSONIsOnStandardOutput() async throws {
      let run = try await Moderate.run("--json", Picture.photo, Picture.tooSmall, "missing.jpg")
      #expect(run.lines.count == 3)
      for line in run.lines { #expect(try JSON(line).sortedText == line) }
      #expect(run.errors.contains("looking at porn"))
    }

    @Test func theSameImagesGiveTheSameAnswersButForTiming() async throws {
      let arguments = ["--json", "--jobs", "4", "images/photos-faces", "images/hostile", "images/heif-corrupted"]
      let first = try await Moderate.run(arguments).documents()
      let second = try await Moderate.run(arguments).documents()
      #expect(first.count > 25)
      #expect(first.count == second.count)
      for (one, other) in zip(first, second) {
        let different = one.members.keys.filter { $0 != "timing" && one[$0] != other[$0] }
        #expect(different.isEmpty, Comment(rawValue: one["source"].text ?? ""))
      }
    }

    @Test func aMissingFileLeavesTheOthersUntouched() async throws {
      let alone = try await Moderate.run("--json", Picture.photo).document()
      let run = try await Moderate.run("--json", "missing.jpg", Picture.photo)
      #expect(run.status == 1)
      let documents = try run.documents()
      try #require(documents.count == 2)
      #expect(documents[0]["failure"]["code"] == "sourceUnreadable")
      #expect(documents[0]["suggestion"] == nil)
      #expect(documents[1].without("timing") == alone.without("timing"))
    }

    @Test func anAnswerIsThereBeforeTheNextImageIs() async throws {
      let (input, output) = (Pipe(), Pipe())
      async let run = Moderate.run(
        ["--json", Picture.photo, "-"], input: input, output: output.fileHandleForWriting)
      // The second image does not end until its pipe is closed, so this would wait for ever if answers were held back.
      let first = await output.fileHandleForReading.firstBytes()
      #expect(String(decoding: first, as: UTF8.self).contains(Picture.photo))
      try input.fileHandleForWriting.close()
      #expect(try await run.status == 1)
    }
  }
}

extension FileHandle {
  /// What comes first, waited for on a thread of its own.
  fileprivate func firstBytes() async -> Data {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(returning: self.availableData) }
    }
  }
}
