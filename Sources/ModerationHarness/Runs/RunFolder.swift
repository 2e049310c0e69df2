package import Files
import Foundation
import Glibc
package import ModerationJudging

/// The folder of a run: `run.json` says what it is a run of, `results.jsonl` has a row for each image that is done, and
/// `lock` is held by the process at work.
///
/// The rows are the only state, so that none can contradict them: a row is done when its line break is written. Whoever
/// goes on reads them once, cuts a torn last line off, and knows by their `source` what is done; that takes 20 to 45
/// bytes of memory a row, and 30 to 65 more for each different file. A process that is killed loses nothing that it wrote. A
/// machine that loses its power loses at most what was written after the last synchronisation.
package final class RunFolder {
  /// How many rows are written at most before they are on the disk: 1,000.
  package static let rowsPerSynchronization = 1000
  /// How long rows are written at most before they are on the disk: 10 seconds.
  package static let timePerSynchronization = Duration.seconds(10)
  /// How many differences of identity a refusal names: 20.
  package static let maximumDifferences = 20
  /// How many earlier runs lie in the folder at most: 1,000.
  package static let maximumPutAsideCount = 1000
  /// What to do where a folder cannot be gone on with.
  static let wayOut = "Take another folder, or --again to put its rows aside and begin anew"

  /// What becomes of a run that is there already.
  package enum Start: Hashable, Sendable {
    /// It is gone on with, if it is a run of the same.
    case goesOn
    /// Its rows and its identity are put aside as `results.previous.jsonl` and `run.previous.json`, or under the
    /// next number that is free (`results.previous-2.jsonl`): nothing is overwritten.
    case again
  }

  /// The folder.
  package let path: String
  /// The run's own files, for walks, which leave them out. Whatever else lies in the folder is a file like others.
  package let ownFiles: FileWalk.LeftOut?
  /// What the rows come to.
  package private(set) var tally = RunTally()
  /// How many bytes of a torn last line were cut off.
  package private(set) var mendedByteCount = 0

  private let start: Start
  private var results: Int32
  private let lock: Int32
  private var length = 0
  private var done: Set<RowKey> = []
  /// Of files that were judged, where the first row of their bytes begins.
  private var places: [RowKey: Int] = [:]
  private var unsynchronizedRows = 0
  private var lastSynchronization: ContinuousClock.Instant

  /// The file of the rows.
  package var resultsPath: String { path + "/results.jsonl" }

  /// Opens a folder, made if it is missing, and goes on where its rows end.
  ///
  /// - Parameters:
  ///   - identity: What is to be run.
  ///   - retriesErrors: Whether rows of images that this machine failed on are taken out, so that they are not done.
  /// - Throws: `RunProblem`: the folder is in use, is a run of something else or of another version, cannot be written,
  ///   or holds rows that are damaged.
  package init(
    _ path: String, for identity: RunIdentity, _ start: Start = .goesOn, retriesErrors: Bool = false,
    now: ContinuousClock.Instant = .now
  ) throws(RunProblem) {
    self.path = path
    self.start = start
    lastSynchronization = now
    let opened = try RunFiles.open(path, for: identity, start)
    (ownFiles, lock, results) = (opened.ownFiles, opened.lock, opened.results)
    // From here on deinit closes both.
    if retriesErrors { results = try RunFiles.withoutErrors(path, results) }
    (length, mendedByteCount) = try RunFiles.mend(resultsPath, results)
    try load()
  }

  deinit {
    fsync(results)
    close(results)
    // A process that is being started beside has the descriptor until it is another program.
    flock(lock, LOCK_UN)
    close(lock)
  }

  /// How whoever ended goes on.
  package var goingOn: String {
    "the same command \(start == .again ? "without --again " : "")goes on"
  }

  /// Whether a row of this source is there.
  package func isDone(_ source: String) throws(RunProblem) -> Bool { done.contains(try key(source)) }

  /// Writes a row. When this returns, the image is done, whatever happens to the process.
  ///
  /// - Throws: `RunProblem` when it cannot be written, on a full disk for example; then it is not there.
  package func append(_ document: ResultDocument, now: ContinuousClock.Instant = .now) throws(RunProblem) {
    let key = try key(document.source)
    guard !done.contains(key) else { return }
    let line = Array((document.jsonLine() + "\n").utf8)
    do throws(FileError) {
      try OpenFile.write(line.span.bytes, to: results)
    } catch {
      // A part of the line may be there. Where it cannot be cut off now, the next start does it.
      ftruncate(results, off_t(length))
      throw problem(
        "cannot be written: \(error.reason). The \(tally.total) rows before it are kept; \(goingOn)")
    }
    note(RowHead(document), key, at: length)
    length += line.count
    unsynchronizedRows += 1
    if unsynchronizedRows >= Self.rowsPerSynchronization || now - lastSynchronization >= Self.timePerSynchronization {
      try synchronize(now: now)
    }
  }

  /// Has all rows on the disk, and in the folder.
  ///
  /// - Throws: `RunProblem` where that cannot be, or the file was removed, renamed or replaced.
  package func synchronize(now: ContinuousClock.Instant = .now) throws(RunProblem) {
    lastSynchronization = now
    unsynchronizedRows = 0
    guard fsync(results) == 0 || errno == EINVAL else {
      throw problem("cannot be brought to the disk: \(String(cString: strerror(errno)))")
    }
    guard FileIdentity(descriptor: results) == FileIdentity(path: resultsPath) else { throw gone }
  }

  /// The file is not where it was made.
  private var gone: RunProblem {
    var status = stat()
    var place = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/fd/\(results)", &place, place.count)
    guard fstat(results, &status) == 0, status.st_nlink > 0, count > 0 else {
      return problem(
        "was removed while rows were written to it: its \(tally.total) rows are lost. Scan into a folder that is left "
          + "alone")
    }
    return problem(
      "is not the file any more that rows are written to: it was renamed or replaced. Its \(tally.total) rows are in "
        + FileName(place[..<count].map(UInt8.init(bitPattern:))).text + "; bring it back, and \(goingOn)")
  }

  /// The row of a file of these bytes; nil where none was judged.
  func row(of bytes: RowKey) throws(RunProblem) -> ResultDocument? {
    guard let place = places[bytes] else { return nil }
    return try RunFiles.row(resultsPath, results, at: place)
  }

  private func load() throws(RunProblem) {
    let rows = try ResultRows(path: resultsPath)
    var line = 0
    while let bytes = try rows.nextLine() {
      line += 1
      let head = try RunFiles.head(bytes, resultsPath, line: line)
      let key = try key(head.source)
      guard !done.contains(key) else {
        throw RunProblem(
          path: resultsPath, line: line,
          message: "\(head.source.debugDescription) stands in it a second time. \(Self.wayOut)")
      }
      note(head, key, at: rows.offset)
    }
  }

  private func note(_ row: RowHead, _ key: RowKey, at offset: Int) {
    done.insert(key)
    tally.count(row)
    // What this machine failed on may well succeed for an equal file.
    if !row.isError, let digits = row.image?.sha256, let bytes = RowKey(sha256: digits), places[bytes] == nil {
      places[bytes] = offset
    }
  }

  private func key(_ source: String) throws(RunProblem) -> RowKey {
    guard let key = RowKey(source: source) else { throw problem("libcrypto computes no SHA-256 here") }
    return key
  }

  private func problem(_ message: String) -> RunProblem { RunProblem(path: resultsPath, message: message) }
}
