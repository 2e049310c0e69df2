import ModerationCore

/// A line as one look at a frame showed it.
struct TiledLine {
  /// At which ends, along the picture, the edge of the look may have cut it.
  struct Cut: Hashable {
    var atStart = false
    var atEnd = false

    var isCut: Bool { atStart || atEnd }
  }

  /// How near to an edge a line counts as cut, at least, in pixels of the original: letters are not closer to each
  /// other.
  static let edgeMarginPixels = 4.0
  /// How many lines at its own place a line is compared with; more is no text.
  static let maximumComparisonCount = 64
  /// The longest text that is compared letter by letter, in scalars: more than a line holds that is read at all. Longer
  /// ones must be equal.
  static let maximumComparedScalars = 600
  /// How many letters of a cut line may differ, as a share of its letters: the cut one and its neighbour.
  static let cutLettersShare = 0.25

  /// A cut line of fewer letters is no cut word: half a word is as long as what tiles share, so a letter of that size
  /// is read in the whole, and textures are taken for single letters.
  static let minimumCutLetters = 2

  let line: RecognizedLine
  /// The number of the look.
  let view: Int
  var cut: Cut
  let outline: PixelQuadrilateral
  let bounds: PixelRectangle
  /// The text without spaces, in lower case.
  private let folded: [Unicode.Scalar]
  /// Whether another look has read the same or more.
  var isDropped = false

  init(_ line: RecognizedLine, view: Int, cut: Cut) {
    self.line = line
    self.view = view
    self.cut = cut
    outline = line.outline
    bounds = line.outline.bounds
    folded = line.text.lowercased().unicodeScalars.filter { !$0.properties.isWhitespace }
  }

  /// How near to an edge this line counts as cut, and to another line's end as ending there, in pixels of the original.
  var edgeMargin: Double { Self.edgeMargin(of: outline) }

  /// Boxes reach beyond their letters by less than half their height.
  static func edgeMargin(of outline: PixelQuadrilateral) -> Double { max(edgeMarginPixels, outline.thickness / 2) }

  /// Whether there is enough of it for a word.
  var mayBeWord: Bool { folded.count >= Self.minimumCutLetters }

  /// Whether a line of another look, which stands at the same place, says all that this one says: the same text, or
  /// this text and more; but for the letters at a cut. Half a line, cut lengthwise, says nothing of its own.
  func repeats(_ other: TiledLine, alongY: Bool) -> Bool {
    if folded == other.folded { return !other.cut.isCut || cut.isCut }
    if isSlice(of: other, alongY: alongY) { return true }
    guard folded.count < other.folded.count || cut.isCut else { return false }
    let distance = leastDistance(toPartOf: other)
    return distance == 0 || (cut.isCut && !other.cut.isCut && isSmall(distance))
  }

  /// Whether this line's text is a part of another's but for a few letters.
  func saysPart(of other: TiledLine) -> Bool { isSmall(leastDistance(toPartOf: other)) }

  private func isSmall(_ distance: Int?) -> Bool {
    distance.map { Double($0) <= max(1, Self.cutLettersShare * Double(folded.count)) } ?? false
  }

  /// Whether this line runs along the edge that cuts it and the other shows it whole.
  private func isSlice(of other: TiledLine, alongY: Bool) -> Bool {
    guard cut.isCut, !other.cut.isCut else { return false }
    let (a, b) = outline.ends
    let (along, across) = alongY ? (abs(a.y - b.y), abs(a.x - b.x)) : (abs(a.x - b.x), abs(a.y - b.y))
    return across > along && other.outline.thickness >= outline.thickness
      && other.outline.thickness <= 4 * outline.thickness && other.outline.length >= 0.8 * outline.length
      && outline.squaredSine(to: other.outline) < 0.03
      && outline.sharedArea(with: other.outline) >= 0.8 * outline.area
  }

  /// The fewest letters to change, add or leave out that make this text a part of another (Sellers 1980); nil for texts
  /// too long to compare.
  private func leastDistance(toPartOf other: TiledLine) -> Int? {
    let (part, whole) = (folded, other.folded)
    guard max(part.count, whole.count) <= Self.maximumComparedScalars else { return nil }
    var distances = Array(0...part.count)
    var least = part.count
    for letter in whole {
      var diagonal = distances[0]
      for index in part.indices {
        let above = distances[index + 1]
        distances[index + 1] =
          part[index] == letter ? diagonal : 1 + min(diagonal, distances[index], above)
        diagonal = above
      }
      least = min(least, distances[part.count])
    }
    return least
  }
}
