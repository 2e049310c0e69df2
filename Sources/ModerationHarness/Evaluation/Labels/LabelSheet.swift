/// A file that says what is expected of each image, taken apart and not yet understood.
///
///     path<TAB>suggestion<TAB>labels      a header, which may be left out
///     a/1.jpg<TAB>BLOCK<TAB>Porn/Explicit
///     a/2.jpg<TAB>Porn,Terror/Firearm     words in any cell behind the path, several with commas
///     a/3.jpg<TAB>-                       harmless
///
/// CSV too. Words are a suggestion (`pass`, `review`, `block`), `Normal` or `-`, labels and sublabels; their case does
/// not matter.
public struct LabelSheet: Sendable {
  /// The most bytes of a file: 256 MiB, some millions of lines.
  public static let maximumByteCount = 256 << 20

  /// One image.
  struct Entry: Sendable {
    let line: Int
    let path: String
    /// What is expected, word by word, as written.
    let words: [String]
  }

  /// The file, for messages.
  public let name: String
  let entries: [Entry]

  /// Takes a file apart.
  ///
  /// - Parameter name: The file's path; one that ends with `.csv` is CSV, of others the first line says it.
  /// - Throws: `EvaluationProblems` with every line that has no path or nothing behind it, or is not text.
  public init(parsing bytes: [UInt8], name: String) throws(EvaluationProblems) {
    self.name = name
    var problems = EvaluationProblems()
    guard bytes.count <= Self.maximumByteCount else {
      problems.add(
        RunProblem(path: name, message: "has more than the \(Self.maximumByteCount) bytes that are read; split it"))
      throw problems
    }
    let text = DelimitedText(bytes, isCSV: name.lowercased().hasSuffix(".csv") ? true : nil)
    var found: [(line: Int, message: String)] = text.faults.map { ($0.number, $0.message) }
    var lines = text.lines[...]
    if let first = lines.first, Self.isHeader(first.cells) { lines.removeFirst() }
    var entries: [Entry] = []
    for line in lines {
      let words = line.cells.dropFirst().flatMap(Self.words)
      if line.cells[0].isEmpty {
        found.append((line.number, "has no path"))
      } else if words.isEmpty {
        found.append((line.number, "says nothing of what is expected; write - for a harmless image"))
      } else {
        entries.append(Entry(line: line.number, path: line.cells[0], words: words))
      }
    }
    for (line, message) in found.sorted(by: { $0.line < $1.line }) {
      problems.add(RunProblem(path: name, line: line, message: message))
    }
    if entries.isEmpty, problems.count == 0 {
      problems.add(RunProblem(path: name, message: "has no line with a label"))
    }
    try problems.throwIfAny()
    self.entries = entries
  }

  /// The words of a first line that names columns and is no image.
  private static func isHeader(_ cells: [String]) -> Bool {
    guard ["path", "source", "file", "image", "name"].contains(trimmed(cells[0]).lowercased()) else { return false }
    let columns: Set = ["suggestion", "label", "labels", "expected", "sublabel", "sublabels"]
    return cells.dropFirst().allSatisfy { columns.contains(trimmed($0).lowercased()) }
  }

  private static func words(_ cell: String) -> [String] {
    cell.split(whereSeparator: { $0 == "," || $0 == ";" }).map { trimmed(String($0)) }.filter { !$0.isEmpty }
  }

  private static func trimmed(_ text: String) -> String {
    let inner = text.drop(while: \.isWhitespace)
    return String(inner.reversed().drop(while: \.isWhitespace).reversed())
  }
}
