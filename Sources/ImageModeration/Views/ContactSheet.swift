/// Finds the pictures of a contact sheet or collage: cells between straight gutters of one colour.
///
/// A pure function over pixels. A line of pixels counts as gutter when nearly all samples along it have one colour;
/// what lies between gutters is cut once more along the other axis, rows first or columns first, whichever gives more
/// cells. So rows may hold different numbers of cells, and captions between rows do no harm. Not found: cells that
/// touch, gutters that are patterned, slanted or thinner than two pixels, cells of very different sizes, sheets beside
/// a side bar.
///
/// Written for pictures that upright programs make. A sheet that was photographed, or one made to deceive, is shown
/// whole as if this did not exist.
enum ContactSheet {
  /// The most cells shown one by one. Beyond them neighbours are shown two by two; as a side has at most
  /// `1 / minimumCellShare` cells, that is always enough.
  static let maximumCellCount = 36
  /// The shortest side of a cell, in pixels of the decoded frame: the shortest side of a picture that moderation
  /// accepts is 50, and less has no detail to judge.
  static let minimumCellSidePixels = 48
  /// The shortest side of a cell, as a share of the picture's side along the same axis.
  static let minimumCellShare = 1.0 / 12
  /// The thinnest gutter, in pixels of the decoded frame: single lines of one colour are found in drawings and
  /// screenshots.
  static let minimumGutterPixels = 2
  /// The widest gap between neighbouring cells, as a share of the smaller one: more is a page, not a sheet.
  static let maximumGapShare = 0.5
  /// How many times longer the longest of the bands beside each other may be than the shortest.
  static let maximumBandRatio = 2.0
  /// How much of the cells' area must have another colour than the gutters, or they are text or line art.
  static let minimumFill = 0.4
  /// How many samples are taken along a line.
  static let samplesPerLine = 192
  /// The share of samples along a gutter that may have another colour: noise, a speck, a watermark.
  static let maximumOutlierShare = 0.04
  /// How many colours are tried as the gutters' colour: the ones that most lines have.
  static let maximumColourCount = 3

  /// The cells of a decoded frame in whole pixels of the upright original, row by row; empty for no contact sheet.
  static func tiles(in pixels: RawSpan, of frame: DecodedFrame) -> [Tiling.Tile] {
    cells(in: pixels, size: frame.size, strideBytes: frame.strideBytes).compactMap { cell in
      let columns = Self.original(cell.columns, frame.size.width, frame.originalSize.width)
      let rows = Self.original(cell.rows, frame.size.height, frame.originalSize.height)
      guard !columns.isEmpty, !rows.isEmpty else { return nil }
      return Tiling.Tile(
        x: columns.lowerBound, y: rows.lowerBound, size: PixelSize(width: columns.count, height: rows.count))
    }
  }

  private static func original(_ run: Range<Int>, _ decoded: Int, _ original: Int) -> Range<Int> {
    let scale = Double(original) / Double(max(1, decoded))
    let start = min(original, Int((Double(run.lowerBound) * scale).rounded()))
    return start..<max(start, min(original, Int((Double(run.upperBound) * scale).rounded())))
  }

  /// The cells of a picture, row by row; empty when it is not a contact sheet.
  ///
  /// - Parameters:
  ///   - pixels: RGB8, `size.height × strideBytes` bytes; where there are fewer nothing is found.
  ///   - size: Width and height of the pixels.
  static func cells(in pixels: RawSpan, size: PixelSize, strideBytes: Int) -> [SheetCell] {
    guard size.shorterSide >= minimumCellSidePixels, strideBytes / 3 >= size.width,
      let before = checkedProduct(size.height - 1, strideBytes), pixels.byteCount - size.width * 3 >= before
    else { return [] }
    let picture = SheetLines(size: size, strideBytes: strideBytes)
    let found = [SheetLines.Axis.rows, .columns].map { cells(in: pixels, picture, first: $0) }
    // Rows first where both give as many: that is how sheets are read.
    let best = found[1].count > found[0].count ? found[1] : found[0]
    return best.sorted { ($0.rows.lowerBound, $0.columns.lowerBound) < ($1.rows.lowerBound, $1.columns.lowerBound) }
  }

  private static func cells(in pixels: RawSpan, _ picture: SheetLines, first axis: SheetLines.Axis) -> [SheetCell] {
    let colours = picture.colours(of: pixels, axis)
    for colour in SheetColour.commonest(of: colours, atMost: maximumColourCount) {
      let isGutter = colours.map { $0?.isNear(colour) ?? false }
      guard let bands = bands(isGutter), bands.count > 1 else { continue }
      var cells = cells(in: pixels, picture, bands, axis, colour, joining: 1)
      guard cells.count > 1, picture.fill(of: cells, in: pixels, around: colour) >= minimumFill else { continue }
      if cells.count > maximumCellCount {
        cells = self.cells(in: pixels, picture, joined(bands, 2), axis, colour, joining: 2)
      }
      return Array(cells.prefix(maximumCellCount))
    }
    return []
  }

  /// Cuts each band along the other axis.
  private static func cells(
    in pixels: RawSpan, _ picture: SheetLines, _ bands: [Range<Int>], _ axis: SheetLines.Axis, _ colour: SheetColour,
    joining count: Int
  ) -> [SheetCell] {
    bands.flatMap { band in
      let isGutter = picture.gutters(of: pixels, axis.other, within: band, colour: colour)
      // A band that is no row of cells is one cell, less its margins.
      let parts = self.bands(isGutter) ?? extent(isGutter).map { [$0] } ?? []
      return joined(parts, count).map {
        axis == .rows ? SheetCell(rows: band, columns: $0) : SheetCell(rows: $0, columns: band)
      }
      .filter { min($0.rows.count, $0.columns.count) >= minimumCellSidePixels }
    }
  }

  /// The runs between gutters that are long enough for cells; nil when they are not alike or far apart.
  static func bands(_ isGutter: [Bool]) -> [Range<Int>]? {
    let shortest = max(minimumCellSidePixels, Int((Double(isGutter.count) * minimumCellShare).rounded(.up)))
    let bands = runs(isGutter).filter { $0.count >= shortest }
    guard let least = bands.map(\.count).min(), let most = bands.map(\.count).max(),
      Double(most) <= Double(least) * maximumBandRatio,
      zip(bands, bands.dropFirst()).allSatisfy({
        Double($1.lowerBound - $0.upperBound) <= Double(min($0.count, $1.count)) * maximumGapShare
      })
    else { return nil }
    return bands
  }

  /// The runs of lines that are no gutter; gutters that are too thin belong to them.
  private static func runs(_ isGutter: [Bool]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for index in isGutter.indices where !isGutter[index] {
      if let last = runs.last, index - last.upperBound < minimumGutterPixels {
        runs[runs.count - 1] = last.lowerBound..<(index + 1)
      } else {
        runs.append(index..<(index + 1))
      }
    }
    return runs
  }

  /// From the first line that is no gutter to the last; nil when all are.
  private static func extent(_ isGutter: [Bool]) -> Range<Int>? {
    guard let first = isGutter.firstIndex(of: false), let last = isGutter.lastIndex(of: false) else { return nil }
    return first..<(last + 1)
  }

  /// Each `count` neighbours as one.
  private static func joined(_ bands: [Range<Int>], _ count: Int) -> [Range<Int>] {
    stride(from: 0, to: bands.count, by: count).map { first in
      bands[first].lowerBound..<bands[min(first + count, bands.count) - 1].upperBound
    }
  }
}

/// One picture of a sheet, in pixels of the decoded frame.
struct SheetCell: Hashable {
  let rows: Range<Int>
  let columns: Range<Int>
}
