import Files
import Foundation
import Glibc
import ModerationJudging

/// The files of a run's folder, opened, compared and mended.
enum RunFiles {
  /// Whether a file of the folder is the run's own, by its name.
  @Sendable
  static func isOwn(_ name: ArraySlice<UInt8>) -> Bool {
    let name = String(decoding: name, as: UTF8.self)
    if ["results.jsonl", "results.draft.jsonl", "run.json", "run.draft.json", "lock"].contains(name) { return true }
    return name.wholeMatch(of: /(results\.previous(-[0-9]+)?\.jsonl)|(run\.previous(-[0-9]+)?\.json)/) != nil
  }

  /// Opens the folder and its files; on a problem nothing stays open.
  static func open(
    _ path: String, for identity: RunIdentity, _ start: RunFolder.Start
  ) throws(RunProblem) -> (ownFiles: FileWalk.LeftOut?, lock: Int32, results: Int32) {
    let unmade = makeFolder(path)
    let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw unmade ?? RunProblem(path: path, message: "cannot be opened: \(reason)") }
    defer { close(folder) }
    let lock = try lock(path, folder)
    do throws(RunProblem) {
      if start == .again { try putAside(path, folder) }
      try identify(path, folder, identity)
      let results = openat(folder, "results.jsonl", O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o666)
      guard results >= 0 else {
        throw RunProblem(path: path + "/results.jsonl", message: "cannot be opened: \(reason)")
      }
      fsync(folder)
      let ownFiles = FileIdentity(descriptor: folder).map { FileWalk.LeftOut(of: $0, isOwn) }
      return (ownFiles, lock, results)
    } catch {
      close(lock)
      throw error
    }
  }

  /// Cuts a torn last line off; says how long the file is then and how much was cut.
  static func mend(_ path: String, _ results: Int32) throws(RunProblem) -> (length: Int, cut: Int) {
    let end = Int(lseek(results, 0, SEEK_END))
    guard end >= 0 else { throw RunProblem(path: path, message: "cannot be read: \(reason)") }
    var whole = end
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    search: while whole > 0 {
      let start = max(0, whole - chunk.count)
      let count = pread(results, &chunk, whole - start, off_t(start))
      guard count == whole - start else { throw RunProblem(path: path, message: "cannot be read: \(reason)") }
      if let index = chunk[..<count].lastIndex(of: UInt8(ascii: "\n")) {
        whole = start + index + 1
        break search
      }
      whole = start
    }
    if whole < end, ftruncate(results, off_t(whole)) != 0 {
      throw RunProblem(path: path, message: "the torn last line cannot be cut off: \(reason)")
    }
    return (whole, end - whole)
  }

  /// Writes the rows anew without those of images that this machine failed on, and gives the new file.
  static func withoutErrors(_ folder: String, _ results: Int32) throws(RunProblem) -> Int32 {
    let path = folder + "/results.jsonl"
    _ = try mend(path, results)
    let rows = try ResultRows(path: path)
    let draft = folder + "/results.draft.jsonl"
    unlink(draft)
    let new = Glibc.open(draft, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard new >= 0 else { throw RunProblem(path: draft, message: "cannot be written: \(reason)") }
    do throws(RunProblem) {
      var (line, someLeftOut) = (0, false)
      while let bytes = try rows.nextLine() {
        line += 1
        guard try !head(bytes, path, line: line).isError else {
          someLeftOut = true
          continue
        }
        do throws(FileError) {
          try OpenFile.write((bytes + [UInt8(ascii: "\n")]).span.bytes, to: new)
        } catch {
          throw RunProblem(path: draft, message: "cannot be written: \(error.reason). \(path) is as it was")
        }
      }
      guard someLeftOut else {
        unlink(draft)
        close(new)
        return results
      }
      guard fsync(new) == 0, rename(draft, path) == 0 else {
        throw RunProblem(path: draft, message: "cannot replace the rows: \(reason). \(path) is as it was")
      }
      close(results)
      return new
    } catch {
      unlink(draft)
      close(new)
      throw error
    }
  }

  /// Reads as much of a row as a run needs.
  static func head(_ bytes: [UInt8], _ path: String, line: Int) throws(RunProblem) -> RowHead {
    let head: RowHead
    do { head = try JSONDecoder().decode(RowHead.self, from: Data(bytes)) } catch {
      throw RunProblem(
        path: path, line: line, message: "is not a result: \(UnreadableDocument.reason(error)). \(RunFolder.wayOut)")
    }
    guard head.schema == ResultDocument.schema else {
      throw RunProblem(
        path: path, line: line,
        message: "is a row of \(head.schema.debugDescription); \(ResultDocument.schema) is needed. \(RunFolder.wayOut)")
    }
    return head
  }

  /// The row that begins at a place.
  static func row(_ path: String, _ results: Int32, at offset: Int) throws(RunProblem) -> ResultDocument {
    var line: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while line.count <= ResultRows.maximumLineByteCount {
      let count = pread(results, &chunk, chunk.count, off_t(offset + line.count))
      guard count > 0 else { break }
      guard let end = chunk[..<count].firstIndex(of: UInt8(ascii: "\n")) else {
        line += chunk[..<count]
        continue
      }
      line += chunk[..<end]
      do throws(UnreadableDocument) {
        return try ResultDocument(jsonLine: String(decoding: line, as: UTF8.self))
      } catch {
        throw RunProblem(path: path, message: "the row at byte \(offset) cannot be read again: \(error.message)")
      }
    }
    throw RunProblem(path: path, message: "the row at byte \(offset) cannot be read again; something else wrote to it")
  }

  /// Makes a folder with those above it; gives the first that is missing and cannot be made.
  private static func makeFolder(_ path: String) -> RunProblem? {
    let path = path.hasSuffix("/") ? path : path + "/"
    for index in path.indices.dropFirst() where path[index] == "/" {
      let folder = String(path[..<index])
      guard mkdir(folder, 0o777) == 0 || errno == EEXIST else {
        return RunProblem(path: folder, message: "the folder cannot be made: \(reason)")
      }
    }
    return nil
  }

  private static func lock(_ path: String, _ folder: Int32) throws(RunProblem) -> Int32 {
    let name = path + "/lock"
    let lock = openat(folder, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard lock >= 0 else { throw RunProblem(path: name, message: "cannot be written: \(reason)") }
    if flock(lock, LOCK_EX | LOCK_NB) == 0 {
      ftruncate(lock, 0)
      // For whoever is refused. Nothing depends on it.
      do throws(FileError) { try OpenFile.write("\(getpid())\n".utf8.span.bytes, to: lock) } catch {}
      return lock
    }
    let (code, because) = (errno, reason)
    var text = [UInt8](repeating: 0, count: 16)
    let count = max(0, pread(lock, &text, text.count, 0))
    close(lock)
    guard code == EWOULDBLOCK else { throw RunProblem(path: name, message: "cannot be locked: \(because)") }
    let process = Int(String(decoding: text[..<count].prefix { $0 != 10 }, as: UTF8.self)).map { ", \($0)," } ?? ""
    throw RunProblem(path: path, message: "is in use: another process\(process) scans into it")
  }

  /// Gives the rows and the identity a name that is free: what lies beside is of an earlier time, and stays.
  private static func putAside(_ path: String, _ folder: Int32) throws(RunProblem) {
    func isThere(_ name: String) -> Bool { faccessat(folder, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0 }
    let names = ["results.jsonl", "run.json"].filter(isThere)
    let number = (1...RunFolder.maximumPutAsideCount).first { number in
      !names.contains { isThere(aside($0, number)) }
    }
    guard let number else {
      throw RunProblem(
        path: path,
        message: "has \(RunFolder.maximumPutAsideCount) runs that were put aside, and no more are kept. Take another "
          + "folder, or take some of them away")
    }
    // The rows first: killed between the two, there is a run without rows.
    for name in names {
      guard renameat(folder, name, folder, aside(name, number)) == 0 else {
        throw RunProblem(path: "\(path)/\(name)", message: "cannot be put aside: \(reason)")
      }
    }
  }

  /// `results.previous.jsonl`, then `results.previous-2.jsonl`.
  private static func aside(_ name: String, _ number: Int) -> String {
    name.replacing(".", with: ".previous\(number > 1 ? "-\(number)" : "").")
  }

  /// Compares with the run that is there, or writes what the run is.
  private static func identify(_ path: String, _ folder: Int32, _ identity: RunIdentity) throws(RunProblem) {
    let name = path + "/run.json"
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try BoundedFile.contents(
        of: "run.json", in: folder, [.regularOnly, .refusingLink], mostBytes: RunIdentity.maximumByteCount)
    } catch {
      guard error.step == .open, error.code == ENOENT else {
        throw RunProblem(path: name, message: "cannot be read: \(error.reason)")
      }
      guard faccessat(folder, "results.jsonl", F_OK, 0) != 0 else {
        throw RunProblem(
          path: path,
          message: "has results.jsonl and no run.json: nobody knows what its rows are of. \(RunFolder.wayOut)")
      }
      return try write(identity, name, folder)
    }
    let there: RunIdentity
    do throws(RunProblem) {
      there = try RunIdentity(json: bytes, path: name)
    } catch {
      throw RunProblem(path: name, message: "\(error.message). \(RunFolder.wayOut)")
    }
    guard there == identity else {
      let differences = there.differences(from: identity)
      let shown = differences.prefix(RunFolder.maximumDifferences)
      let more = differences.count - shown.count
      throw RunProblem(
        path: name,
        message: "is a run of something else: " + shown.joined(separator: "; ") + (more > 0 ? "; \(more) more" : "")
          + ". \(RunFolder.wayOut)")
    }
  }

  private static func write(_ identity: RunIdentity, _ name: String, _ folder: Int32) throws(RunProblem) {
    do throws(FileError) {
      try AtomicFile.write(
        identity.json, to: "run.json", in: folder, draft: "run.draft.json", mode: 0o666, synchronized: true)
    } catch {
      throw RunProblem(path: name, message: "cannot be written: \(error.reason)")
    }
  }

  private static var reason: String { String(cString: strerror(errno)) }
}
