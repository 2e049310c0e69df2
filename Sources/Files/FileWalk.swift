import Glibc

/// Finds the files of one name, one by one: the file itself, or all below a folder.
///
/// In each folder names come in the order of their bytes, a folder's files in the place of its name: two walks of one
/// tree are equal. Only the names of the folders that lead to the present file are held. Links in folders are followed
/// to files and not to folders, so that no circle is walked. What cannot be read is found as well, with its problem.
package struct FileWalk: Sequence, IteratorProtocol {
  /// Folders are followed this deep; what lies below is found as one problem.
  package static let maximumDepth = 64

  /// A folder, whatever it is called.
  package struct Folder: Hashable, Sendable {
    private let device: UInt64
    private let inode: UInt64

    /// The folder of an open descriptor; nil when the system does not say.
    package init?(descriptor: Int32) {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { return nil }
      (device, inode) = (UInt64(status.st_dev), UInt64(status.st_ino))
    }

    fileprivate init?(_ name: FileName) {
      var status = stat()
      guard name.withCString({ stat($0, &status) }) == 0 else { return nil }
      (device, inode) = (UInt64(status.st_dev), UInt64(status.st_ino))
    }
  }

  private struct Level {
    let folder: FileName
    var names: FolderNames
  }

  private let rootByteCount: Int
  private let leftOut: Folder?
  private let enters: (ArraySlice<UInt8>) -> Bool
  private var levels: [Level] = []
  /// A name that is no folder.
  private var single: FoundFile?

  /// Begins a walk. What is named is followed through links, and found whatever it is: a pipe, for example.
  ///
  /// - Parameters:
  ///   - leftOut: A folder that is not entered.
  ///   - enters: Asked of each folder, by its path below the root, whether it is entered.
  package init(
    _ root: FileName, leavingOut leftOut: Folder? = nil, enters: @escaping (ArraySlice<UInt8>) -> Bool = { _ in true }
  ) {
    self.leftOut = leftOut
    self.enters = enters
    guard Self.kind(of: root, followLink: true) == S_IFDIR else {
      rootByteCount = 0
      single = FoundFile(root)
      return
    }
    rootByteCount = root.bytes.count
    if leftOut == nil || Folder(root) != leftOut { levels.append(Level(folder: root, names: FolderNames(of: root))) }
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
    guard enters(folder.path), leftOut == nil || Folder(name) != leftOut else { return nil }
    guard levels.count < Self.maximumDepth else {
      return problem(name, "more than \(Self.maximumDepth) folders deep", isFolder: true)
    }
    levels.append(Level(folder: name, names: FolderNames(of: name)))
    return nil
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
