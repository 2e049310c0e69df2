import Glibc

/// Finds the images that the command line names.
enum ImageWalk {
  /// Folders are followed this deep; below it a folder is reported as unreadable.
  static let maximumDepth = 64

  /// One thing to moderate.
  struct Image: Sendable {
    /// What to call it in the answer.
    let name: String
    /// What to read.
    let path: String
  }

  /// Files as they are given, folders replaced by the files in them, sorted by name; `-` is standard input. A path that
  /// does not exist stays in the list, so that it gets its own answer.
  static func images(at paths: [String]) -> [Image] {
    paths.flatMap { path in
      path == "-" ? [Image(name: "-", path: "/dev/stdin")] : files(below: path, depth: 0).map { Image(name: $0, path: $0) }
    }
  }

  private static func files(below path: String, depth: Int) -> [String] {
    // A link given by name is followed; links inside folders are followed to files only, so that no circle is walked.
    guard isFolder(path, followLink: depth == 0) else { return [path] }
    guard depth < maximumDepth, let stream = opendir(path) else { return [path] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    let prefix = path.hasSuffix("/") ? path : path + "/"
    return names.sorted().flatMap { name in
      isLinkToFolder(prefix + name) ? [] : files(below: prefix + name, depth: depth + 1)
    }
  }

  private static func isFolder(_ path: String, followLink: Bool) -> Bool {
    var status = stat()
    let result = followLink ? stat(path, &status) : lstat(path, &status)
    return result == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func isLinkToFolder(_ path: String) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return false }
    return isFolder(path, followLink: true)
  }
}
