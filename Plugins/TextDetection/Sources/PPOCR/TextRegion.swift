import ModerationCore

/// A region of the detection network's map that is a line of text, or that looks like text and not like one line.
struct TextRegion: Sendable {
  /// How a region looks on the map.
  struct Shape: Hashable, Sendable {
    /// The mean probability of its own pixels, 0…1.
    let mean: Double
    /// The share of its smallest rectangle that it fills, 0…1.
    let fill: Double
    /// The rectangle's longer and shorter side, in pixels of the map.
    let longerSide: Double
    let shorterSide: Double

    /// Text has a mean of 0.75 to 0.95, lines that stand too close to be parted 0.6 and more. Of textures in some 60
    /// photographs that are no line for the network, one was so probable, so elongated and so long (measured
    /// 2026-11-26).
    static let textMean = 0.6
    /// The same for regions that branch.
    static let branchingMean = 0.7
    /// A single line fills 0.8 to 1 of its rectangle; lines that cross fill less than this.
    static let branchingFill = 0.65
    /// Lines leave background between them: their pixels are no more than this share of the square over the longer
    /// side. Of two that cross it is 0.04 to 0.1, of a paragraph under a watermark 0.35; of a face or a ball 0.6.
    static let branchingArea = 0.5
    /// A line of at least three letters is this many times as long as thick.
    static let lineRatio = 2.5
    /// Shorter ones are left out, in pixels of the map: six of the smallest letters that are read.
    static let shortestLinePixels = 36.0
    /// The same for regions that branch: three letters.
    static let shortestBranchPixels = 20.0

    init(_ region: MaskRegion, in rectangle: Quadrilateral, mean: Double) {
      let sides = (
        rectangle.topLeft.distance(to: rectangle.topRight), rectangle.topLeft.distance(to: rectangle.bottomLeft)
      )
      self.mean = mean
      // The corners are middles of pixels.
      fill = Double(region.pixelCount) / ((sides.0 + 1) * (sides.1 + 1))
      longerSide = max(sides.0, sides.1)
      shorterSide = min(sides.0, sides.1)
    }

    /// Whether lines meet or cross in it.
    var branches: Bool {
      mean >= Self.branchingMean && fill <= Self.branchingFill && longerSide >= Self.shortestBranchPixels
        && fill * shorterSide <= Self.branchingArea * longerSide
    }

    /// Whether it is more than a texture.
    var looksLikeText: Bool {
      branches
        || (mean >= Self.textMean && longerSide >= Self.shortestLinePixels
          && longerSide >= Self.lineRatio * shorterSide)
    }
  }

  /// The box around it, grown to the letters' edges, on the picture.
  var box: Quadrilateral
  /// Whether the network takes the whole box for one line.
  let isLine: Bool
  let shape: Shape
  /// The pixels of a region that branches.
  let mask: MaskRegion?
  /// The look that found it; nil on a map of its own.
  var look: Look?
}
