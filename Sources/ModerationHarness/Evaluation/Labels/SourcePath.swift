/// Paths as label files and results write them, compared by what they say and not by what a file system holds.
enum SourcePath {
  /// Without empty parts and `.`; `..` stays, since where it leads depends on links.
  static func normal(_ path: String) -> String {
    guard path.contains("//") || path.contains("./") || path.hasSuffix("/") else { return path }
    let isAbsolute = path.hasPrefix("/")
    let parts = path.split(separator: "/").filter { $0 != "." }
    return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
  }

  /// What is behind the first of some folders that a path is below; nil where it is below none.
  static func below(_ folders: [String], _ path: String) -> Substring? {
    for folder in folders {
      let folder = normal(folder)
      if folder.isEmpty || folder == "." {
        if path.hasPrefix("/") { continue }
        return path[...]
      }
      let start = folder == "/" ? folder : folder + "/"
      if path.hasPrefix(start) { return path.dropFirst(start.count) }
    }
    return nil
  }
}
