import Glibc

/// Finds the images that the command line names.
enum ImageWalk {
  /// Folders are followed this deep; what lies below gets an answer that says so.
  static let maximumDepth = 64

  /// One thing to answer for.
  enum Image: Sendable {
    case standardInput
    case file(FileName)
    /// Something that cannot even be tried, for the reason given.
    case unreadable(FileName, reason: String)

    /// What to call it in the answer.
    var source: String {
      switch self {
      case .standardInput: "-"
      case .file(let name), .unreadable(let name, _): name.text
      }
    }
  }

  /// Files as they are given, folders replaced by the files in them, sorted by name; `-` is standard input. Nothing is
  /// left out in silence: what does not exist or cannot be read stays in the list and gets its own answer.
  static func images(at paths: [String]) -> [Image] {
    FileName.names(of: paths).flatMap { name -> [Image] in
      if name.bytes == [UInt8(ascii: "-")] { return [.standardInput] }
      // What is named is followed through links and read whatever it is: a pipe of the shell's making, for example.
      return kind(of: name, followLink: true) == S_IFDIR ? images(in: name, depth: 1) : [.file(name)]
    }
  }

  private static func images(in folder: FileName, depth: Int) -> [Image] {
    guard depth <= maximumDepth else {
      return [.unreadable(folder, reason: "more than \(maximumDepth) folders deep")]
    }
    let (names, failure) = contents(of: folder)
    let found = names.sorted().flatMap { name -> [Image] in
      switch kind(of: name, followLink: false) {
      case S_IFDIR: return images(in: name, depth: depth + 1)
      case S_IFREG, nil: return [.file(name)]
      case S_IFLNK:
        // Links inside folders are followed to files only, so that no circle is walked.
        let target = kind(of: name, followLink: true)
        return target == S_IFDIR ? [] : target == S_IFREG || target == nil ? [.file(name)] : [special(name)]
      default: return [special(name)]
      }
    }
    return failure.map { found + [.unreadable(folder, reason: $0)] } ?? found
  }

  /// A pipe, a socket or a device found in a folder: reading it could wait for ever.
  private static func special(_ name: FileName) -> Image { .unreadable(name, reason: "not a regular file") }

  /// What is in a folder, and why that may not be all.
  private static func contents(of folder: FileName) -> (names: [FileName], failure: String?) {
    guard let stream = folder.withCString({ opendir($0) }) else { return ([], SystemError.text) }
    defer { closedir(stream) }
    var names: [FileName] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { return (names, errno == 0 ? nil : SystemError.text) }
      let name = withUnsafeBytes(of: entry.pointee.d_name) { [UInt8]($0.prefix { $0 != 0 }) }
      if name != [UInt8](".".utf8), name != [UInt8]("..".utf8) { names.append(folder.appending(name)) }
    }
  }

  /// The kind of a file as `S_IF…`; nil when there is none or it cannot be asked.
  private static func kind(of name: FileName, followLink: Bool) -> mode_t? {
    var status = stat()
    let result = name.withCString { followLink ? stat($0, &status) : lstat($0, &status) }
    return result == 0 ? status.st_mode & S_IFMT : nil
  }
}

/// The system's words for what went wrong last.
enum SystemError {
  static var text: String { String(cString: strerror(errno)) }
}
