import Documents
import Files
import Glibc

/// The files of a policy folder: what there is, and their bytes, within bounds and never from outside the folder.
struct PolicyFiles {
  /// The most policies of a folder: 1,000.
  static let maximumPolicyCount = 1_000
  /// The most entries of the folder that are looked at, whatever they are: 10,000.
  static let maximumEntryCount = 10_000

  /// The folder as it was given.
  let path: String
  /// The folder without links.
  private let root: String

  init(_ path: String) throws(DocumentProblem) {
    self.path = path
    guard let root = Self.resolved(path) else {
      throw DocumentProblem(
        file: path, message: "cannot read the policy folder: \(String(cString: strerror(errno)))", isUnreadable: true)
    }
    self.root = root
  }

  /// One policy's file.
  struct Policy {
    let name: String
    /// The file's name.
    let file: String
  }

  /// The policies, by name, and what of the folder cannot be one.
  func policies() -> (policies: [Policy], problems: [DocumentProblem]) {
    var problems: [DocumentProblem] = []
    let names: [String]
    do throws(DocumentProblem) { names = try entries() } catch { return ([], [error]) }
    var policies: [Policy] = []
    var byLowercase: [String: Policy] = [:]
    for file in names.sorted() where !file.hasPrefix(".") {
      guard file.lowercased().hasSuffix(".yaml") || file.lowercased().hasSuffix(".yml") else { continue }
      guard file.hasSuffix(".yaml") || file.hasSuffix(".yml") else {
        problems.append(DocumentProblem(file: file, message: "a policy's file ends in .yaml, in small letters"))
        continue
      }
      let name = String(file[..<(file.lastIndex(of: ".") ?? file.endIndex)])
      guard Self.isName(name) else {
        problems.append(
          DocumentProblem(
            file: file,
            message: "a policy is called by 3 to 32 letters, digits and underscores, not \(name.debugDescription)"))
        continue
      }
      if name != name.lowercased(), BuiltInPolicies.names.contains(name.lowercased()) {
        problems.append(
          DocumentProblem(
            file: file, message: "letters' case does not tell it from the built-in policy \(name.lowercased())"))
        continue
      }
      let policy = Policy(name: name, file: file)
      if let other = byLowercase.updateValue(policy, forKey: name.lowercased()) {
        problems.append(
          DocumentProblem(file: file, message: "is the same policy as \(other.file): letters' case tells none apart"))
        continue
      }
      policies.append(policy)
    }
    if policies.count > Self.maximumPolicyCount {
      problems.append(
        DocumentProblem(
          file: path, message: "\(policies.count) policies; \(Self.maximumPolicyCount) are allowed in one folder"))
    }
    return (Array(policies.prefix(Self.maximumPolicyCount)), problems)
  }

  /// Whether a policy may be called so.
  static func isName(_ name: String) -> Bool {
    (3...32).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }

  private func entries() throws(DocumentProblem) -> [String] {
    guard let stream = opendir(path) else {
      throw DocumentProblem(
        file: path, message: "cannot read the policy folder: \(String(cString: strerror(errno)))", isUnreadable: true)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      guard name != ".", name != ".." else { continue }
      guard names.count < Self.maximumEntryCount else {
        throw DocumentProblem(
          file: path, message: "more than \(Self.maximumEntryCount) entries; no more are allowed in a policy folder")
      }
      names.append(name)
    }
    return names
  }

  /// A path below the folder, checked; a link that leads out of it is refused.
  ///
  /// - Parameter setting: Where the path is named.
  func path(to name: String, for setting: PolicySetting.Origin) throws(DocumentProblem) -> String {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !name.isEmpty, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
      throw DocumentProblem(
        at: setting, message: "\(name.debugDescription) is not a path below the policy folder, without . and ..")
    }
    let joined = "\(path)/\(name)"
    guard let resolved = Self.resolved(joined) else {
      throw DocumentProblem(
        at: setting, message: "cannot read \(name): \(String(cString: strerror(errno)))\(hint(for: name))")
    }
    guard isInside(resolved) else {
      throw DocumentProblem(at: setting, message: "\(name) leads out of the policy folder, to \(resolved)")
    }
    return resolved
  }

  private func isInside(_ resolved: String) -> Bool { resolved.hasPrefix(root == "/" ? root : root + "/") }

  /// The bytes of a file, one more than may be at most, so that a larger one is noticed by whoever parses it.
  func bytes(
    of name: String, atMost byteCount: Int, for setting: PolicySetting.Origin
  ) throws(DocumentProblem) -> (bytes: [UInt8], state: FileState) {
    let path = try path(to: name, for: setting)
    do throws(FileError) {
      let state = FileState(of: path)
      return (try BoundedFile(path, .regularOnly).prefix(byteCount + 1), state)
    } catch {
      let reason = error.step == .kind ? "it is not a regular file" : error.reason
      throw DocumentProblem(at: setting, message: "cannot read \(name): \(reason)")
    }
  }

  /// The file beside a missing one that was meant.
  private func hint(for name: String) -> String {
    let folder = name.split(separator: "/").dropLast().joined(separator: "/")
    guard let place = folder.isEmpty ? root : Self.resolved("\(path)/\(folder)"), place == root || isInside(place),
      let stream = opendir(place)
    else { return "" }
    defer { closedir(stream) }
    var names: [String] = []
    while names.count < Self.maximumEntryCount, let entry = readdir(stream) {
      let file = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      let beside = folder.isEmpty ? file : "\(folder)/\(file)"
      if beside != name { names.append(beside) }
    }
    return NearestWord.hint(name, among: names)
  }

  private static func resolved(_ path: String) -> String? {
    guard let text = realpath(path, nil) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }
}

/// What tells whether a file was changed since it was read.
struct FileState: Hashable {
  /// How old a file must be when it is read for its times to be trusted, in seconds: a change within one tick of the
  /// file system's clock leaves them as they are, and some keep two seconds only.
  private static let ripeSeconds = 3

  private var numbers: [Int] = []
  /// Whether an equal state later means equal bytes.
  let isTrusted: Bool

  /// The state of a file now.
  init(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      isTrusted = false
      return
    }
    numbers = [
      Int(bitPattern: UInt(status.st_dev)), Int(bitPattern: UInt(status.st_ino)), Int(status.st_size),
      status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
    ]
    isTrusted = Self.isRipe(max(status.st_mtim.tv_sec, status.st_ctim.tv_sec))
  }

  /// Whether what was changed at a second since 1970 shows any change from now on by its times.
  static func isRipe(_ changed: Int) -> Bool {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return changed <= now.tv_sec - ripeSeconds
  }
}
