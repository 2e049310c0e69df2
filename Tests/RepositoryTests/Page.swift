import Foundation

/// A page of documentation.
struct Page {
  /// The path from the root.
  let path: String
  let lines: [Substring]

  init(_ path: String) throws {
    self.path = path
    lines = try Repository.text(path).split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// The links of the prose to files of this checkout: `[words](path#place)`, blocks of code left out.
  var links: [String] {
    var isCode = false
    return lines.flatMap { line -> [String] in
      if line.hasPrefix("```") { isCode.toggle() }
      guard !isCode, line.contains("](") else { return [] }
      return line.matches(of: /\]\(([^)\s#]+)[^)]*\)/).map { String($0.1) }.filter { !$0.contains("://") }
    }
  }

  /// Where a link leads, from the root.
  func target(of link: String) -> String {
    let folder = Repository.root.appending(path: path).resolvingSymlinksInPath().deletingLastPathComponent()
    let target = folder.appending(path: link).standardizedFileURL.path
    return String(target.dropFirst(Repository.root.path.count + 1))
  }

  /// The blocks of code that a comment before their fence calls after a file, `<!-- PATH -->`, with that path.
  var shownFiles: [(path: String, text: String)] {
    lines.indices.compactMap { index in
      guard let name = lines[index].wholeMatch(of: /<!-- (\S+) -->/)?.1, index + 1 < lines.count,
        lines[index + 1].hasPrefix("```")
      else { return nil }
      let text = lines[(index + 2)...].prefix { $0 != "```" }.map { $0 + "\n" }.joined()
      return (String(name), text)
    }
  }
}
