import Testing

/// `Documentation/Architecture.md` as far as machines read it: the layers and the table of modules.
struct ModuleMap {
  /// The height of each module's layer, the programs' the greatest.
  let heights: [String: Int]
  /// What each module may import.
  let allowed: [String: Set<String>]

  init() throws {
    try self.init(page: try Repository.text("Documentation/Architecture.md"))
  }

  init(page: String) throws {
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "```text"), "the page has no block of layers")
    let block = lines[(start + 1)...].prefix { $0 != "```" }
    var (names, heights): ([Substring], [String: Int]) = ([], [:])
    for line in block {
      let layer = line.prefix { $0 != " " }
      if !names.contains(layer) { names.append(layer) }
      for module in line.dropFirst(layer.count).split(separator: "·") {
        heights[module.trimmingPrefix(while: \.isWhitespace).split(separator: " ").joined()] = -names.count
      }
    }
    self.heights = heights

    var allowed: [String: Set<String>] = [:]
    for line in lines where line.hasPrefix("| ") && !line.hasPrefix("| Module") {
      let cells = line.dropFirst().split(separator: "|", omittingEmptySubsequences: false).map {
        $0.split(separator: " ").joined(separator: " ")
      }
      try #require(cells.count == 4, "a row of the table has not three cells: \(line)")
      try #require(allowed[cells[0]] == nil, "\(cells[0]) has two rows")
      allowed[cells[0]] = Set(cells[2].split(separator: ",").map { $0.split(separator: " ").joined() })
    }
    self.allowed = allowed
  }

  /// Everything that a module imports, and what that imports in its turn.
  func reach(of module: String) -> Set<String> {
    var (reached, next): (Set<String>, [String]) = ([], [module])
    while let one = next.popLast() {
      for name in allowed[one] ?? [] where reached.insert(name).inserted { next.append(name) }
    }
    return reached
  }
}

/// One `import` line of a source file.
struct Import: Hashable {
  let module: String
  let isExported: Bool

  /// The imports of a file's text, whatever stands before and between: `@testable`, `package`, `struct X.Y`.
  static func all(in text: String) -> [Import] {
    text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").drop { $0.hasPrefix("@") || access.contains($0) }
      guard words.first == "import", let name = words.dropFirst().first(where: { !kinds.contains($0) }) else {
        return nil
      }
      return Import(module: String(name.prefix { $0 != "." }), isExported: line.contains("@_exported"))
    }
  }

  private static let access: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
  private static let kinds: Set<Substring> = [
    "struct", "class", "enum", "protocol", "actor", "func", "var", "let", "typealias",
  ]
}
