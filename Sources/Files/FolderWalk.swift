import Glibc

/// Goes over everything below a folder, links to folders followed, as far as the bounds allow.
///
/// Each folder is entered once, so that links that lead back end. What is below a folder named `.git` is left out:
/// git keeps its own files there, thousands of them.
struct FolderWalk {
  /// The most entries that are looked at: 10,000. Asking for the state of each takes some 20 ms together.
  static let maximumEntryCount = 10_000
  /// The most folders in one another that are entered: 16.
  static let maximumDepth = 16

  /// What the system says of a file, a folder or a link, or the number of its error.
  struct Status: Hashable, Sendable {
    let error: Int32
    let device: UInt64
    let inode: UInt64
    let mode: UInt32
    let byteCount: Int64
    let modified: Time
    let changed: Time

    struct Time: Hashable, Sendable {
      let seconds: Int
      let nanoseconds: Int

      init(_ time: timespec) { (seconds, nanoseconds) = (Int(time.tv_sec), Int(time.tv_nsec)) }
    }

    init(_ path: [UInt8], followingLinks: Bool) {
      var found = stat()
      let flags = followingLinks ? 0 : AT_SYMLINK_NOFOLLOW
      error = path.withPath { fstatat(AT_FDCWD, $0, &found, flags) } == 0 ? 0 : errno
      device = UInt64(found.st_dev)
      inode = UInt64(found.st_ino)
      mode = found.st_mode
      byteCount = Int64(found.st_size)
      modified = Time(found.st_mtim)
      changed = Time(found.st_ctim)
    }

    var isFolder: Bool { error == 0 && mode & S_IFMT == S_IFDIR }
    var isLink: Bool { error == 0 && mode & S_IFMT == S_IFLNK }
  }

  /// One entry, by its path below the folder.
  struct Entry: Hashable, Sendable {
    let path: [UInt8]
    let status: Status
    /// What a link leads to.
    let target: Status?
  }

  private(set) var entries: [Entry] = []
  /// Whether everything was looked at.
  private(set) var isWhole = true
  private var entered: Set<[UInt64]> = []
  private let root: [UInt8]
  private let maximumEntryCount: Int
  private let enter: ([UInt8]) -> Void

  /// Goes over a folder.
  ///
  /// - Parameters:
  ///   - maximumEntryCount: The most entries that are looked at.
  ///   - enter: Called with the path of each folder before its entries are listed.
  init(
    _ path: String, maximumEntryCount: Int = Self.maximumEntryCount, enter: @escaping ([UInt8]) -> Void = { _ in }
  ) {
    root = Array(path.utf8)
    self.maximumEntryCount = maximumEntryCount
    self.enter = enter
    add([], depth: 0)
  }

  private mutating func add(_ path: [UInt8], depth: Int) {
    guard entries.count < maximumEntryCount else {
      isWhole = false
      return
    }
    let full = path.isEmpty ? root : root + [UInt8(ascii: "/")] + path
    let status = Status(full, followingLinks: false)
    let target = status.isLink ? Status(full, followingLinks: true) : nil
    entries.append(Entry(path: path, status: status, target: target))
    let shown = target ?? status
    guard shown.isFolder, !path.isGitFolder, entered.insert([shown.device, shown.inode]).inserted else { return }
    guard depth < Self.maximumDepth else {
      isWhole = false
      return
    }
    enter(full)
    for name in names(in: full) {
      add(path.isEmpty ? name : path + [UInt8(ascii: "/")] + name, depth: depth + 1)
    }
  }

  /// The names in a folder, in order; no more than may still be looked at.
  private mutating func names(in folder: [UInt8]) -> [[UInt8]] {
    // A folder that cannot be listed has a status of its own, which changes when it can.
    guard let stream = folder.withPath({ opendir($0) }) else { return [] }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { [UInt8]($0.prefix { $0 != 0 }) }
      if name == [UInt8(ascii: ".")] || name == Array("..".utf8) { continue }
      guard entries.count + names.count < maximumEntryCount else {
        isWhole = false
        break
      }
      names.append(name)
    }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }
}

extension [UInt8] {
  /// Lends the bytes as the path that the system takes: names need not be UTF-8.
  func withPath<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    (self + [0]).map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { fatalError("a path has at least its end") }
      return body(start)
    }
  }

  fileprivate var isGitFolder: Bool {
    let git = Array(".git".utf8)
    return self == git || suffix(5).elementsEqual([UInt8(ascii: "/")] + git)
  }
}
