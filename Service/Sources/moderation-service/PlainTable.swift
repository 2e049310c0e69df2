/// Columns of text, as wide as their widest cell, two blanks apart.
struct PlainTable {
  let text: String

  /// - Parameter numbers: The columns that are set to the right.
  init(_ titles: [String], _ rows: [[String]], numbers: Set<Int> = []) {
    // A control character of a note would move the cursor.
    let lines = ([titles] + rows).map { $0.map { cell in String(cell.unicodeScalars.map(Self.shown)) } }
    let widths = titles.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    text = lines.map { line in
      let cells = line.indices.map { column in
        let blanks = String(repeating: " ", count: widths[column] - line[column].count)
        if numbers.contains(column) { return blanks + line[column] }
        return column == line.indices.last ? line[column] : line[column] + blanks
      }
      return cells.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  private static func shown(_ scalar: Unicode.Scalar) -> Character {
    scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
      ? "?" : Character(scalar)
  }
}
