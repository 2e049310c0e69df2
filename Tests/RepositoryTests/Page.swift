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

  /// A block of code with what the comment before its fence says of it: `<!-- PATH -->`, or `<!-- in PATH -->`.
  struct Block {
    let language: Substring
    let note: String?
    let lines: [Substring]
  }

  /// The blocks between fences.
  var blocks: [Block] {
    var (blocks, open): ([Block], Int?) = ([], nil)
    for index in lines.indices where lines[index].hasPrefix("```") {
      guard let start = open else {
        open = index
        continue
      }
      let note = start > 0 ? lines[start - 1].wholeMatch(of: /<!-- (.+) -->/).map { String($0.1) } : nil
      blocks.append(Block(language: lines[start].dropFirst(3), note: note, lines: Array(lines[(start + 1)..<index])))
      open = nil
    }
    return blocks
  }
}
