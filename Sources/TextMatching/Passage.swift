/// Text put together out of stretches of several lines, with the way back to each: an entry that is cut by a line's end
/// stands whole in it.
public struct Passage: Hashable, Sendable {
  /// A stretch of one line in the passage.
  struct Piece: Hashable, Sendable {
    let line: Int
    /// Where it starts in the passage and in its line, and how long it is, in UTF-8 bytes.
    let start: Int
    let lineStart: Int
    let byteCount: Int
  }

  /// The text.
  public private(set) var text = ""
  private(set) var pieces: [Piece] = []

  /// Makes an empty passage.
  public init() {}

  /// The lines that it is made of, each once, in the order of the passage.
  public var lines: [Int] {
    var lines: [Int] = []
    for piece in pieces where lines.last != piece.line { lines.append(piece.line) }
    return lines
  }

  /// Adds a stretch of a line.
  ///
  /// - Parameter lineStart: Where the stretch starts in its line, in UTF-8 bytes.
  public mutating func append(_ stretch: some StringProtocol, ofLine line: Int, from lineStart: Int) {
    let byteCount = stretch.utf8.count
    pieces.append(Piece(line: line, start: text.utf8.count, lineStart: lineStart, byteCount: byteCount))
    text += stretch
  }

  /// Adds what stands in no line: the blank between two.
  public mutating func append(separator: String) { text += separator }

  /// The places in the lines of a stretch of the passage, in UTF-8 bytes.
  ///
  /// Complexity: logarithmic in the pieces, linear in those concerned.
  func places(of range: Range<Int>) -> [WordHit.Place] {
    var (low, high) = (0, pieces.count)
    while low < high {
      let middle = (low + high) / 2
      if pieces[middle].start + pieces[middle].byteCount <= range.lowerBound { low = middle + 1 } else { high = middle }
    }
    var places: [WordHit.Place] = []
    while low < pieces.count, pieces[low].start < range.upperBound {
      let piece = pieces[low]
      let lower = max(range.lowerBound, piece.start) - piece.start + piece.lineStart
      let upper = min(range.upperBound, piece.start + piece.byteCount) - piece.start + piece.lineStart
      if lower < upper { places.append(WordHit.Place(line: piece.line, utf8Range: lower..<upper)) }
      low += 1
    }
    return places
  }
}
