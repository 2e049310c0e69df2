import CPixels

/// Where a code may be. Measured in the process that asks, so that nothing else is read, nor sent to a worker.
extension Luminance {
  /// The shortest side on which anything is measured, in pixels: a square of 48 and a neighbour on each side. What is
  /// smaller is looked at whole, for everything.
  private static let shortestMeasuredSide = 50

  /// The parts of the picture that may hold codes of some kinds, each kind by itself.
  func regions(for kinds: CodeKinds) -> [CodeRegion] {
    let squares: CodeRegion.Kinds = kinds == .qr ? [.qr, .turned] : [.qr, .otherSquares, .turned]
    guard min(width, height) >= Self.shortestMeasuredSide else {
      return [CodeRegion(box: bounds, kinds: kinds == .qr ? squares : squares.union(.bars))]
    }
    let regions = squareRegions(squares, levelCount: Self.squareLevelCount)
    return switch kinds {
    case .all: regions + [CodeRegion(box: bounds, kinds: [.bars, .turned])]
    case .likely: regions + barRegions
    case .qr: regions
    }
  }

  /// The parts that may hold a QR code whose modules are small: up to 12 pixels.
  var smallQRRegions: [CodeRegion] {
    let kinds: CodeRegion.Kinds = [.smallQR, .turned]
    guard min(width, height) >= Self.shortestMeasuredSide else { return [CodeRegion(box: bounds, kinds: kinds)] }
    return squareRegions(kinds, levelCount: Self.smallSquareLevelCount)
  }

  // MARK: Bars, where likely ones are enough. Of 706 drawn codes in hard places this loses 50 PDF417 and linear ones that a
  // look at the whole finds, so it is a choice.

  /// Squares of 48 pixels whose edges stand close together and run one way may be bars; those around them may still be
  /// of the same code where they have half as much of both.
  private static let sureBars = moderation_bar_bounds(range: 40, density: 0.09, coherence: 0.5)
  private static let doubtfulBars = moderation_bar_bounds(range: 30, density: 0.05, coherence: 0.2)
  /// So many sure squares that touch are a linear code's at least: of 291 that are read the least has 17, the next one 50.
  private static let leastLinearSquareCount = 16
  /// So many are a PDF417's: of 67 that are read one has 2, the others have 5 and more (measured 2026-11-28).
  private static let leastPDF417SquareCount = 5
  /// Where so much of a picture is edges or noise, bars do not show by their coherence.
  private static let busyShare: Float = 0.9
  /// What is looked at around bars, in pixels.
  private static let barMargin = 24

  private var barRegions: [CodeRegion] {
    let (width, height) = (Int32(width), Int32(height))
    var marked = moderation_marked()
    var squares = MarkedSquares(moderation_bar_mark_size(width, height)) { marks in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: moderation_bars_workspace(width)) { workspace in
        guard let start = workspace.baseAddress else { return }
        marked = moderation_mark_bars(values, width, height, Self.sureBars, Self.doubtfulBars, start, marks)
      }
    }
    if marked.busy >= Self.busyShare { return [CodeRegion(box: bounds, kinds: [.bars, .turned])] }
    guard marked.sure > 0 else { return [] }
    let found = squares.takeRegions().filter { $0.sureCount >= Self.leastPDF417SquareCount }
    func regions(_ kind: CodeRegion.Kinds, leastSquareCount: Int) -> [CodeRegion] {
      found.filter { $0.sureCount >= leastSquareCount }.map { region in
        let isTurned = region.marks & UInt8(MODERATION_MARK_CROSSES_COLUMNS) != 0
        return CodeRegion(
          box: box(region, squareSide: 48, scale: 1, margin: Self.barMargin),
          kinds: isTurned ? kind.union(.turned) : kind)
      }.joined
    }
    return regions(.pdf417, leastSquareCount: Self.leastPDF417SquareCount)
      + regions(.linear, leastSquareCount: Self.leastLinearSquareCount)
  }

  // MARK: Squares

  /// This size, a half, a quarter and an eighth of it: in one of them a code's modules have 2 to 6 pixels.
  private static let squareLevelCount = 4
  /// Larger modules are seen in the smaller size that `BarcodeDetector` is shown.
  private static let smallSquareLevelCount = 2
  /// A square of 24 pixels and a neighbour on each side.
  private static let shortestSquareSide = 26
  /// Squares of 24 pixels with so much may be a code's. Of 107 pictures with a code made of squares that is read, all have
  /// one with a density of 0.100, where the spread is at least 0.25 and the range at least 24 (measured 2026-11-28).
  private static let sureSquares = moderation_square_bounds(range: 12, density: 0.085, spread: 0.24)
  /// Those around them may still be of the same code; all 116 codes that are read have two by two of these.
  private static let doubtfulSquares = moderation_square_bounds(range: 12, density: 0.07, spread: 0.2)
  /// What is looked at around squares, in pixels of the size in which they are seen: a quiet zone of four modules.
  private static let squareMargin = 24

  private func squareRegions(_ kinds: CodeRegion.Kinds, levelCount: Int) -> [CodeRegion] {
    var level = self
    var regions: [CodeRegion] = []
    for index in 0..<levelCount {
      if index > 0 { level = level.halved }
      guard min(level.width, level.height) >= Self.shortestSquareSide else { break }
      for region in level.markedSquares where region.hasBlock {
        let box = box(region, squareSide: 24, scale: 1 << index, margin: Self.squareMargin)
        regions.append(CodeRegion(box: box, kinds: kinds))
      }
    }
    return regions.joined
  }

  private var markedSquares: [MarkedSquares.Region] {
    let (width, height) = (Int32(width), Int32(height))
    var sureCount: Int32 = 0
    var squares = MarkedSquares(moderation_square_mark_size(width, height)) { marks in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: moderation_squares_workspace(width)) { workspace in
        guard let start = workspace.baseAddress else { return }
        sureCount = moderation_mark_squares(
          values, width, height, Self.sureSquares, Self.doubtfulSquares, start, marks)
      }
    }
    return sureCount > 0 ? squares.takeRegions() : []
  }

  // MARK: Boxes

  /// Where squares lie, in pixels of this picture: one begins at every eighth pixel.
  private func box(
    _ region: MarkedSquares.Region, squareSide: Int, scale: Int, margin: Int
  ) -> CodeRegion.Box {
    func pixels(_ squares: Range<Int>) -> Range<Int> {
      (squares.lowerBound * 8 - margin) * scale..<((squares.upperBound - 1) * 8 + squareSide + 2 + margin) * scale
    }
    return CodeRegion.Box(x: pixels(region.x), y: pixels(region.y)).clamped(width: width, height: height)
  }
}
