import Foundation
import TestFixtures
import Testing

/// Galleries of faces from the command line.
@Suite(.timeLimit(.minutes(20)))
struct FacesCommandTests {
  static func photo(_ name: String) -> String { Fixture.path("images/photos-faces/\(name)") }

  static func add(_ person: String, _ pictures: String..., to gallery: String, options: [String] = []) async throws
    -> ModerateRun
  {
    try await Moderate.run(
      ["faces", "add", "--gallery", gallery, "--group", "crew", "--person", person] + options + pictures)
  }

  @Test("pictures are added once, listed, and found again")
  func roundTrip() async throws {
    let folder = try TemporaryFolder()
    let gallery = folder.path + "/gallery"
    let first = try await Self.add("Eileen Collins", Self.photo("astronaut.png"), to: gallery)
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output.hasPrefix("added "))
    let second = try await Self.add("Eileen Collins", Self.photo("astronaut.png"), to: gallery)
    #expect(second.status == 0)
    #expect(second.output.hasPrefix("present"))
    #expect(try await Self.add("何珀", Self.photo("hopper.png"), to: gallery).status == 0)

    let list = try await Moderate.run("faces", "list", "--gallery", gallery)
    #expect(list.status == 0)
    #expect(list.output == "1\tcrew\tEileen Collins\n1\tcrew\t何珀\n")

    let plain = try await Moderate.run("faces", "search", "--gallery", gallery, Self.photo("hopper.gif"))
    #expect(plain.status == 0)
    #expect(plain.lines.first?.hasSuffix("hopper.gif  1 face") == true)
    #expect(plain.lines.dropFirst(2).first?.hasSuffix("crew/何珀") == true)

    let json = try await Moderate.run(
      "faces", "search", "--json", "--gallery", gallery, Self.photo("hopper.webp"), Self.photo("chelsea.png"))
    #expect(json.status == 0, "\(json.output)")
    let documents = try json.lines.map { try JSON($0) }
    #expect(documents.count == 2)
    let face = try #require(documents.first?["faces"].elements.first)
    #expect(face["candidates"].elements.map { $0["name"] } == [.string("何珀"), .string("Eileen Collins")])
    guard case .number(let score)? = face["candidates"].elements.first?["score"] else {
      Issue.record("no score")
      return
    }
    #expect(score > 0.8)
    #expect(documents.last?["faces"].elements.isEmpty == true)
  }

  @Test("pictures without a face, or of another person, are refused with 1 and a reason")
  func refusals() async throws {
    let folder = try TemporaryFolder()
    let cat = try await Self.add("cat", Self.photo("chelsea.png"), to: folder.path)
    #expect(cat.status == 1)
    #expect(cat.output.contains("no face"))
    #expect(try await Self.add("first", Self.photo("hopper.png"), to: folder.path).status == 0)
    let other = try await Self.add("second", Self.photo("hopper.gif"), to: folder.path)
    #expect(other.status == 1)
    #expect(other.output.contains("like crew/first"))
    let forced = try await Self.add("second", Self.photo("hopper.gif"), to: folder.path, options: ["--force"])
    #expect(forced.status == 0)
    let nothing = try await Self.add("first", folder.path + "/nothing.png", to: folder.path)
    #expect(nothing.status == 1)
  }

  @Test("names that leave the gallery are a wrong command line", arguments: ["../x", "a/b", ".x", "", "a\u{1B}b"])
  func names(name: String) async throws {
    let folder = try TemporaryFolder()
    let run = try await Self.add(name, Self.photo("hopper.png"), to: folder.path + "/gallery")
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { $0 == "output" || $0 == "errors" })
  }

  @Test("an empty gallery and a broken one are errors that name what is wrong")
  func badGallery() async throws {
    let folder = try TemporaryFolder()
    try folder.write([], to: "empty/.keep")
    try folder.write(Array("{".utf8), to: "broken/g/p/face.json")
    for (name, word) in [("empty", "is empty"), ("broken", "g/p/face.json"), ("missing", "missing")] {
      for command in ["list", "search"] {
        let arguments = ["faces", command, "--gallery", folder.path + "/" + name]
        let run = try await Moderate.run(arguments + (command == "search" ? [Self.photo("hopper.png")] : []))
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains(word))
      }
    }
  }
}
