/// The lines read in the parts of one frame, put together; and the looks that are taken at it: every part, every seam
/// at which a line was cut, the whole.
///
/// What two parts both show is kept once, as the one that shows more of it has read it; a line is dropped only for one
/// of another look that stands at its place and says as much (`TiledLine.repeats`). Seams are looked at again because a
/// word that is longer than what neighbouring parts share is whole in none of them.
///
/// The whole picture, read last, only adds lines that are longer than what neighbouring tiles share: any tile may have
/// cut those. Nothing else of it is taken, because letters that are small in the whole are better read in a tile. Of a
/// contact sheet, whose cells share nothing, the whole adds what lies in no cell.
struct TiledText {
  /// The most seams of one frame that are looked at again: as many as sixteen tiles have, the most of a standard
  /// tiling. What stays cut is named.
  static let maximumSeamCount = 15

  /// How much of the picture a seam's look shows beyond what counts as going on, as a share of a tile's length.
  static let seamMargin = 0.05

  private let picture: PixelSize
  private let tiles: [Tiling.Tile]
  private let isTall: Bool
  /// The cells of a contact sheet; empty where parts overlap.
  private let cells: [PixelRectangle]
  /// Whether the parts are tiles of a long picture, one behind the other, which alone have seams.
  private let hasSeams: Bool
  /// Lines up to this length along the picture are whole in some tile, in pixels of the original.
  private let sharedLength: Double

  /// How far a line must go on beyond a cut that it shows, at least, if it is cut itself, in pixels of the original:
  /// more than neighbours share, so that it is not cut by one of them.
  private var clearance: Double { min(1.25 * sharedLength, 0.4 * span(tiles[0].rectangle).end) }

  private var views: [FrameView]
  private var shownCount = 0
  private var added: [TiledLine] = []

  /// - Parameters:
  ///   - tiles: The parts, first to last, without the whole.
  ///   - picture: Width and height of the upright original.
  init(tiles: [Tiling.Tile], of picture: PixelSize) {
    self.tiles = tiles
    self.picture = picture
    views = tiles.map { FrameView(kind: .part, tile: $0) }
    let isTall = tiles.first?.x == tiles.last?.x
    self.isTall = isTall
    guard tiles.count > 1 else {
      sharedLength = 0
      cells = []
      hasSeams = false
      return
    }
    let (first, second) = (tiles[0], tiles[1])
    let areApart = second.x >= first.x + first.size.width || second.y >= first.y + first.size.height
    cells = areApart ? tiles.map(\.rectangle) : []
    sharedLength = Double(isTall ? first.size.height - second.y : first.size.width - second.x)
    hasSeams =
      !areApart && tiles.allSatisfy { isTall ? $0.size.width == picture.width : $0.size.height == picture.height }
  }

  /// All looks that are known of by now.
  var viewCount: Int { views.count + (tiles.count > 1 && views.last?.kind != .whole ? 1 : 0) }

  /// The next look with its number, counted from 0; nil after the last. Call `add` in between.
  mutating func nextView() -> (number: Int, view: FrameView)? {
    if shownCount == views.count, tiles.count > 1, views.last?.kind != .whole {
      if views.last?.kind == .part { views += seamViews() }
      if shownCount == views.count {
        views.append(FrameView(kind: .whole, tile: Tiling.Tile(x: 0, y: 0, size: picture)))
      }
    }
    guard shownCount < views.count else { return nil }
    defer { shownCount += 1 }
    return (shownCount, views[shownCount])
  }

  /// Takes over the lines of one look, in pixels of the original.
  mutating func add(_ read: [RecognizedLine], of view: FrameView, number: Int) {
    let others = added.indices.filter { added[$0].view != number && view.tile.rectangle.touches(added[$0].bounds) }
    for line in read where view.kind != .whole || isAddedByWhole(line) {
      let new = TiledLine(line, view: number, cut: cut(line, view))
      place(new, beside: others)
    }
  }

  /// The lines, in the order in which they were read.
  var lines: [RecognizedLine] { added.filter { !$0.isDropped }.map(\.line) }

  /// `cutText` when a line was cut and no look showed it whole.
  var notCovered: Set<SubLabel> { openCuts().isEmpty ? [] : [.cutText] }

  private func isAddedByWhole(_ line: RecognizedLine) -> Bool {
    guard cells.isEmpty else { return !cells.contains { $0.coversMost(of: line.box) } }
    return (isTall ? line.box.height : line.box.width) > sharedLength
  }

  /// Adds a line unless another look has read the same, or more of it; drops what it shows more of.
  private mutating func place(_ new: TiledLine, beside others: [Int]) {
    var new = new
    var compared = 0
    for index in others where added[index].bounds.touches(new.bounds) {
      guard compared < TiledLine.maximumComparisonCount else { break }
      guard !added[index].isDropped, added[index].outline.coversMost(of: new.outline) else { continue }
      compared += 1
      if new.repeats(added[index], alongY: isTall) {
        new.isDropped = true
        break
      }
      if added[index].repeats(new, alongY: isTall) { added[index].isDropped = true }
    }
    added.append(new)
  }

  // MARK: Seams

  /// From where to where a tile or a line reaches along the picture.
  private func span(_ box: PixelRectangle) -> (start: Double, end: Double) {
    isTall ? (box.y, box.y + box.height) : (box.x, box.x + box.width)
  }

  private func position(_ point: PixelPoint) -> Double { isTall ? point.y : point.x }

  private var side: Double { Double(isTall ? picture.height : picture.width) }

  /// At which ends a line may be cut by its look: where it comes close to an edge that is not the picture's.
  private func cut(_ line: RecognizedLine, _ view: FrameView) -> TiledLine.Cut {
    guard hasSeams, view.kind != .whole else { return .init() }
    let (own, shown) = (span(line.outline.bounds), span(view.tile.rectangle))
    let near = TiledLine.edgeMargin(of: line.outline)
    return .init(
      atStart: shown.start > 0 && own.start <= shown.start + near,
      atEnd: shown.end < side && own.end >= shown.end - near)
  }

  /// The ends of lines that were cut and that no other look shows whole.
  private func openCuts() -> [(line: TiledLine, atEnd: Bool)] {
    guard hasSeams else { return [] }
    // An end near an edge is no cut when another look shows the line end there, too.
    var confirmed = added
    for (index, line) in added.enumerated() where line.cut.isCut {
      let others = added.filter { $0.view != line.view && views[$0.view].kind != .whole }
      confirmed[index].cut.atStart = line.cut.atStart && !others.contains { ends($0, with: line, atEnd: false) }
      confirmed[index].cut.atEnd = line.cut.atEnd && !others.contains { ends($0, with: line, atEnd: true) }
    }
    return confirmed.filter { views[$0.view].kind == .part && $0.cut.isCut && $0.mayBeWord }.flatMap { line in
      let others = confirmed.filter { $0.view != line.view }
      return [false, true].filter { atEnd in
        (atEnd ? line.cut.atEnd : line.cut.atStart) && !others.contains { shows($0, line, atEnd: atEnd) }
      }.map { (line, $0) }
    }
  }

  /// What another look must show of a line's end: the middle of its short side, or of the line where it runs along the
  /// edge, which cuts it lengthwise.
  private func tip(_ line: TiledLine, atEnd: Bool) -> PixelPoint {
    let (own, ends) = (span(line.bounds), line.outline.ends)
    let (first, last) = position(ends.0) <= position(ends.1) ? (ends.0, ends.1) : (ends.1, ends.0)
    guard position(last) - position(first) > (own.end - own.start) / 2 else { return first.middle(to: last) }
    return atEnd ? last : first
  }

  /// How far a line goes on where another ends; negative where it ends before.
  private func reach(_ line: TiledLine, beyond other: TiledLine, atEnd: Bool) -> Double {
    let (own, theirs) = (span(line.bounds), span(other.bounds))
    return atEnd ? own.end - theirs.end : theirs.start - own.start
  }

  /// Whether a line ends where another does and is not cut there.
  private func ends(_ line: TiledLine, with other: TiledLine, atEnd: Bool) -> Bool {
    !(atEnd ? line.cut.atEnd : line.cut.atStart) && reach(line, beyond: other, atEnd: atEnd) <= other.edgeMargin
      && line.outline.contains(tip(other, atEnd: atEnd), margin: other.edgeMargin)
  }

  /// Whether a line shows what lies at a cut end of another: from well before it to well beyond it, or to its own ends.
  private func shows(_ line: TiledLine, _ other: TiledLine, atEnd: Bool) -> Bool {
    guard line.outline.contains(tip(other, atEnd: atEnd), margin: other.edgeMargin) else { return false }
    if views[line.view].kind == .whole { return other.saysPart(of: line) }
    let beyond = reach(line, beyond: other, atEnd: atEnd)
    let (own, theirs) = (span(line.bounds), span(other.bounds))
    let before = atEnd ? theirs.end - own.start : own.end - theirs.start
    let (cutBeyond, cutBefore) =
      atEnd ? (line.cut.atEnd, line.cut.atStart) : (line.cut.atStart, line.cut.atEnd)
    return beyond > other.edgeMargin && (!cutBeyond || beyond >= clearance) && (!cutBefore || before >= clearance)
  }

  /// A look at each seam with an open cut: as long as a tile, or as long as the lines that are cut there and nowhere
  /// else, up to two tiles.
  private func seamViews() -> [FrameView] {
    var extents: [Int: (start: Double, end: Double)] = [:]
    for (line, atEnd) in openCuts() {
      let seam = atEnd ? line.view : line.view - 1
      guard tiles.indices.contains(seam), tiles.indices.contains(seam + 1) else { continue }
      var reach = span(line.bounds)
      let shared = (start: span(tiles[seam + 1].rectangle).start, end: span(tiles[seam].rectangle).end)
      if line.cut.atStart && line.cut.atEnd { reach = shared }
      let known = extents[seam] ?? shared
      extents[seam] = (min(known.start, reach.start), max(known.end, reach.end))
    }
    return extents.sorted { $0.key < $1.key }.prefix(Self.maximumSeamCount).map { seam, reach in
      let tileLength = span(tiles[0].rectangle).end
      let margin = clearance + Self.seamMargin * tileLength
      let length = min(max(tileLength, reach.end - reach.start + 2 * margin), 2 * tileLength, side).rounded(.up)
      let start = min(max(0, (reach.start + reach.end - length) / 2), side - length).rounded(.down)
      let (from, count) = (Int(start), Int(min(length, side - start)))
      return FrameView(
        kind: .seam,
        tile: isTall
          ? Tiling.Tile(x: 0, y: from, size: PixelSize(width: picture.width, height: count))
          : Tiling.Tile(x: from, y: 0, size: PixelSize(width: count, height: picture.height)))
    }
  }
}
