package import Files
import Glibc

/// What a scan goes over, as it was given.
package struct ScanInputs: Sendable {
  /// Folders and files.
  package var paths: [FileName] = []
  /// A file of names, or `-` for standard input; nil for none.
  package var list: String?
  /// Whether the names of the list end with a zero byte and not with a line break.
  package var isNullTerminated = false
  /// Which of the files count.
  package var selection = FileSelection()
  /// Files that do not count: the run's own.
  package var leftOut: FileWalk.LeftOut?

  /// Goes over nothing yet.
  package init() {}

  /// The files, one by one.
  package func files() throws(RunProblem) -> ScanFiles { try ScanFiles(self) }

  /// Reads all names of a list once, so that a wrong one is told before anything is done. A pipe cannot be read twice.
  package func checkList() throws(RunProblem) {
    guard let list, list != "-" else { return }
    var status = stat()
    // What is missing is told by whoever opens it.
    guard stat(list, &status) != 0 || status.st_mode & S_IFMT == S_IFREG else { return }
    let names = try NameList(path: list, isNullTerminated: isNullTerminated)
    while try names.next() != nil {}
  }

  /// How many files there are, for a forecast; nil where that cannot be known beforehand, is more than `most`, or when
  /// it was asked for no longer.
  package func count(atMost most: Int, while isWanted: () -> Bool) -> Int? {
    var status = stat()
    // A pipe is read once.
    if let list, stat(list, &status) != 0 || status.st_mode & S_IFMT != S_IFREG { return nil }
    do throws(RunProblem) {
      let files = try files()
      var count = 0
      while case .found = try files.next(within: -1) {
        count += 1
        guard count <= most, isWanted() else { return nil }
      }
      return count
    } catch {
      // Whoever scans meets the same problem and tells it.
      return nil
    }
  }
}

/// The files of a scan, one by one; for one thread.
package final class ScanFiles {
  private let inputs: ScanInputs
  /// Files that do not count: the run's own.
  package var leftOut: FileWalk.LeftOut?
  private var paths: ArraySlice<FileName>
  private let list: NameList?
  private var walk: FileWalk?

  fileprivate init(_ inputs: ScanInputs) throws(RunProblem) {
    self.inputs = inputs
    leftOut = inputs.leftOut
    paths = inputs.paths[...]
    guard let path = inputs.list else {
      list = nil
      return
    }
    list = try NameList(path: path, isNullTerminated: inputs.isNullTerminated)
  }

  /// What is next.
  package enum Next: Hashable, Sendable {
    case found(FoundFile)
    /// Whoever writes the names was not that quick.
    case notYet
    case end
  }

  /// The next file that counts.
  ///
  /// - Parameter milliseconds: How long to wait for a name of a list; -1 without end.
  package func next(within milliseconds: Int32) throws(RunProblem) -> Next {
    while true {
      while let found = walk?.next() {
        if inputs.selection.takes(found) { return .found(found) }
      }
      if paths.isEmpty, list?.isReady(within: milliseconds) == false { return .notYet }
      guard let root = try nextRoot() else { return .end }
      let selection = inputs.selection
      walk = FileWalk(root, leavingOut: leftOut) { selection.enters($0) }
    }
  }

  private func nextRoot() throws(RunProblem) -> FileName? {
    if let path = paths.popFirst() { return path }
    return try list?.next()
  }
}
