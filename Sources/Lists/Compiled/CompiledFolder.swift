import Files
import Glibc
import Synchronization

/// A folder in which what was made of lists is kept, so that it is made once.
///
/// What lies there is a convenience and never needed: a file that is missing, foreign or damaged is made again, and a
/// folder that cannot be written is done without. Files are written beside their place and renamed, so that several
/// processes may share a folder. Nobody else writes to it, and a file in use must not be cut short, which would end the
/// process that maps it; to delete one is safe. From any thread.
public struct CompiledFolder: Sendable {
  /// The most bytes that the folder holds unless told otherwise: 1 GiB, some eight states of a list of a million
  /// entries. What was used longest ago is deleted first.
  public static let maximumByteCount = 1 << 30
  /// What is kept at all, by the bytes of the lists: 128 KiB, some 10,000 entries, which take 40 ms to compile. Smaller
  /// lists are compiled sooner than a person notices, and would only fill the folder.
  public static let minimumSourceByteCount = 128 << 10
  /// The most files that the folder is searched for when it is tidied: 10,000.
  static let maximumFileCount = 10_000

  /// The folder's path.
  public let path: String

  private let maximumByteCount: Int
  private let minimumSourceByteCount: Int
  private let report: @Sendable (String) -> Void
  private static let suffix = ".compiled"

  /// Names a folder; it is made when something is first kept.
  ///
  /// - Parameters:
  ///   - path: Its path.
  ///   - maximumByteCount: The most bytes that it holds.
  ///   - minimumSourceByteCount: Of lists with fewer bytes nothing is kept.
  ///   - report: Told, in one sentence for a log, of a file that was not used because it is foreign or damaged.
  public init(
    _ path: String, maximumByteCount: Int = CompiledFolder.maximumByteCount,
    minimumSourceByteCount: Int = CompiledFolder.minimumSourceByteCount,
    report: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.path = path
    self.maximumByteCount = maximumByteCount
    self.minimumSourceByteCount = minimumSourceByteCount
    self.report = report
  }

  /// The folder of the person who runs the program: `swift-image-moderation/words` in `XDG_CACHE_HOME` or `~/.cache`;
  /// nil without a home.
  public static func standard(report: @escaping @Sendable (String) -> Void = { _ in }) -> CompiledFolder? {
    func variable(_ name: String) -> String? {
      // The specification has programs disregard a relative path.
      getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    guard let cache = variable("XDG_CACHE_HOME") ?? variable("HOME").map({ $0 + "/.cache" }) else { return nil }
    return CompiledFolder(cache + "/swift-image-moderation/words", report: report)
  }

  /// This folder for lists of so many bytes; nil where they are too small to be kept.
  package func forSource(ofByteCount byteCount: Int) -> CompiledFolder? {
    byteCount >= minimumSourceByteCount ? self : nil
  }

  /// Where a file of a key lies.
  package func path(of key: CompiledKey) -> String { "\(path)/\(key.hexadecimal)\(Self.suffix)" }

  /// How large the file of a key is; nil where there is none.
  package func byteCount(of key: CompiledKey) -> Int? {
    var status = stat()
    return stat(path(of: key), &status) == 0 ? Int(status.st_size) : nil
  }

  /// Opens what is kept for a key; nil when nothing is, or nothing that can be used.
  ///
  /// - Parameter read: Makes something of the tables; nil when their numbers make no sense.
  package func product<Product>(
    of key: CompiledKey, kind: CompiledFile.Kind, read: (CompiledFile) -> Product?
  ) -> Product? {
    let descriptor = open(path(of: key), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    do throws(CompiledFile.Problem) {
      let file = try CompiledFile(mapping: descriptor, kind: kind, key: key)
      guard let product = read(file) else { throw CompiledFile.Problem(reason: "its tables make no sense") }
      file.release()
      // Used now, so that it is not the next to go.
      futimens(descriptor, nil)
      return product
    } catch {
      report("the compiled list \(path(of: key)) is not used (\(error.reason)) and is made again")
      return nil
    }
  }

  /// Keeps a file; whatever hinders that is no failure.
  package func keep(_ file: CompiledFile, for key: CompiledKey) {
    guard file.byteCount <= maximumByteCount, makeFolder() else { return }
    let draft = "\(path)/.\(key.hexadecimal).\(getpid()).\(UInt64.random(in: .min ... .max)).draft"
    // Readable to nobody else, and to be changed by nobody: what is mapped must stay.
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o400)
    guard descriptor >= 0 else { return }
    var isWhole = true
    do throws(FileError) {
      try file.withBytes { bytes throws(FileError) in try OpenFile.write(bytes, to: descriptor) }
    } catch { isWhole = false }
    isWhole = close(descriptor) == 0 && isWhole
    guard isWhole, rename(draft, path(of: key)) == 0 else {
      unlink(draft)
      return
    }
    tidy(except: key)
  }

  /// Makes the folder and those above it.
  private func makeFolder() -> Bool {
    var end = path.startIndex
    while end < path.endIndex {
      end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
      if mkdir(String(path[..<end]), 0o700) != 0, errno != EEXIST { return false }
    }
    return access(path, W_OK) == 0
  }

  /// Deletes what was used longest ago, until the folder holds no more than it may, and drafts that were left.
  private func tidy(except key: CompiledKey) {
    guard let folder = opendir(path) else { return }
    defer { closedir(folder) }
    var files: [(path: String, byteCount: Int, used: Int)] = []
    let now = time(nil)
    while files.count < Self.maximumFileCount, let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      let place = "\(path)/\(name)"
      var status = stat()
      guard name.hasSuffix(Self.suffix) || name.hasSuffix(".draft"), lstat(place, &status) == 0,
        status.st_mode & S_IFMT == S_IFREG
      else { continue }
      if name.hasSuffix(".draft") {
        if status.st_mtim.tv_sec < now - Self.draftAge { unlink(place) }
      } else if place != path(of: key) {
        files.append((place, Int(status.st_size), status.st_mtim.tv_sec))
      }
    }
    var status = stat()
    var sum = files.reduce(stat(path(of: key), &status) == 0 ? Int(status.st_size) : 0) { $0 + $1.byteCount }
    for file in files.sorted(by: { ($0.used, $0.path) < ($1.used, $1.path) }) where sum > maximumByteCount {
      unlink(file.path)
      sum -= file.byteCount
    }
  }

  /// After how many seconds a draft is one that a process left behind: an hour.
  private static let draftAge = 3600
}
