/// Letters that stand singly become words: `C A S I N O`, `f.r.e.e`. At least three, the same sign or one blank
/// between each; two blanks end a word.
struct JoinedLetters: NormalizationStep {
  let id = "joined-letters/1"

  /// The least letters that stand singly, and the most of a piece that a run takes in at its ends.
  static let minimumCount = 3
  static let maximumNeighbourLength = 3

  /// Whether a run takes a short piece before and behind it, as readers cut lines: `C A S INO`.
  let takesNeighbours: Bool

  private static func isPart(_ scalar: UInt32) -> Bool {
    ScalarKind.isLatin(scalar) || ScalarKind.isDigit(scalar) || scalar == 0x40 || scalar == 0x24
  }

  func apply(to text: inout NormalizedText) {
    let pieces = Self.pieces(of: text.scalars)
    guard pieces.count >= Self.minimumCount else { return }
    var isDropped = [Bool](repeating: false, count: text.scalars.count)
    var index = 0
    while index < pieces.count {
      guard pieces[index].count == 1, let end = Self.endOfRun(from: index, pieces, text.scalars) else {
        index += 1
        continue
      }
      var run = index...end
      if takesNeighbours {
        let separator = text.scalars[pieces[index].upperBound]
        func isNeighbour(_ first: Int, _ second: Int, _ short: Int) -> Bool {
          pieces[short].count <= Self.maximumNeighbourLength
            && Self.separator(pieces[first], pieces[second], text.scalars) == separator
        }
        if index > 0, isNeighbour(index - 1, index, index - 1) { run = (index - 1)...end }
        if end + 1 < pieces.count, isNeighbour(end, end + 1, end + 1) { run = run.lowerBound...(end + 1) }
      }
      for place in run.dropLast() { isDropped[pieces[place].upperBound] = true }
      index = run.upperBound + 1
    }
    if isDropped.contains(true) { text.drop(where: isDropped) }
  }

  /// Runs of letters and digits.
  private static func pieces(of scalars: [UInt32]) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start: Int?
    for (index, scalar) in scalars.enumerated() {
      if isPart(scalar) {
        start = start ?? index
      } else if let first = start {
        pieces.append(first..<index)
        start = nil
      }
    }
    if let start { pieces.append(start..<scalars.count) }
    return pieces
  }

  /// What stands between two pieces, if it is one scalar and no character of a word.
  private static func separator(_ first: Range<Int>, _ second: Range<Int>, _ scalars: [UInt32]) -> UInt32? {
    guard second.lowerBound == first.upperBound + 1 else { return nil }
    let scalar = scalars[first.upperBound]
    return ScalarKind.isBlank(scalar) || ScalarKind.isSign(scalar) ? scalar : nil
  }

  /// The last piece of the run of single letters that starts here; nil where no run starts.
  private static func endOfRun(from start: Int, _ pieces: [Range<Int>], _ scalars: [UInt32]) -> Int? {
    guard start + 1 < pieces.count, let sign = separator(pieces[start], pieces[start + 1], scalars) else { return nil }
    var end = start
    while end + 1 < pieces.count, pieces[end + 1].count == 1,
      separator(pieces[end], pieces[end + 1], scalars) == sign
    {
      end += 1
    }
    let letters = pieces[start...end].count { ScalarKind.isLatin(scalars[$0.lowerBound]) }
    return end - start + 1 >= minimumCount && letters * 2 >= end - start + 1 ? end : nil
  }
}
