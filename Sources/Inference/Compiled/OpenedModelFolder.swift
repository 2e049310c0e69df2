import Glibc

/// A `CompiledModelFolder` that was looked at and may be used.
final class OpenedModelFolder: Sendable {
  private static let suffix = ".compiled-model"
  private static let draftSuffix = ".draft"
  /// After how many seconds a draft is one that a process left behind: an hour.
  private static let draftAge = 3600
  /// The most files that the folder is searched for when it is tidied: 10,000.
  private static let maximumFileCount = 10_000

  private let folder: CompiledModelFolder
  let descriptor: Int32

  /// Makes, looks at and opens a folder; nil, and reported, where it is not to be used.
  init?(_ folder: CompiledModelFolder) {
    self.folder = folder
    do throws(OwnFolder.Problem) {
      descriptor = try OwnFolder.open(folder.path)
    } catch {
      folder.report("compiled models are not kept in \(folder.path), starting is slower: \(error.reason)")
      return nil
    }
  }

  deinit { close(descriptor) }

  /// Which model files are known to hold what they should.
  var checkedFiles: CheckedFiles { CheckedFiles(folder: descriptor) }

  /// What is kept for a key; nil when nothing is, or nothing that can be used.
  func file(of key: String) -> CompiledModelFile? {
    let file = openat(descriptor, key + Self.suffix, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW)
    guard file >= 0 else { return nil }
    defer { close(file) }
    do throws(CompiledModelFile.Problem) {
      let found = try CompiledModelFile(mapping: file, key: key, maximumByteCount: folder.maximumByteCount)
      // Used now, so that it is not the next to go.
      futimens(file, nil)
      return found
    } catch {
      refuse(key, error.reason)
      return nil
    }
  }

  /// Deletes what cannot be used and says why.
  func refuse(_ key: String, _ reason: String) {
    folder.report(
      "the compiled model \(folder.path)/\(key)\(Self.suffix) is not used and is made again: \(reason)")
    unlinkat(descriptor, key + Self.suffix, 0)
  }

  /// Keeps a model; whatever hinders that is no failure.
  ///
  /// - Parameter write: Writes the model into the file of a path, and gives why it could not; nil when it could.
  func keep(_ key: String, write: (String) -> String?) {
    let draft = ".\(key).\(getpid()).\(UInt64.random(in: .min ... .max))\(Self.draftSuffix)"
    let file = openat(descriptor, draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { return }
    // By the open folder, whatever its path leads to by now.
    var reason = write("/proc/self/fd/\(descriptor)/\(draft)")
    if reason == nil {
      do throws(CompiledModelFile.Problem) {
        try CompiledModelFile.seal(file, key: key)
      } catch { reason = error.reason }
    }
    // To be changed by nobody: what is mapped must stay.
    if reason == nil, fchmod(file, 0o400) != 0 { reason = String(cString: strerror(errno)) }
    if close(file) != 0, reason == nil { reason = String(cString: strerror(errno)) }
    if reason == nil, renameat(descriptor, draft, descriptor, key + Self.suffix) != 0 {
      reason = String(cString: strerror(errno))
    }
    if let reason {
      folder.report("a compiled model is not kept in \(folder.path): \(reason)")
      unlinkat(descriptor, draft, 0)
      return
    }
    tidy(except: key + Self.suffix)
  }

  private struct Kept {
    let name: String
    let byteCount: Int
    let used: Int
  }

  /// Deletes what was used longest ago, until the folder holds no more than it may, and drafts that were left.
  private func tidy(except kept: String) {
    let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0 else { return }
    guard let stream = fdopendir(copy) else {
      close(copy)
      return
    }
    defer { closedir(stream) }
    var files: [Kept] = []
    var sum = 0
    let now = time(nil)
    while files.count < Self.maximumFileCount, let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      var status = stat()
      guard name.hasSuffix(Self.suffix) || name.hasSuffix(Self.draftSuffix),
        fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFREG
      else { continue }
      if name.hasSuffix(Self.draftSuffix) {
        if status.st_mtim.tv_sec < now - Self.draftAge { unlinkat(descriptor, name, 0) }
        continue
      }
      sum += Int(status.st_size)
      if name != kept { files.append(Kept(name: name, byteCount: Int(status.st_size), used: status.st_mtim.tv_sec)) }
    }
    for file in files.sorted(by: { ($0.used, $0.name) < ($1.used, $1.name) }) where sum > folder.maximumByteCount {
      unlinkat(descriptor, file.name, 0)
      sum -= file.byteCount
    }
  }
}
