import Testing

@Suite("The pages of documentation", .timeLimit(.minutes(20)))
struct PageTests {
  @Test("their links lead to files that exist", arguments: Repository.pages)
  func links(path: String) throws {
    let page = try Page(path)
    for link in page.links where !Repository.exists(page.target(of: link)) {
      Issue.record("\(path) links to \(link), which does not exist")
    }
  }

  /// `<!-- PATH -->` before a block calls it the whole file, `<!-- in PATH -->` a part of it, however indented.
  @Test("what they show of a file stands in it", arguments: Repository.pages)
  func files(path: String) throws {
    for block in try Page(path).blocks {
      guard let note = block.note else { continue }
      if note.hasPrefix("in ") {
        let file = try Repository.text(String(note.dropFirst(3))).split(separator: "\n").map(Self.unindented)
        let part = block.lines.filter { !$0.isEmpty }.map(Self.unindented)
        let stands = file.indices.contains { file[$0...].starts(with: part) }
        #expect(stands, "\(path) shows lines that are not \(note): \(part.first ?? "")")
      } else {
        let stands = try Repository.text(note) == block.lines.map { $0 + "\n" }.joined()
        #expect(stands, "\(path) shows another \(note)")
      }
    }
  }

  private static func unindented(_ line: Substring) -> Substring { line.drop { $0 == " " } }

  @Test(
    "every block of Swift in the library's articles is built somewhere",
    arguments: Repository.files(under: "Sources/ImageModeration", endingWith: ".md"))
  func built(path: String) throws {
    for block in try Page(path).blocks where block.language == "swift" {
      let start = block.lines.first ?? ""
      #expect(block.note != nil, "\(path) does not say where this stands: \(start)")
    }
  }

  @Test("files of the repository that they name exist", arguments: Repository.pages)
  func named(path: String) throws {
    for line in try Page(path).lines where line.contains("`Documentation/") || line.contains("`Examples/") {
      for match in line.matches(of: /`((?:Documentation|Examples)\/[\w.\/-]+)`/) {
        #expect(Repository.exists("\(match.1)"), "\(path) names \(match.1), which does not exist")
      }
    }
  }

  static let maximumColumns = 120

  /// Rows of tables cannot be broken and are excepted; so are the targets of links: a line is as long as its words.
  @Test("their lines have 120 columns at most, tables and the targets of links excepted", arguments: Repository.pages)
  func columns(path: String) throws {
    let lines = try Page(path).lines.enumerated()
    for (index, line) in lines where line.utf8.count > Self.maximumColumns && !line.hasPrefix("|") {
      let words = line.replacing(/\]\([^)]*\)/, with: "]()")
      #expect(words.count <= Self.maximumColumns, "\(path):\(index + 1) has \(words.count) columns")
    }
  }
}
