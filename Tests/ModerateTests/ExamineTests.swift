import Foundation
import TestFixtures
import Testing

extension ModerateTests {
  @Suite struct Examine {
    private static let schema = "image-examination-1"

    @Test func everyFixtureIsExaminedWithoutDecodingAndAsTheSchemaSays() async throws {
      let run = try await Moderate.run("examine", "--json", "images/generated")
      #expect(run.status == 0)
      let documents = try run.documents(schema: Self.schema)
      #expect(documents.count > 80)
      for document in documents {
        let name = Comment(rawValue: document["source"].text ?? "")
        #expect(document["profiles"].elements.count == 2, name)
        for answer in document["profiles"].elements {
          #expect((answer["rejection"] == nil) == (answer["cost"] != nil), name)
          #expect((answer["rejection"] == nil) == !answer["sampledFrames"].elements.isEmpty, name)
        }
      }
    }

    @Test func aFormatThatNoProfileAcceptsHasItsHeaderReadAllTheSame() async throws {
      let run = try await Moderate.run("examine", "--json", "images/jpegxl/gradient.jxl")
      let document = try run.documents(schema: Self.schema)[0]
      #expect(document["image"]["format"] == "JXL")
      #expect(document["image"]["width"] == 48)
      #expect(document["header"]["codedHeight"] == 32)
      #expect(document["profiles"].elements.allSatisfy { $0["rejection"]["code"] == "formatNotAccepted" })
    }

    /// What an examination refuses, moderation refuses by the same limit.
    @Test(arguments: ["d_10000.heic", "d_50x50.png", "d_51x4591.png", "d_9999.png", "h_15bytes.png"])
    func itRefusesWhatModerationRefuses(name: String) async throws {
      let path = "images/generated/boundary/\(name)"
      let examined = try await Moderate.run("examine", "--json", path).documents(schema: Self.schema)
      let moderated = try await Moderate.run("--json", path).document()
      #expect(examined[0]["profiles"][0]["rejection"] == moderated["rejection"])
    }

    @Test func aFileOverEveryByteLimitIsNotReadAndSaysWhy() async throws {
      let folder = try TemporaryFolder()
      let path = try folder.sparseFile("huge.jpg", byteCount: 40_000_000_000)
      let run = try await Moderate.run("examine", "--json", path)
      let document = try #require(try run.documents(schema: Self.schema).first)
      #expect(document["header"] == nil)
      #expect(document["image"]["byteCount"] == 40_000_000_000)
      #expect(
        document["profiles"].elements.map { $0["rejection"]["limit"].text }
          == Array(repeating: "maximumFileBytes", count: 2))
    }

    @Test func aFileThatIsNotThereIsAFailureAsTheSchemaSays() async throws {
      let run = try await Moderate.run("examine", "--json", "nothing-here")
      #expect(run.status == 1)
      let document = try #require(try run.documents(schema: Self.schema).first)
      #expect(document["failure"]["code"].text == "sourceUnreadable")
      #expect(document["image"] == nil)
    }

    @Test func peopleGetTheSameInWords() async throws {
      let run = try await Moderate.run("examine", "images/generated/variant/v_exif6.jpg", "nothing-here")
      #expect(run.status == 1)
      #expect(run.output.contains("JPEG 640x480"))
      #expect(run.output.contains("stored 480x640 in orientation 6"))
      #expect(run.output.contains("ims-2020-12-29   accepted, frames 0"))
      #expect(run.output.contains("ms of CPU time"))
      #expect(run.output.contains("ERROR    nothing-here  cannot read nothing-here: No such file or directory"))
    }

    @Test func withoutAPathItIsACommandLineError() async throws {
      let run = try await Moderate.run("examine")
      #expect(run.status == 64)
      #expect(run.output.isEmpty)
    }
  }
}
