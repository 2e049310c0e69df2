import ModerationCore
import TextMatching

/// Lines put together as they are read on: boxes of one row, and lines below each other in one column.
///
/// Chinese goes on without a blank, everything else with one; a hyphen at the end of a line goes, once with nothing and
/// once with a blank in its place: `ca-sino` and `free-money`. Where boxes of one row
/// overlap, what the first one shows of the overlap is left out once more, as it was read twice: `get free r` and
/// `money today`. Nothing is taken away: what stands in one line was found there.
struct JoinedLines {
  /// The widest gap between boxes of one row, in heights of the lower one.
  static let maximumRowGap = 4.0
  /// The widest gap between lines of one column, in heights of the lower one: more is a blank line.
  static let maximumColumnGap = 1.5
  /// How much lower than the other a line may be: another size of letters is another text.
  static let minimumHeightShare = 0.5
  /// How much of the narrower of two lines of a column stands below or above the other.
  static let minimumOverlap = 0.5
  /// The most lines that are looked at; of each, the most that follow it from top to bottom; the most of one passage.
  static let maximumLineCount = 4000
  static let maximumLookAhead = 64
  static let maximumMemberCount = 200

  private let lines: [RecognizedLine]
  /// The lines looked at, from top to bottom.
  private let sorted: [Int]

  private init(_ lines: [RecognizedLine]) {
    self.lines = lines
    sorted = lines.indices.prefix(Self.maximumLineCount).filter { !lines[$0].text.isEmpty && lines[$0].box.height > 0 }
      .sorted { (lines[$0].frameIndex, lines[$0].box.y, $0) < (lines[$1].frameIndex, lines[$1].box.y, $1) }
  }

  /// The passages of an image's lines. Complexity: `n log n` in the lines.
  static func passages(of lines: [RecognizedLine]) -> [Passage] {
    guard lines.count > 1 else { return [] }
    let joined = JoinedLines(lines)
    let right = joined.nextOfRow()
    let rows = joined.chains(right)
    let below = joined.nextOfColumn()
    // Where a row has several boxes, what its last one says goes on at the start of the row below.
    let rowOfFirst = Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0) })
    let paragraphs = joined.chains(
      Dictionary(
        uniqueKeysWithValues: rows.compactMap { row in
          guard let next = below[row[0]], rowOfFirst[next] != nil else { return nil }
          return (row[0], next)
        }), among: rows.map { $0[0] }
    ).map { $0.flatMap { rowOfFirst[$0] ?? [] } }
    let columns = joined.chains(below)
    var seen: Set<[Int]> = []
    let several = (paragraphs + rows + columns).filter { $0.count > 1 && seen.insert($0).inserted }
    return several.map { joined.passage($0, leavesOutOverlap: false) }
      + several.filter(joined.hasHyphen).map { joined.passage($0, leavesOutOverlap: false, forHyphen: " ") }
      + rows.filter { $0.count > 1 && joined.hasOverlap($0) }.map { joined.passage($0, leavesOutOverlap: true) }
  }

  // MARK: Which line follows

  private func nextOfRow() -> [Int: Int] {
    next { (first: PixelRectangle, second: PixelRectangle) in
      let height = min(first.height, second.height)
      guard height >= Self.minimumHeightShare * max(first.height, second.height),
        abs(first.y + first.height / 2 - second.y - second.height / 2) < height / 2, first.x < second.x
      else { return nil }
      let gap = second.x - first.x - first.width
      return gap <= Self.maximumRowGap * height && gap > -first.width ? second.x - first.x : nil
    }
  }

  private func nextOfColumn() -> [Int: Int] {
    next { (first: PixelRectangle, second: PixelRectangle) in
      let height = min(first.height, second.height)
      let gap = second.y - first.y - first.height
      guard height >= Self.minimumHeightShare * max(first.height, second.height), gap <= Self.maximumColumnGap * height,
        second.y + second.height / 2 > first.y + first.height
      else { return nil }
      let shared = min(first.x + first.width, second.x + second.width) - max(first.x, second.x)
      return shared >= Self.minimumOverlap * min(first.width, second.width) ? second.y - first.y : nil
    }
  }

  /// For each line the nearest that `distance` gives a number for.
  private func next(_ distance: (PixelRectangle, PixelRectangle) -> Double?) -> [Int: Int] {
    var nearest: [Int: (line: Int, distance: Double)] = [:]
    func offer(_ first: Int, _ second: Int) {
      guard let distance = distance(lines[first].box, lines[second].box) else { return }
      if nearest[first].map({ distance < $0.distance }) ?? true { nearest[first] = (second, distance) }
    }
    for (place, first) in sorted.enumerated() {
      for second in sorted[(place + 1)...].prefix(Self.maximumLookAhead) {
        guard lines[second].frameIndex == lines[first].frameIndex else { break }
        // Boxes of one row do not lie in the order of their columns.
        offer(first, second)
        offer(second, first)
      }
    }
    return nearest.mapValues(\.line)
  }

  /// Lines that follow each other; every line stands in one chain, and one that several lead to in the first.
  private func chains(_ next: [Int: Int], among starts: [Int]? = nil) -> [[Int]] {
    let candidates = starts ?? sorted
    let followers = Set(next.values)
    var taken: Set<Int> = []
    var chains: [[Int]] = []
    for start in candidates.filter({ !followers.contains($0) }) + candidates where taken.insert(start).inserted {
      var chain = [start]
      while chain.count < Self.maximumMemberCount, let following = next[chain[chain.count - 1]],
        taken.insert(following).inserted
      {
        chain.append(following)
      }
      chains.append(chain)
    }
    return chains
  }

  // MARK: What they say together

  private func hasOverlap(_ chain: [Int]) -> Bool {
    zip(chain, chain.dropFirst()).contains { overlappingCharacterCount($0, $1) > 0 }
  }

  /// How many characters at the end of a line its right neighbour shows as well, one begun counting whole.
  private func overlappingCharacterCount(_ first: Int, _ second: Int) -> Int {
    let (box, other) = (lines[first].box, lines[second].box)
    let overlap = box.x + box.width - other.x
    let count = lines[first].text.count
    guard overlap > 0, box.width > 0, count > 1 else { return 0 }
    let characters = overlap / (box.width / Double(count))
    // A hair's breadth is how boxes are drawn.
    return characters < 0.3 ? 0 : min(count - 1, Int(characters.rounded(.up)))
  }

  private func hasHyphen(_ chain: [Int]) -> Bool {
    chain.dropLast().contains { lines[$0].text.last { !$0.isWhitespace }.map(Self.isHyphen) ?? false }
  }

  private func passage(_ chain: [Int], leavesOutOverlap: Bool, forHyphen: String = "") -> Passage {
    var passage = Passage()
    for (place, index) in chain.enumerated() {
      let text = lines[index].text
      var stretch = text[...]
      let following = place + 1 < chain.count ? chain[place + 1] : nil
      if leavesOutOverlap, let following {
        stretch = stretch.dropLast(overlappingCharacterCount(index, following))
      }
      let start = stretch.firstIndex { !$0.isWhitespace } ?? stretch.endIndex
      stretch = stretch[start...]
      while stretch.last?.isWhitespace == true { stretch.removeLast() }
      var separator = ""
      if let following, let last = stretch.last {
        let next = lines[following].text.first { !$0.isWhitespace }
        if Self.isHyphen(last), stretch.dropLast().last?.isLetter == true, next?.isLetter == true {
          stretch.removeLast()
          separator = forHyphen
        } else if !Self.isWrittenWithoutBlanks(last) || next.map(Self.isWrittenWithoutBlanks) != true {
          separator = " "
        }
      }
      passage.append(stretch, ofLine: index, from: text.utf8.distance(from: text.startIndex, to: stretch.startIndex))
      passage.append(separator: separator)
    }
    return passage
  }

  private static func isHyphen(_ character: Character) -> Bool { "-\u{2010}\u{AD}".contains(character) }

  /// Chinese and Japanese.
  private static func isWrittenWithoutBlanks(_ character: Character) -> Bool {
    character.unicodeScalars.first.map { (0x2E80...0x9FFF).contains($0.value) || $0.value >= 0x20000 } ?? false
  }
}
