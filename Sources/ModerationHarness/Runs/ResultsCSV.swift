import Files
import Glibc
import ModerationJudging

/// Rows of results as a table for spreadsheets (RFC 4180: commas, quotation marks where they are needed, CR LF).
///
/// | column | what it is |
/// |---|---|
/// | source | as in the row |
/// | suggestion | PASS, REVIEW, BLOCK; REFUSED or ERROR for what was not judged |
/// | label, subLabel, score | what the suggestion rests on; empty for none |
/// | reason | a sentence |
/// | code | of a refusal or a failure; empty for a verdict |
/// | gaps | the scenes that were not looked at, or only partly, with spaces between |
/// | format, width, height, byteCount, sha256 | of the file; empty where unknown |
///
/// A cell that a spreadsheet would take for a formula, because it begins with `=`, `+`, `-`, `@`, a tab or a line break
/// (full-width forms of the four included), gets an apostrophe before it: the name of a file is text that strangers
/// choose. So does a cell that begins with an apostrophe, so that taking one away always gives the text back.
public enum ResultsCSV {
  /// The names of the columns.
  public static let columns = [
    "source", "suggestion", "label", "subLabel", "score", "reason", "code", "gaps", "format", "width", "height",
    "byteCount", "sha256",
  ]

  /// Writes a file of results as a table, whole or not at all. A link stays and what it leads to is replaced; anything
  /// but an earlier table or an empty file is not.
  ///
  /// - Throws: `RunProblem` for rows that cannot be read and a table that cannot be written.
  public static func write(_ results: String, to path: String) throws(RunProblem) {
    let rows = try ResultRows(path: results)
    let place = try place(path)
    let draft = draft(of: place)
    unlink(draft)
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard file >= 0 else { throw problem(path, String(cString: strerror(errno))) }
    defer { close(file) }
    do throws(RunProblem) {
      var text = line(columns)
      while let row = try rows.next() {
        text += line(cells(row.document))
        if text.utf8.count > 1 << 16 { try flush(&text, file, path) }
      }
      try flush(&text, file, path)
      guard fsync(file) == 0 || errno == EINVAL, rename(draft, place) == 0 else {
        throw problem(path, String(cString: strerror(errno)))
      }
    } catch {
      unlink(draft)
      throw error
    }
  }

  /// The cells of a row, in the order of `columns`, as texts.
  static func cells(_ row: ResultDocument) -> [String] {
    let word = row.failure != nil ? "ERROR" : row.suggestion ?? "REFUSED"
    let gaps = row.scenes.filter { $0.status == "failed" || $0.status == "notEvaluated" }.map(\.scene)
    let image = row.image
    return [
      row.source, word, row.label ?? "", row.subLabel ?? "", row.score.map { "\($0)" } ?? "", row.reason ?? "",
      row.failure?.code ?? row.rejection?.code ?? "", gaps.joined(separator: " "), image?.format ?? "",
      image?.width.map { "\($0)" } ?? "", image?.height.map { "\($0)" } ?? "", image.map { "\($0.byteCount)" } ?? "",
      image?.sha256 ?? "",
    ]
  }

  static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

  private static func cell(_ text: String) -> String {
    var text = text
    if let first = text.unicodeScalars.first, formulaStarts.contains(first) { text = "'" + text }
    let isPlain = text.unicodeScalars.allSatisfy { $0 != "," && $0 != "\"" && $0 != "\r" && $0 != "\n" }
    return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  private static let formulaStarts: Set<Unicode.Scalar> = [
    "=", "+", "-", "@", "\t", "\r", "\n", "'", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
  ]

  private static func flush(_ text: inout String, _ file: Int32, _ path: String) throws(RunProblem) {
    do throws(FileError) {
      try OpenFile.write(text.utf8.span.bytes, to: file)
    } catch {
      throw problem(path, error.reason)
    }
    text = ""
  }

  private static func problem(_ path: String, _ reason: String) -> RunProblem {
    RunProblem(path: path, message: "cannot be written: \(reason)")
  }
}
