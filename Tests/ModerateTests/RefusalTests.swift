import Foundation
import TestFixtures
import Testing

extension ModerateTests {
  @Suite struct Refusals {
    /// A file and what must be said of it; no code for a picture that is accepted.
    struct Case {
      let path: String
      var code: String?
      var profileCode: String?
      var limit: String?
      var measured: JSON = nil
      var allowed: JSON = nil

      static func accepted(_ path: String) -> Case { Case(path: path) }
    }

    private static let boundary = "images/generated/boundary/"
    private static let hostile = "images/generated/hostile/"

    /// All cases in one run: each image has its own answer whatever the others are.
    private func check(
      _ cases: [Case], limits: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
      let run = try await Moderate.run(["--json", "--limits", limits] + cases.map(\.path))
      #expect(run.status == 1)
      let documents = try run.documents()
      try #require(documents.count == cases.count)
      for (document, expected) in zip(documents, cases) {
        let (rejection, name) = (document["rejection"], Comment(rawValue: expected.path))
        #expect(document["limits"].text == limits, name, sourceLocation: sourceLocation)
        #expect(rejection["code"].text == expected.code, name, sourceLocation: sourceLocation)
        #expect((document["suggestion"] == nil) == (expected.code != nil), name, sourceLocation: sourceLocation)
        #expect(rejection["profileCode"].text == expected.profileCode, name, sourceLocation: sourceLocation)
        #expect(rejection["limit"].text == expected.limit, name, sourceLocation: sourceLocation)
        #expect(rejection["measured"] == expected.measured, name, sourceLocation: sourceLocation)
        #expect(rejection["allowed"] == expected.allowed, name, sourceLocation: sourceLocation)
      }
    }

    @Test func limitsOfIMSHoldToTheLastValue() async throws {
      let folder = try TemporaryFolder()
      let content = "InvalidParameterValue.InvalidImageContent"
      func tooLarge(_ name: String) -> Case {
        Case(
          path: Self.boundary + name, code: "sideTooLarge", profileCode: content, limit: "maximumSidePixels",
          measured: 10000, allowed: 9999)
      }
      func formats(_ path: String) -> Case {
        Case(
          path: path, code: "formatUnknown", profileCode: content, limit: "formats", measured: "unknown",
          allowed: "AVIF BMP GIF HEIC ICO JNG JPEG PNG RAW SVG TIFF WEBP")
      }
      func tooNarrow(_ name: String, _ ratio: JSON) -> Case {
        Case(
          path: Self.boundary + name, code: "aspectRatioTooLarge",
          profileCode: "InvalidParameter.ImageAspectRatioTooLarge", limit: "aspectRatioBelow", measured: ratio,
          allowed: 90)
      }
      func tooShort(_ path: String, _ byteCount: Int) -> Case {
        Case(
          path: path, code: "byteCountTooSmall", profileCode: "InvalidParameter.ImageDataTooSmall",
          limit: "minimumFileBytes", measured: .integer(byteCount), allowed: 16)
      }
      try await check(
        [
          tooShort(try folder.write([], to: "empty"), 0),
          tooShort(Self.boundary + "h_15bytes.png", 15),
          Case(path: Self.boundary + "h_16bytes.png", code: "headerUnreadable", profileCode: content),
          .accepted(Self.boundary + "d_51x51.png"),
          Case(
            path: Self.boundary + "d_50x50.png", code: "sideTooSmall",
            profileCode: "InvalidParameterValue.ImageSizeTooSmall", limit: "minimumSidePixels", measured: 50,
            allowed: 51),
          .accepted(Self.boundary + "d_9999.png"),
          tooLarge("d_10000.png"), tooLarge("d_10000.webp"), tooLarge("d_10000.heic"), tooLarge("d_10000.avif"),
          .accepted(Self.boundary + "d_51x4589.png"),
          tooNarrow("d_51x4590.png", 90),
          tooNarrow("d_51x4591.png", .number(4591.0 / 51)),
          formats(Self.hostile + "h_wrongext_html.gif"),
          formats(Self.hostile + "h_text.jpg"),
          formats(try folder.sparseFile("longest", byteCount: 31_457_279)),
          Case(
            path: try folder.sparseFile("too-long", byteCount: 31_457_280), code: "byteCountTooLarge",
            profileCode: "InvalidParameterValue.InvalidFileContentSize", limit: "maximumFileBytes",
            measured: 31_457_280, allowed: 31_457_279),
        ], limits: "ims-2020-12-29")
    }

    @Test func limitsOfTIIAHoldToTheLastValue() async throws {
      let folder = try TemporaryFolder()
      let undecodable = "FailedOperation.ImageDecodeFailed"
      let photo = try Fixture.bytes(Picture.photo)
      func padded(_ count: Int) throws -> String {
        try folder.write(photo + [UInt8](repeating: 0, count: count - photo.count), to: "\(count).jpg")
      }
      try await check(
        [
          Case(
            path: try folder.write([], to: "empty"), code: "formatUnknown", profileCode: undecodable,
            limit: "formats", measured: "unknown", allowed: "JPEG PNG"),
          Case(path: Self.boundary + "h_15bytes.png", code: "headerUnreadable", profileCode: undecodable),
          Case(
            path: "images/photos-faces/hopper.gif", code: "formatNotAccepted", profileCode: undecodable,
            limit: "formats", measured: "GIF", allowed: "JPEG PNG"),
          // Sides and aspect are advice in this profile.
          .accepted(Self.boundary + "d_50x50.png"),
          .accepted(Self.boundary + "d_51x4591.png"),
          .accepted(try padded(3_145_728)),
          Case(
            path: try padded(3_145_729), code: "byteCountTooLarge", profileCode: "FailedOperation.TooLargeFileError",
            limit: "maximumFileBytes", measured: 3_145_729, allowed: 3_145_728),
        ], limits: "tiia-2019-05-29")
    }

    @Test func adviceIsReportedAndChangesNothing() async throws {
      let run = try await Moderate.run("--json", "--limits", "tiia-2019-05-29", Self.boundary + "d_51x4591.png")
      #expect(run.status == 0)
      let advice = try run.document()["advisories"][0]
      #expect(advice["code"] == "aspectRatioTooLarge")
      #expect(advice["limit"] == "aspectRatioBelow")
      #expect(advice["allowed"] == 5)
    }

    @Test(arguments: [
      "h_trunc.jpg", "h_trunc.png", "h_trunc_a.webp", "h_trunc_s.avif", "h_trunc_s.gif", "h_trunc_s.heic",
      "h_trunc_s.webp",
    ])
    func aTruncatedPictureIsRefusedAndNeverPasses(_ name: String) async throws {
      let run = try await Moderate.run("--json", Self.hostile + name)
      #expect(run.status == 1)
      let document = try run.document()
      #expect(document["rejection"]["code"] == "decodingFailed")
      #expect(document["suggestion"] == nil)
      #expect(document["scenes"] == .array([]))
    }

    @Test func bombsAreRefusedByTheirHeader() async throws {
      let names = ["b_16383.webp", "b_30000_1bit.png", "b_65535.gif", "b_lie.tif", "h_lie_65000.jpg"]
      let documents = try await Moderate.run(["--json"] + names.map { Self.hostile + $0 }).documents()
      #expect(documents.count == names.count)
      for document in documents {
        #expect(document["rejection"]["code"] == "sideTooLarge")
        // Nothing was decoded: no such stage ran.
        #expect(document["timing"]["stageMilliseconds"].members["decode"] == nil)
      }
    }
  }
}
