import Glibc

/// The file of keys, `keys.jsonl`: a key a line, mode 0600.
///
/// Every change is written beside it, synced, and put in its place in one step, so that a reader sees the old keys or
/// the new ones. A lock file beside it (`keys.jsonl.lock`) keeps two writers apart.
public struct KeyFile: Sendable {
  /// Where it lies.
  public let path: String

  /// The most bytes of the file: 8 MiB.
  public static let maximumByteCount = 8 << 20

  public init(path: String) { self.path = path }

  /// The keys of the file, revoked ones included, in its order.
  public func keys() throws(AccountFileError) -> [AccessKey] { try read().keys }

  func read() throws(AccountFileError) -> (keys: [AccessKey], identity: OperatorFile.Identity) {
    let (bytes, identity) = try OperatorFile.contents(of: path, mostBytes: Self.maximumByteCount, isSecret: true)
    var keys: [AccessKey] = []
    var lines: [String: Int] = [:]
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      guard line.contains(where: { $0 > 0x20 }) else { continue }
      do throws(AccountFileError) {
        let key = try KeyLine.parse(line)
        if let other = lines.updateValue(index + 1, forKey: key.id) {
          throw AccountFileError("the id \(key.id) stands in line \(other) already")
        }
        keys.append(key)
      } catch {
        throw AccountFileError(error.message, source: path, line: index + 1)
      }
    }
    guard keys.count <= AccountDirectory.maximumKeyCount else {
      throw AccountFileError("has \(keys.count) keys; \(AccountDirectory.maximumKeyCount) are allowed", source: path)
    }
    return (keys, identity)
  }

  /// Makes a key, `AKID` and 32 letters and digits, with a secret of 32 of them (190 bits) from the system's generator.
  ///
  /// Makes the file where there is none.
  ///
  /// - Parameter now: Seconds since 1970 (UTC).
  public func add(
    account: String = Account.defaultID, subAccount: String? = nil, note: String? = nil, now: Int
  ) throws(AccountFileError) -> AccessKey {
    let key = try KeyLine.key(
      "AKID" + Self.random(), Self.random(), account: account, subAccount: subAccount, created: now, note: note)
    try change { keys throws(AccountFileError) in
      guard keys.count < AccountDirectory.maximumKeyCount else {
        throw AccountFileError(
          "has \(keys.count) keys; \(AccountDirectory.maximumKeyCount) are allowed: remove lines of revoked ones",
          source: path)
      }
      keys.append(key)
    }
    return key
  }

  /// Revokes a key; its line stays, so that the file tells when.
  ///
  /// A running service stops taking it with the first call after at most a second.
  ///
  /// - Throws: `AccountFileError` when no key has the id, or it was revoked before.
  public func revoke(_ id: String, now: Int) throws(AccountFileError) {
    try change(mustExist: true) { keys throws(AccountFileError) in
      guard let index = keys.firstIndex(where: { $0.id == id }) else {
        throw AccountFileError("has no key with the id \(AuthenticationFailure.quoted(id))", source: path)
      }
      if let revoked = keys[index].revoked {
        throw AccountFileError("the key \(id) was revoked at \(UTCTime.text(revoked)) already", source: path)
      }
      keys[index].revoked = now
    }
  }

  private static func random() -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    var generator = SystemRandomNumberGenerator()
    return String((0..<32).map { _ in letters[Int.random(in: letters.indices, using: &generator)] })
  }

  private func change(
    mustExist: Bool = false, _ body: (inout [AccessKey]) throws(AccountFileError) -> Void
  ) throws(AccountFileError) {
    // A link stays a link: what it points to is replaced.
    let target = realpath(path, nil).map { pointer in
      defer { free(pointer) }
      return String(cString: pointer)
    }
    let destination = target ?? path
    let lock = open(destination + ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard lock >= 0 else {
      throw AccountFileError("cannot be opened: \(OperatorFile.reason(errno))", source: destination + ".lock")
    }
    defer { close(lock) }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      throw AccountFileError("another process writes the file just now: try again", source: path)
    }
    var keys: [AccessKey] = []
    if mustExist || OperatorFile.identity(of: destination) != nil { keys = try self.keys() }
    try body(&keys)
    var text = ""
    for key in keys { text += try KeyLine.text(key) + "\n" }
    try replace(destination, with: Array(text.utf8))
  }

  private func replace(_ destination: String, with bytes: [UInt8]) throws(AccountFileError) {
    guard bytes.count <= Self.maximumByteCount else {
      throw AccountFileError("would have \(bytes.count) bytes; \(Self.maximumByteCount) are allowed", source: path)
    }
    let new = destination + ".new"
    // What a writer left that was killed; the lock is ours.
    unlink(new)
    let descriptor = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw AccountFileError("cannot be made: \(OperatorFile.reason(errno))", source: new) }
    var written = 0
    while written < bytes.count {
      let step = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written) }
      if step < 0, errno == EINTR { continue }
      if step <= 0 { break }
      written += step
    }
    let isSynced = written == bytes.count && fsync(descriptor) == 0
    let code = errno
    guard close(descriptor) == 0, isSynced, rename(new, destination) == 0 else {
      let last = isSynced ? errno : code
      unlink(new)
      throw AccountFileError("cannot be written: \(OperatorFile.reason(last))", source: destination)
    }
    // The name itself is kept by the folder.
    let folder = destination.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    let place = folder.isEmpty ? (destination.hasPrefix("/") ? "/" : ".") : folder
    let handle = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if handle >= 0 {
      fsync(handle)
      close(handle)
    }
  }
}
