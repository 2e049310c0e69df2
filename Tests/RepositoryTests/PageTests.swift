import Testing

@Suite("The pages of documentation", .timeLimit(.minutes(5)))
struct PageTests {
  @Test("their links lead to files that exist", arguments: Repository.pages)
  func links(path: String) throws {
    let page = try Page(path)
    for link in page.links where !Repository.exists(page.target(of: link)) {
      Issue.record("\(path) links to \(link), which does not exist")
    }
  }

  @Test("what they show as a file is that file, as it stands", arguments: Repository.pages)
  func files(path: String) throws {
    for shown in try Page(path).shownFiles {
      #expect(try Repository.text(shown.path) == shown.text, "\(path) shows another \(shown.path)")
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
