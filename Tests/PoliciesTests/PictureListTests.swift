import Documents
import ImageMatching
import ModerationCore
import Policies
import StandardDetectors
import Testing

@Suite("lists of pictures in policies", .timeLimit(.minutes(20)))
struct PictureListTests {
  static let hash = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22"
  static let digest = String(repeating: "0a", count: 32)

  @Test("a policy says what a list suggests and at what distance; what the list knows by digest is known to the rules")
  func use() throws {
    let list = "\(Self.hash)\nsha256:\(Self.digest)\t\tbad\n"
    let mine = try policy(
      "lists: {pictures: [{file: pictures/a.tsv, suggestion: REVIEW, distance: 7}]}", ["pictures/a.tsv": list])
    let pictures = try #require(mine.pictures.first)
    #expect((pictures.distanceBits(of: .block), pictures.suggestion) == (7, .review))
    let files = OperatorLists(mine).knownFiles
    let digest = try #require(FileDigest(sha256: Self.digest.utf8))
    #expect(files.flatMap { $0.entries(of: digest) }.map(\.suggestion) == [.review])
    // Another distance is another policy.
    let other = try policy(
      "lists: {pictures: [{file: pictures/a.tsv, suggestion: REVIEW, distance: 8}]}", ["pictures/a.tsv": list])
    #expect(other.version != mine.version)
  }

  @Test(
    "what is wrong is named with its place",
    arguments: [
      ("lists: {pictures: [{file: pictures/a.tsv, distance: 32}]}", "distance must be a whole number from 0 to 31"),
      ("lists: {words: [{file: words/a.txt, distance: 3}]}", "distance"),
      ("lists: {pictures: [pictures/b.tsv]}", "pictures/b.tsv:1: Mine is not a label"),
      ("lists: {pictures: [pictures/c.tsv]}", "pictures/c.tsv:2: 40 digits are a SHA-1"),
    ])
  func wrong(text: String, message: String) throws {
    let found = try problem(
      text,
      [
        "pictures/a.tsv": Self.hash, "pictures/b.tsv": "\(Self.hash)\t\t\t\tMine",
        "pictures/c.tsv": "\n\(String(repeating: "a", count: 40))", "words/a.txt": "spam",
      ])
    #expect(found?.contains(message) == true, "\(found ?? "nothing")")
  }

  @Test("a label that the policy declares is no slip of the pen, and flat entries are noted")
  func notices() throws {
    let text = "labels: [Mine]\nlists: {pictures: [pictures/a.tsv]}"
    let list = "\(Self.hash)\t\t\t\tMine\n\(String(repeating: "0", count: 64))\n"
    let folder = try ScratchFolder(["mine.yaml": text, "pictures/a.tsv": list]).read()
    #expect(folder.notices.map(\.description).contains { $0.hasPrefix("pictures/a.tsv:2: the entry is flat") })
    #expect(folder.notices.count == 1)
  }
}
