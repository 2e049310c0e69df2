import ModerationCore

/// What stands above or before a line that says nothing but a number: the head of a table's column, 订单号 on a line of
/// its own.
struct NumberHeadings {
  /// The most lines that are looked at; of lines behind, a number is judged as it stands.
  static let maximumLineCount = 1000
  /// The most cells of a column between a number and its head.
  static let maximumCellsBetween = 20
  /// The widest gap to the name in the same row, in heights of the number.
  static let maximumRowGap = 10.0
  /// How much of the narrower of two lines of a column stands below or above the other.
  static let minimumOverlap = 0.5

  private let lines: [RecognizedLine]
  /// The lines of each frame, from the top.
  private let sorted: [Int]

  init(_ lines: [RecognizedLine]) {
    self.lines = lines
    sorted = lines.indices.prefix(Self.maximumLineCount).sorted {
      (lines[$0].frameIndex, lines[$0].box.y, $0) < (lines[$1].frameIndex, lines[$1].box.y, $1)
    }
  }

  /// The text that heads a line; nil where the line says more than a number, or nothing heads it.
  ///
  /// Complexity: linear in the lines, for lines that are a number alone.
  func heading(of index: Int) -> String? {
    guard Self.isNumber(lines[index].text) else { return nil }
    return leftNeighbour(of: index) ?? headOfColumn(above: index)
  }

  private static func isNumber(_ text: String) -> Bool {
    text.contains(where: \.isNumber) && !text.contains(where: \.isLetter)
  }

  private func leftNeighbour(of index: Int) -> String? {
    let box = lines[index].box
    return sorted.filter { other in
      let candidate = lines[other].box
      let gap = box.x - candidate.x - candidate.width
      return lines[other].frameIndex == lines[index].frameIndex && candidate.x < box.x
        && gap <= Self.maximumRowGap * box.height
        && abs(candidate.y + candidate.height / 2 - box.y - box.height / 2) < box.height / 2
    }.max { lines[$0].box.x < lines[$1].box.x }.flatMap { Self.isNumber(lines[$0].text) ? nil : lines[$0].text }
  }

  private func headOfColumn(above index: Int) -> String? {
    let box = lines[index].box
    var cells = 0
    for other in sorted.reversed() {
      let candidate = lines[other].box
      guard lines[other].frameIndex == lines[index].frameIndex, candidate.y + candidate.height / 2 < box.y else {
        continue
      }
      let shared = min(box.x + box.width, candidate.x + candidate.width) - max(box.x, candidate.x)
      guard shared >= Self.minimumOverlap * min(box.width, candidate.width) else { continue }
      guard Self.isNumber(lines[other].text) else { return lines[other].text }
      cells += 1
      guard cells <= Self.maximumCellsBetween else { return nil }
    }
    return nil
  }
}
