import Foundation
import TestFixtures
import Testing

/// All scenes in one call, and the choices that go with them.
@Suite(.serialized, .timeLimit(.minutes(20)))
struct FourScenesTests {
  private static let astronaut = FacesCommandTests.photo("astronaut.png")
  private static let cat = FacesCommandTests.photo("chelsea.png")

  @Test(
    "with a gallery and fingerprints every scene is evaluated, and each finding says by whom, where and with which model"
  )
  func everything() async throws {
    let folder = try TemporaryFolder()
    let gallery = folder.path + "/gallery"
    #expect(try await FacesCommandTests.add("Eileen Collins", Self.astronaut, to: gallery).status == 0)
    let prints = folder.url.appending(path: "known.tsv")
    try Data(try await Moderate.run("fingerprints", Self.cat).output.utf8).write(to: prints)

    // One picture at a time, and text in one of them only: a debug build must be done by the deadline on a busy
    // machine.
    let supplied = ["--json", "--jobs", "1", "--gallery", gallery, "--fingerprints", prints.path]
    let seen = try await Moderate.run(
      supplied + ["--scenes", "porn,terror,politics,tags", Self.astronaut, Self.cat])
    let read = try await Moderate.run(
      supplied + ["--scenes", "porn,terror,politics,text", Fixture.path("images/text/poster.png")])
    #expect(seen.status == 0, "\(seen.errors)")
    #expect(read.status == 0, "\(read.errors)")
    let schema = try Moderate.schema()
    let documents = try (seen.lines + read.lines).map { try JSON($0) }
    #expect(documents.count == 3)
    for (index, document) in documents.enumerated() {
      #expect(schema.problems(with: document).isEmpty)
      let scenes = document["scenes"].elements
      #expect(
        scenes.map { $0["scene"].text } == [
          "politics", "porn", index < 2 ? "tags" : "terror", index < 2 ? "terror" : "text",
        ])
      #expect(scenes.allSatisfy { $0["status"].text == "evaluated" })
      #expect(document["suggestion"].text == "BLOCK")
    }
    let face = try #require(documents[0]["findings"].elements.first)
    #expect(face["detector"].text == "politics.faces/5")
    #expect(face["subLabel"].text == "GalleryFace")
    #expect(face["boxes"].elements.count == 1)
    #expect(face["candidates"].elements.first?["name"].text == "Eileen Collins")
    #expect(face["model"]["name"].text == "SFace 2021dec")
    let known = try #require(documents[1]["findings"].elements.first)
    #expect(known["detector"].text == "politics.fingerprints/2")
    #expect(known["list"].text == "known.tsv")
    #expect(known["details"]["distanceBits"].text == "0")
    let tags = documents[1]["findings"].elements.filter { $0["scene"].text == "tags" }
    #expect(tags.contains { $0["details"]["tag"].text?.contains("cat") == true })
    #expect(tags.allSatisfy { $0["suggestion"].text == "PASS" })
    #expect(documents[2]["label"].text == "Ad")
    let politics = try #require(documents[0]["scenes"].elements.first)
    #expect(politics["supplied"]["persons"] == .integer(1))
    #expect(politics["supplied"]["fingerprints"] == .integer(1))
    #expect(politics["notCovered"].elements.map(\.text) == ["PoliticalSymbol", "SmallFaces"])
  }

  @Test("without a gallery and fingerprints politics is off and said to be; the other three look")
  func politicsOff() async throws {
    let run = try await Moderate.run(["--scenes", "porn,terror", Self.cat])
    #expect(run.status == 0)
    #expect(run.errors.contains("off: politics (needs --gallery or --fingerprints), text"))
  }

  @Test(
    "a choice that cannot work is refused before any image is read",
    arguments: [
      (["--scenes", "politics"], "--gallery or --fingerprints"),
      (["--scenes", "porn", "--gallery", "somewhere"], "which --scenes leaves out"),
      (["--scenes", "terror", "--nudenet"], "which --scenes leaves out"),
      (["--scenes", "porn,astrology"], "astrology"),
      (["--scenes", "politics", "--fingerprints", "/no/such/list"], "/no/such/list"),
    ])
  func refused(arguments: [String], reason: String) async throws {
    let run = try await Moderate.run(arguments + [Self.cat])
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains(reason), "\(run.errors)")
  }

  @Test(
    "what is missing on this machine is named before any image is read",
    arguments: [
      (["--scenes", "politics", "--gallery", "/no/such/gallery"], "/no/such/gallery"),
      (["--scenes", "porn", "--manifest", "/no/such/manifest.yaml"], "/no/such/manifest.yaml"),
    ])
  func missing(arguments: [String], reason: String) async throws {
    let run = try await Moderate.run(arguments + [Self.cat])
    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains(reason), "\(run.errors)")
  }

  @Test("a manifest's model looks beside the built-in ones")
  func manifest() async throws {
    let manifest = Fixture.folder.deletingLastPathComponent().appending(path: "Examples/Manifests/open-nsfw.yaml")
    let run = try await Moderate.run(["--json", "--scenes", "terror", "--manifest", manifest.path, Self.cat])
    #expect(run.status == 0, "\(run.errors)")
    let document = try run.document()
    #expect(document["scenes"].elements.map { $0["scene"].text } == ["porn", "terror"])
  }
}
