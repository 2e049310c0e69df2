import Foundation
import ImageMatching
import ModerationCore
import Policies
import StandardDetectors
import Testing
import TextMatching

@testable import PoliticsDetection

@Suite("Lists of a folder that is read again", .timeLimit(.minutes(20)))
struct ListReuseTests {
  static let files = [
    "words/a.txt": "# name: a\nspam\n", "pictures/a.tsv": String(repeating: "a", count: 64),
    "faces/artists/one/face.json": face(0), "faces/office/two/face.json": face(1),
    "chat.yaml":
      "scenes: [text, politics]\nlists: {words: [words/a.txt], pictures: [pictures/a.tsv], faces: [office]}\n",
    "forum.yaml": "scenes: [politics]\nlists: {faces: [{group: office, suggestion: PASS}]}\n",
    "site.yaml": "scenes: [politics]\nlists: {faces: [office, artists]}\n",
  ]

  /// A face that nobody has, in a place of its own.
  static func face(_ index: Int, x: Int = 1) -> String {
    let direction = (0..<FaceEmbedding.count).map { $0 == index ? "1" : "0" }.joined(separator: ",")
    return """
      {"format":1,"model":{"name":"m","sha256":"\(FaceModels.embedder.sha256)"},"norm":12,\
      "sourceSHA256":"\(String(repeating: "\(index)", count: 64))",\
      "box":{"x":\(x),"y":2,"width":3,"height":4},"embedding":[\(direction)]}
      """
  }

  /// Reads a folder again until its files are old enough to be known by their times; that takes some seconds.
  static func settled(_ folder: ScratchFolder) throws -> PolicyFolder {
    var read = try folder.read()
    for _ in 0..<600 where read.readListCount > 0 {
      usleep(100_000)
      read = try folder.read(reusing: read)
    }
    return read
  }

  @Test("what did not change is taken over, and what did is read again, alone")
  func takenOver() throws {
    let folder = try ScratchFolder(Self.files)
    #expect(try folder.read().readListCount == 3)
    let settled = try Self.settled(folder)
    #expect(settled.readListCount == 0)

    try folder.write("scenes: [porn]\n", to: "other.yaml")
    #expect(try folder.read(reusing: settled).readListCount == 0)

    func version(_ folder: PolicyFolder) throws -> [String] {
      try ["chat", "forum", "site"].map { try folder.policy(named: $0).version }
    }
    for (file, text, changed) in [
      ("faces/office/two/face.json", Self.face(1, x: 7), [true, true, true]),
      ("words/a.txt", "# name: a\nham!\n", [true, false, false]),
    ] {
      let before = try folder.read(reusing: settled)
      try folder.write(text, to: file)
      let after = try folder.read(reusing: before)
      #expect(zip(try version(before), try version(after)).map { $0 != $1 } == changed)
      // The one before is not old enough yet, perhaps.
      #expect((1...2).contains(after.readListCount))
    }
  }

  @Test("a list behind a link that is swapped is read again")
  func swapped() throws {
    let folder = try ScratchFolder([
      "..1/a.txt": "# name: a\nspam\n", "..2/a.txt": "# name: a\nham!\n",
      "chat.yaml": "scenes: [text]\nlists: {words: [words/a.txt]}\n",
    ])
    func link(_ name: String, to target: String) throws {
      try #require(symlink(target, "\(folder.path)/.new") == 0)
      try #require(rename("\(folder.path)/.new", "\(folder.path)/\(name)") == 0)
    }
    try link("..data", to: "..1")
    try link("words", to: "..data")
    let settled = try Self.settled(folder)
    try link("..data", to: "..2")
    let after = try folder.read(reusing: settled)
    #expect(after.readListCount == 1)
    #expect(try after.policy(named: "chat").words.flatMap(\.entries).map(\.keyword) == ["ham!"])
  }

  @Test("policies with the same groups share one gallery, also when the folder is read again")
  func shared() throws {
    let folder = try ScratchFolder(Self.files)
    let settled = try Self.settled(folder)
    let again = try folder.read(reusing: settled)
    func gallery(_ folder: PolicyFolder, _ name: String) throws -> FaceGallery {
      try #require(try folder.policy(named: name).gallery)
    }
    let chat = try gallery(again, "chat")
    #expect(chat.sharesFaces(with: try gallery(again, "forum")))
    #expect(chat.sharesFaces(with: try gallery(settled, "chat")))
    #expect(try gallery(again, "site").sharesFaces(with: try gallery(settled, "site")))
    #expect(!chat.sharesFaces(with: try gallery(try ScratchFolder(Self.files).read(), "chat")))
    #expect(try again.policy(named: "forum").gallery?.groups == ["office"])
    #expect(try again.policy(named: "site").gallery?.groups == ["artists", "office"])
  }

  @Test("a broken gallery is read once and told once, however many policies use it")
  func brokenGallery() throws {
    let folder = try ScratchFolder(Self.files.merging(["faces/office/two/face.json": "{}"]) { $1 })
    let problems = try #require(throws: PolicyProblems.self) { try folder.read() }
    #expect(problems.count == 1)
    #expect(problems.description.contains("chat.yaml:2"))
    #expect(problems.description.contains("faces/office/two/face.json"))
  }
}
