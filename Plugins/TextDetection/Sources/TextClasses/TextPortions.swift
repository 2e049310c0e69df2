import ModerationCore
import TextMatching

/// What of an image's text is judged together: each line, three neighbouring lines of a passage, the whole passage.
///
/// An advertisement stands on several lines, each too short to tell; a page has so much else that the whole tells
/// nothing.
enum TextPortions {
  /// How many neighbouring lines are judged together: 3.
  static let windowLength = 3

  /// The portions, each a list of lines: first the single lines, then what several say together.
  static func of(_ lines: [RecognizedLine]) -> [[Int]] {
    let single = lines.indices.map { [$0] }
    let passages = (JoinedLines.passages(of: lines) + StackedLines.stacks(in: lines, splitting: false)).map(\.lines)
    let windows = passages.flatMap { passage in
      passage.indices.dropLast(windowLength - 1).map { Array(passage[$0..<($0 + windowLength)]) }
    }
    var seen: Set<[Int]> = []
    return single + (windows + passages).filter { $0.count > 1 && seen.insert($0).inserted }
  }
}
