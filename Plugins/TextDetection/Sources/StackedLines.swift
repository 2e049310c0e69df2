import ModerationCore
import TextMatching

/// Lines put together out of single characters that stand far apart, above each other or side by side.
///
/// A recogniser takes characters with a gap as wide as themselves for lines of their own, and a column of Chinese set
/// so reads as nothing; or it takes those that stand side by side for one line, and the columns are cut into rows. Which
/// way such characters are to be read cannot be told from a grid of them: so both ways are tried, beside the lines as
/// they were read, and nothing is taken away.
struct StackedLines {
  /// The gap between two members, in heights (or widths) of the smaller one.
  static let maximumGap = 2.5
  /// The most characters that are looked at, and the most members of one stack.
  static let maximumLineCount = 4000
  static let maximumMemberCount = 200
  /// Characters of a line stand apart when from one's middle to the next's it is so many of its heights.
  static let apart = 1.4

  /// A character, or several in a box that is higher than wide: part of a column already.
  private struct Member {
    let line: Int
    /// The characters, without blanks, and where each starts in its line's UTF-8.
    let characters: [(text: String, start: Int)]
    let box: PixelRectangle
  }

  /// The stacks of an image's lines, columns first. Complexity: `n log n` in the lines but for stacks at one place.
  ///
  /// - Parameter splitting: Whether characters that stand apart in one line are members each. Stacks of these hold parts
  ///   of lines.
  static func stacks(in lines: [RecognizedLine], splitting: Bool) -> [Passage] {
    var members: [Member] = []
    for index in lines.indices where members.count < maximumLineCount {
      members += self.members(of: lines[index], index, splitting: splitting)
    }
    guard members.count > 1 else { return [] }
    return stacks(of: members, lines, isColumn: true) + stacks(of: members, lines, isColumn: false)
  }

  private static func members(of line: RecognizedLine, _ index: Int, splitting: Bool) -> [Member] {
    let isUpright = line.box.height > 1.5 * line.box.width
    var characters: [(text: String, start: Int)] = []
    for place in line.text.indices where !line.text[place].isWhitespace {
      // A longer line that lies is text in the usual sense.
      guard isUpright || characters.count < 16 else { return [] }
      characters.append((String(line.text[place]), line.text.utf8.distance(from: line.text.startIndex, to: place)))
    }
    let (box, count) = (line.box, characters.count)
    guard count > 0 else { return [] }
    if count == 1 || isUpright { return [Member(line: index, characters: characters, box: box)] }
    let pitch = (box.width - box.height) / Double(count - 1)
    guard splitting, pitch >= apart * box.height else { return [] }
    return characters.enumerated().map { place, character in
      Member(
        line: index, characters: [character],
        box: PixelRectangle(
          x: box.x + Double(place) * pitch, y: box.y, width: box.height, height: box.height))
    }
  }

  private static func stacks(of members: [Member], _ lines: [RecognizedLine], isColumn: Bool) -> [Passage] {
    /// Start, length, middle and breadth: along and across the stack.
    func place(_ index: Int) -> (start: Double, length: Double, middle: Double, breadth: Double) {
      let box = members[index].box
      return isColumn
        ? (box.y, box.height, box.x + box.width / 2, box.width) : (box.x, box.width, box.y + box.height / 2, box.height)
    }
    func frame(_ index: Int) -> Int { lines[members[index].line].frameIndex }
    let sorted = members.indices.sorted { (frame($0), place($0).start, $0) < (frame($1), place($1).start, $1) }
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
        if frame(last) != frame(index) || gap > maximumGap * size {
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
    // Characters of one line alone are that line.
    return (closed + open).filter { stack in stack.contains { members[$0].line != members[stack[0]].line } }
      .sorted { $0[0] < $1[0] }.map { stack in
        var passage = Passage()
        for index in stack {
          for character in members[index].characters {
            passage.append(character.text, ofLine: members[index].line, from: character.start)
          }
        }
        return passage
      }
  }
}
