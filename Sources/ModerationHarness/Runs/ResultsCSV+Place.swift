import Files
import Glibc

extension ResultsCSV {
  /// Finds out whether a table can be written, before there is work to lose: a draft beside it is made and removed.
  ///
  /// What has the name is only replaced when it is a regular file, links followed, that is empty or begins with the
  /// line of columns: no other file of anybody is ever lost.
  ///
  /// - Parameters:
  ///   - path: The table.
  ///   - run: The folder of the run, whose own files are refused whether they are there or not.
  /// - Throws: `RunProblem`, which says what is there or why nothing can be written.
  package static func check(_ path: String, in run: String) throws(RunProblem) {
    let place = try place(path)
    let (folder, name) = split(place)
    if FileIdentity(path: folder) == FileIdentity(path: run), RunFiles.isOwn(Array(name.utf8)[...]) {
      throw RunProblem(path: path, message: "is a file of the run itself. \(wayOut)")
    }
    let draft = draft(of: place)
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard file >= 0 else {
      throw RunProblem(path: path, message: "cannot be written: \(String(cString: strerror(errno)))")
    }
    close(file)
    unlink(draft)
  }

  /// Where the table lies, links followed, so that they stay.
  static func place(_ path: String) throws(RunProblem) -> String {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT, !path.hasSuffix("/") { return path }
      throw RunProblem(path: path, message: "cannot be written: \(String(cString: strerror(errno)))")
    }
    guard stat(path, &status) == 0 else {
      throw RunProblem(path: path, message: "is a link that leads nowhere. \(wayOut)")
    }
    guard status.st_mode & S_IFMT == S_IFREG, let resolved = realpath(path, nil) else {
      throw RunProblem(path: path, message: "is no regular file, and is not replaced. \(wayOut)")
    }
    defer { free(resolved) }
    let place = FileName([UInt8](UnsafeRawBufferPointer(start: resolved, count: strlen(resolved))))
    guard let text = place.exact else {
      throw RunProblem(path: path, message: "is a link to a name that is not UTF-8. \(wayOut)")
    }
    let first = Array(line(columns).utf8)
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try BoundedFile(text, .regularOnly).prefix(first.count)
    } catch {
      let reason = error.step == .kind ? "is no regular file, and is not replaced" : "cannot be read: \(error.reason)"
      throw RunProblem(path: path, message: "\(reason). \(wayOut)")
    }
    guard bytes.isEmpty || bytes == first else {
      throw RunProblem(path: path, message: "is no table of results, and is not replaced. \(wayOut)")
    }
    return text
  }

  /// What the table is called until it is complete.
  static func draft(of place: String) -> String { "\(split(place).folder)/.table.\(getpid()).draft" }

  private static func split(_ place: String) -> (folder: String, name: String) {
    guard let slash = place.lastIndex(of: "/") else { return (".", place) }
    return (slash == place.startIndex ? "/" : String(place[..<slash]), String(place[place.index(after: slash)...]))
  }

  private static let wayOut = "Give another name, or remove it"
}
