import ModerationCore
import TextMatching

/// Lines put together out of single characters that stand far apart, above each other or side by side.
///
/// A recogniser takes characters with a gap as wide as themselves for lines of their own, and a column of Chinese set
/// so reads as nothing. Which way such characters are to be read cannot be told from a grid of them: so both ways are
/// tried, beside the lines as they were read, and nothing is taken away.
struct StackedLines {
  /// The gap between two members, in heights (or widths) of the smaller one.
  static let maximumGap = 2.5
  /// The most lines that are looked at, and the most members of one stack.
  static let maximumLineCount = 4000
  static let maximumMemberCount = 200

  /// The stacks of an image's lines, columns first. Complexity: `n log n` in the lines but for stacks at one place.
  static func stacks(in lines: [RecognizedLine]) -> [Passage] {
    let candidates = lines.indices.prefix(maximumLineCount).filter { isCharacter(lines[$0]) }
    guard candidates.count > 1 else { return [] }
    return stacks(of: candidates, lines, isColumn: true) + stacks(of: candidates, lines, isColumn: false)
  }

  /// One character, or several in a box that is higher than wide: part of a column already.
  private static func isCharacter(_ line: RecognizedLine) -> Bool {
    let characters = line.text.prefix(16).filter { !$0.isWhitespace }.count
    return characters == 1 || (characters > 1 && line.box.height > 1.5 * line.box.width)
  }

  private static func stacks(of candidates: [Int], _ lines: [RecognizedLine], isColumn: Bool) -> [Passage] {
    /// Start, length, middle and breadth: along and across the stack.
    func place(_ index: Int) -> (start: Double, length: Double, middle: Double, breadth: Double) {
      let box = lines[index].box
      return isColumn
        ? (box.y, box.height, box.x + box.width / 2, box.width) : (box.x, box.width, box.y + box.height / 2, box.height)
    }
    let sorted = candidates.sorted {
      (lines[$0].frameIndex, place($0).start, $0) < (lines[$1].frameIndex, place($1).start, $1)
    }
    var open: [[Int]] = []
    var closed: [[Int]] = []
    for index in sorted {
      let here = place(index)
      var joined = false
      var still: [[Int]] = []
      for var stack in open {
        let last = stack[stack.count - 1]
        let before = place(last)
        let gap = here.start - before.start - before.length
        // One character's size: the smaller side along the stack, or the breadth where several stand in one box.
        let size = min(min(here.length, here.breadth), min(before.length, before.breadth))
        if lines[last].frameIndex != lines[index].frameIndex || gap > maximumGap * size {
          closed.append(stack)
          continue
        }
        let isAligned = abs(here.middle - before.middle) < max(here.breadth, before.breadth) / 2
        if !joined, isAligned, stack.count < maximumMemberCount {
          stack.append(index)
          joined = true
        }
        still.append(stack)
      }
      open = still
      if !joined { open.append([index]) }
    }
    return (closed + open).filter { $0.count > 1 }.sorted { $0[0] < $1[0] }.map { members in
      var passage = Passage()
      for index in members {
        let text = lines[index].text
        for place in text.indices where !text[place].isWhitespace {
          passage.append(
            String(text[place]), ofLine: index, from: text.utf8.distance(from: text.startIndex, to: place))
        }
      }
      return passage
    }
  }
}
