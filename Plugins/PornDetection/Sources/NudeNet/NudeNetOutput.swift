import ModerationCore

/// One body part that NudeNet found.
struct NudeNetBox: Hashable, Sendable {
  let part: NudeNetClass
  /// How sure the model is, 0…1.
  let score: Double
  /// Where, in the pixels given.
  let rectangle: PixelRectangle
}

/// Reads NudeNet's output, step by step as the package nudenet 3.4.2 does.
enum NudeNetOutput {
  /// Candidates in the output: cells of 8, 16 and 32 pixels in 320×320.
  static let candidateCount = 2100
  /// Box centre and size, then a score for each class.
  static let rowCount = 4 + NudeNetClass.allCases.count
  /// Candidates below are not looked at.
  static let minimumCandidateScore: Float = 0.2
  /// Only above this is a candidate kept: the package passes it to OpenCV's suppression, after the 0.2.
  static let minimumScore = 0.25
  /// Boxes that share more than this of their union with a surer one are dropped, whatever their classes.
  static let maximumOverlap = 0.45

  /// The boxes, surest first, clipped to the frame.
  ///
  /// - Parameters:
  ///   - output: `[22, 2100]`, row-major, finite.
  ///   - squareSide: The side of the padded square in pixels of the frame.
  ///   - size: Width and height of the frame.
  static func boxes(in output: Span<Float>, squareSide: Int, size: PixelSize) -> [NudeNetBox] {
    guard output.count == rowCount * candidateCount else { return [] }
    let scale = Double(squareSide) / Double(NudeNetInput.side)
    var candidates: [NudeNetBox] = []
    for index in 0..<candidateCount {
      func value(_ row: Int) -> Float { output[row * candidateCount + index] }
      var best = 0
      for row in 1..<NudeNetClass.allCases.count where value(4 + row) > value(4 + best) { best = row }
      let score = value(4 + best)
      guard score >= minimumCandidateScore, Double(score) > minimumScore else { continue }
      let (width, height) = (Double(value(2)), Double(value(3)))
      guard
        let rectangle = clipped(
          x: (Double(value(0)) - width / 2) * scale, y: (Double(value(1)) - height / 2) * scale,
          width: width * scale, height: height * scale, to: size)
      else { continue }
      candidates.append(
        NudeNetBox(part: NudeNetClass.allCases[best], score: min(1, Double(score)), rectangle: rectangle))
    }
    return suppressed(candidates)
  }

  /// A box cut off at the frame's edges as the package cuts it: what lies left of or above the frame moves the box, and
  /// does not narrow it. Nil for a box that lies in the padding alone, which the package gives without width or height.
  private static func clipped(
    x: Double, y: Double, width: Double, height: Double, to size: PixelSize
  ) -> PixelRectangle? {
    let left = max(0, min(x, Double(size.width)))
    let top = max(0, min(y, Double(size.height)))
    let box = PixelRectangle(
      x: left, y: top, width: min(width, Double(size.width) - left), height: min(height, Double(size.height) - top))
    return box.width > 0 && box.height > 0 ? box : nil
  }

  /// Drops boxes that a surer one covers; equal scores keep their order.
  static func suppressed(_ candidates: [NudeNetBox]) -> [NudeNetBox] {
    let order = candidates.indices.sorted {
      candidates[$0].score != candidates[$1].score ? candidates[$0].score > candidates[$1].score : $0 < $1
    }
    var kept: [NudeNetBox] = []
    for index in order {
      let box = candidates[index]
      if kept.allSatisfy({ overlap($0.rectangle, box.rectangle) <= maximumOverlap }) { kept.append(box) }
    }
    return kept
  }

  /// Intersection over union, 0…1.
  static func overlap(_ a: PixelRectangle, _ b: PixelRectangle) -> Double {
    let across = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    let down = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    guard across > 0, down > 0 else { return 0 }
    return across * down / (a.width * a.height + b.width * b.height - across * down)
  }
}
