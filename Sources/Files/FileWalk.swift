import Glibc

/// Finds the files of one name, one by one: the file itself, or all below a folder.
///
/// In each folder names come in the order of their bytes, a folder's files in the place of its name: two walks of one
/// tree are equal. Only the names of the folders that lead to the present file are held. Links in folders are followed
/// to files and not to folders, so that no circle is walked. What cannot be read is found as well, with its problem.
package struct FileWalk: Sequence, IteratorProtocol {
  /// Folders are followed this deep; what lies below is found as one problem.
  package static let maximumDepth = 64

  /// Files of one folder that are not found, whatever the folder is called.
  package struct LeftOut: Sendable {
    private let folder: FileIdentity
    private let names: @Sendable (ArraySlice<UInt8>) -> Bool

    /// Leaves files out.
    ///
    /// - Parameters:
    ///   - folder: The folder that they lie in; what lies deeper is found.
    ///   - names: Which of its files.
    package init(of folder: FileIdentity, _ names: @escaping @Sendable (ArraySlice<UInt8>) -> Bool) {
      (self.folder, self.names) = (folder, names)
    }

    fileprivate func isFolder(_ name: FileName) -> Bool { FileIdentity(name) == folder }

    fileprivate func holds(_ name: ArraySlice<UInt8>) -> Bool { names(name) }

    /// Whether a file that was named is one.
    fileprivate func holds(_ name: FileName) -> Bool {
      let slash = name.bytes.lastIndex(of: UInt8(ascii: "/"))
      guard names(name.bytes[(slash.map { $0 + 1 } ?? 0)...]) else { return false }
      return isFolder(slash.map { FileName(Array(name.bytes[...$0])) } ?? FileName([UInt8(ascii: ".")]))
    }
  }

  private struct Level {
    let folder: FileName
    var names: FolderNames
    /// Whether it is the folder some of whose files are left out.
    let hasLeftOut: Bool
  }

  private let rootByteCount: Int
  private let leftOut: LeftOut?
  private let enters: (ArraySlice<UInt8>) -> Bool
  private var levels: [Level] = []
  /// A name that is no folder.
  private var single: FoundFile?

  /// Begins a walk. What is named is followed through links, and found whatever it is: a pipe, for example.
  ///
  /// - Parameters:
  ///   - leftOut: Files that are not found.
  ///   - enters: Asked of each folder, by its path below the root, whether it is entered.
  package init(
    _ root: FileName, leavingOut leftOut: LeftOut? = nil, enters: @escaping (ArraySlice<UInt8>) -> Bool = { _ in true }
  ) {
    self.leftOut = leftOut
    self.enters = enters
    guard Self.kind(of: root, followLink: true) == S_IFDIR else {
      rootByteCount = 0
      if leftOut?.holds(root) != true { single = FoundFile(root) }
      return
    }
    rootByteCount = root.bytes.count
    push(root)
  }

  /// The next file; nil after the last.
  package mutating func next() -> FoundFile? {
    if let found = single {
      single = nil
      return found
    }
    while !levels.isEmpty {
      let last = levels.count - 1
      guard let entry = levels[last].names.pop() else {
        let level = levels.removeLast()
        if let failure = level.names.failure { return problem(level.folder, failure, isFolder: true) }
        continue
      }
      if Int(entry.kind) != DT_DIR, levels[last].hasLeftOut, leftOut?.holds(entry.name[...]) == true { continue }
      if let found = find(levels[last].folder.appending(entry.name), entry.kind) { return found }
    }
    return nil
  }

  /// What an entry of a folder is; nil for a folder, which is entered or not, and for a link to one.
  private mutating func find(_ name: FileName, _ listed: UInt8) -> FoundFile? {
    switch Self.kind(of: name, listed: listed) {
    case S_IFDIR: return enter(name)
    case S_IFREG, nil: return FoundFile(name, rootByteCount: rootByteCount)
    case S_IFLNK:
      let target = Self.kind(of: name, followLink: true)
      if target == S_IFDIR { return nil }
      return target == S_IFREG || target == nil ? FoundFile(name, rootByteCount: rootByteCount) : special(name)
    default: return special(name)
    }
  }

  private mutating func enter(_ name: FileName) -> FoundFile? {
    let folder = FoundFile(name, rootByteCount: rootByteCount)
    guard enters(folder.path) else { return nil }
    guard levels.count < Self.maximumDepth else {
      return problem(name, "more than \(Self.maximumDepth) folders deep", isFolder: true)
    }
    push(name)
    return nil
  }

  private mutating func push(_ folder: FileName) {
    let hasLeftOut = leftOut?.isFolder(folder) ?? false
    levels.append(Level(folder: folder, names: FolderNames(of: folder), hasLeftOut: hasLeftOut))
  }

  /// A pipe, a socket or a device found in a folder: reading it could wait for ever.
  private func special(_ name: FileName) -> FoundFile { problem(name, "not a regular file", isFolder: false) }

  private func problem(_ name: FileName, _ reason: String, isFolder: Bool) -> FoundFile {
    FoundFile(name, rootByteCount: rootByteCount, problem: reason, isFolder: isFolder)
  }

  private static func kind(of name: FileName, listed: UInt8) -> mode_t? {
    switch Int(listed) {
    case DT_REG: S_IFREG
    case DT_DIR: S_IFDIR
    case DT_LNK: S_IFLNK
    case DT_FIFO, DT_SOCK, DT_CHR, DT_BLK: S_IFIFO
    // The file system does not tell.
    default: kind(of: name, followLink: false)
    }
  }

  /// The kind of a file as `S_IF…`; nil when there is none or it cannot be asked.
  private static func kind(of name: FileName, followLink: Bool) -> mode_t? {
    var status = stat()
    let result = name.withCString { followLink ? stat($0, &status) : lstat($0, &status) }
    return result == 0 ? status.st_mode & S_IFMT : nil
  }
}
