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

  /// Runs a tool with a library, and with search files in the folder too.
  static func run(_ folder: TemporaryFolder, _ arguments: String...) async throws -> ModerateRun {
    try await Moderate.run(
      ["faces", arguments[0], "--library", folder.path + "/faces.sqlite"] + arguments.dropFirst(),
      environment: ["XDG_CACHE_HOME": folder.path + "/cache"])
  }

  @Test("a folder of pictures becomes a library, is gone on with, and is searched by group")
  func library() async throws {
    let folder = try TemporaryFolder()
    for (place, photo) in [
      ("crew/Eileen Collins/a.png", "astronaut.png"), ("navy/hopper/a.png", "hopper.png"),
      ("navy/hopper/b.png", "chelsea.png"),
    ] {
      try folder.write([UInt8](try Data(contentsOf: URL(filePath: Self.photo(photo)))), to: "tree/" + place)
    }
    let tree = folder.path + "/tree"
    let first = try await Self.run(folder, "import", tree)
    #expect(first.status == 1, "\(first.errors)")
    #expect(first.lines.map { $0.prefix(7) }.sorted() == ["added  ", "added  ", "refused"])
    let second = try await Self.run(folder, "import", "--batch", "1", tree)
    #expect(second.lines.map { $0.prefix(7) }.sorted() == ["present", "present", "refused"])

    let groups = try await Self.run(folder, "list", "--check")
    #expect(groups.output == "1\tblack\tpolitics\tcrew\tcrew\n1\tblack\tpolitics\tnavy\tnavy\n")
    let persons = try await Self.run(folder, "list", "--group", "crew")
    #expect(persons.output.hasSuffix("\tEileen Collins\n") && persons.output.hasPrefix("1\tn-"))
    #expect(try await Self.run(folder, "list", "--person", "hopper").lines.count == 1)

    let all = try await Self.run(folder, "search", Self.photo("hopper.gif"))
    #expect(all.lines.dropFirst(2).map { $0.split(separator: "  ").last } == ["navy/hopper", "crew/Eileen Collins"])
    #expect(all.output.contains("false accepts"))
    let one = try await Self.run(folder, "search", "--group", "crew", "--json", Self.photo("hopper.gif"))
    let line = try #require(one.lines.first)
    let face = try #require(JSON(line)["faces"].elements.first)
    let candidates = face["candidates"]
    #expect(candidates.elements.map { $0["group"] } == [.string("crew")])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/cache").count == 1)

    #expect(
      try await Self.run(folder, "verify", "--person", "hopper", Self.photo("hopper.webp")).output.hasPrefix("same "))
    let other = try await Self.run(folder, "verify", "--person", "Eileen Collins", Self.photo("hopper.webp"))
    #expect(other.output.hasPrefix("different "))
  }

  @Test("groups, persons and faces of a library are changed and removed")
  func changes() async throws {
    let folder = try TemporaryFolder()
    let white = try await Self.run(
      folder, "group", "staff", "--name", "Our staff", "--color", "white", "--scenes", "both")
    #expect(white.output == "made  staff, Our staff, white, both\n")
    #expect(try await Self.run(folder, "group", "crew").output == "made  crew, crew, black, politics\n")
    let added = try await Self.run(folder, "add", "--group", "crew", "--person", "何珀", Self.photo("hopper.png"))
    #expect(added.status == 0 && added.output.contains("crew/何珀"))
    #expect(
      try await Self.run(folder, "move", "--to", "Our staff", "--from", "crew", "何珀").output.hasSuffix(": staff\n"))
    let folderOut = folder.path + "/out"
    #expect(try await Self.run(folder, "export", "--gallery", folderOut).output == "exported  1 faces\n")
    #expect(try await Self.run(folder, "build", "--gallery", folderOut).output == "added  0 faces\n")
    let faces = try await Self.run(folder, "list", "--person", "何珀")
    let number = try #require(faces.output.split(separator: "\t").first)
    #expect(try await Self.run(folder, "remove", "--face", "\(number)").output.contains("1 faces"))
    #expect(try await Self.run(folder, "remove", "--face", "\(number)").status == 1)
    #expect(try await Self.run(folder, "remove", "--person", "何珀").output.contains("1 persons"))
    #expect(try await Self.run(folder, "remove", "--group", "staff").output.contains("1 groups"))
    #expect(try await Self.run(folder, "remove", "--group", "staff").status == 1)
    #expect(try await Self.run(folder, "group", "no id", "--color", "red").status == 64)
  }

  @Test("two pictures are compared without a gallery")
  func compare() async throws {
    let same = try await Moderate.run("faces", "compare", Self.photo("hopper.png"), Self.photo("hopper.gif"))
    #expect(same.status == 0 && same.output.hasPrefix("same "), "\(same.errors)")
    let different = try await Moderate.run("faces", "compare", Self.photo("hopper.png"), Self.photo("astronaut.png"))
    #expect(different.output.hasPrefix("different "))
    let cat = try await Moderate.run("faces", "compare", Self.photo("hopper.png"), Self.photo("chelsea.png"))
    #expect(cat.status == 1 && cat.errors.contains("no face"))
  }

  @Test(
    "a command line that says too little or too much is wrong",
    arguments: [
      ["list"], ["list", "--gallery", "a", "--library", "b"], ["list", "--gallery", ""], ["list", "--library", ""],
      ["list", "--gallery", "a", "--person", "p"], ["remove", "--library", "a"],
      ["remove", "--library", "a", "--face", "1", "--person", "p"], ["import", "--library", "a", "--batch", "0", "t"],
    ])
  func wrong(arguments: [String]) async throws {
    #expect(try await Moderate.run(["faces"] + arguments).status == 64)
  }

  @Test("what is no library is an error that names it, and stays as it is")
  func noLibrary() async throws {
    let folder = try TemporaryFolder()
    try folder.write(Array("not a database at all".utf8), to: "faces.sqlite")
    for arguments in [["list"], ["group", "x"], ["search", Self.photo("hopper.png")]] {
      let run = try await Moderate.run(
        ["faces", arguments[0], "--library", folder.path + "/faces.sqlite"] + arguments.dropFirst())
      #expect(run.status == 1 && run.errors.contains("faces.sqlite is not a face library"))
    }
    #expect(try Data(contentsOf: URL(filePath: folder.path + "/faces.sqlite")) == Data("not a database at all".utf8))
  }
}
