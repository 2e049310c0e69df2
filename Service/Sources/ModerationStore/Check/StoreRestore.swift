import Foundation
import GRDB
import Glibc

extension ServiceStore {
  /// Puts a backup in a store's place while no service runs. The store that was there is kept under another name.
  ///
  /// The copy's rows are written into a new file, which is checked and on the disk before it gets the name in one step:
  /// whatever ends the process, the whole earlier store is there or the whole copy. What belonged to the earlier store
  /// goes before: its log, which SQLite would otherwise add to the copy, and its search of faces. Blocks.
  ///
  /// - Parameters:
  ///   - copy: A backup of this version or an earlier one; it stays as it is.
  ///   - seconds: Now, since 1970, for the name of what was there.
  /// - Returns: Where the store that was there is now; nil where there was none.
  /// - Throws: `StoreError`: `inUse` while a service runs, or a reader holds the log; `damaged` where the copy is not
  ///   sound; `laterVersion`, `alreadyThere`, `cannotOpen`, `cannotWrite`. Then the store is as it was.
  @discardableResult
  public static func restore(_ copy: String, to path: String, at seconds: Int64) throws(StoreError) -> String? {
    let path = try StorePath.real(path)
    guard try StorePath.real(copy) != path else {
      throw StoreError(.cannotOpen, copy, "is the store itself: name a backup")
    }
    let lock = try WriterLock(of: path)
    defer { withExtendedLifetime(lock) {} }
    let file = try DurableFile(path, mode: 0o600)
    try copyRows(of: copy, into: file, named: path)
    try checkCopy(file.draftPath, of: copy)
    let date = Date(timeIntervalSince1970: Double(seconds))
    let style = Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted)
    let kept = "\(path).replaced-\(date.formatted(style))"
    try DurableFile.checkNotThere(kept)
    let isReplacing = access(path, F_OK) == 0
    if isReplacing { try settleLog(of: path, keptAs: kept) }
    unlink(path + "-shm")
    try FaceBase.discardCache(of: path)
    if isReplacing, link(path, kept) != 0 {
      throw StoreError(.cannotWrite, kept, "cannot be made: \(String(cString: strerror(errno)))")
    }
    try file.publish(replacing: true)
    return isReplacing ? kept : nil
  }

  private static func checkCopy(_ draft: String, of copy: String) throws(StoreError) {
    let check: StoreCheck
    do throws(StoreError) {
      check = try StoreCheck(path: draft)
    } catch {
      throw StoreError(error.code, copy, error.message)
    }
    // The service brings that up to date.
    guard check.problems.count > (check.isOfEarlierVersion ? 1 : 0), let first = check.problems.first else { return }
    throw StoreError(.damaged, copy, "is not sound, and is not put in the store's place: \(first)")
  }

  /// Brings what stands in a store's log into the store, and removes the log. Of a store that cannot be opened the log
  /// goes with it.
  private static func settleLog(of path: String, keptAs kept: String) throws(StoreError) {
    let log = path + "-wal"
    guard byteCount(of: log) > 0 else {
      unlink(log)
      return
    }
    let isSettled: Bool
    do {
      let queue = try DatabaseQueue(path: path)
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
      try queue.close()
      isSettled = true
    } catch {
      isSettled = false
    }
    guard byteCount(of: log) > 0 else {
      unlink(log)
      return
    }
    guard !isSettled else {
      throw StoreError(.inUse, path, "is being read by another process: end it, and try again")
    }
    guard rename(log, kept + "-wal") == 0 else {
      throw StoreError(.cannotWrite, log, "cannot be moved: \(String(cString: strerror(errno)))")
    }
  }

  private static func byteCount(of path: String) -> Int {
    var status = stat()
    return lstat(path, &status) == 0 ? Int(status.st_size) : 0
  }
}
