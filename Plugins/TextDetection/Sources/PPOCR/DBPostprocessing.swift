/// From the detector's probability map to boxes on the picture (differentiable binarisation, Liao et al. 2020).
///
/// Threshold, 2 × 2 dilation, connected regions, smallest rectangle around each, mean probability inside it, growth,
/// smallest rectangle again, back to the picture's pixels. Steps and small numbers as rapidocr 3.10.0 has them.
struct DBPostprocessing: Sendable {
  /// The shorter side that a region's rectangle must have, in pixels of the map.
  static let minimumSide = 3.0
  /// How much more it must have once it has grown.
  static let minimumGrowth = 2.0
  /// Boxes whose sides are no longer than this are dropped, in pixels of the picture.
  static let minimumBoxSide = 3

  let settings: PPOCRSettings.Detection

  /// The boxes of a map, in the order of their regions. Corners are whole pixels inside the picture.
  ///
  /// - Parameters:
  ///   - map: `height × width` probabilities, row 0 on top.
  ///   - picture: Width and height of the picture that the map shows.
  func boxes(
    in map: Span<Float>, width: Int, height: Int, picture: (width: Int, height: Int)
  ) -> [Quadrilateral] {
    let threshold = Float(settings.pixelThreshold)
    var mask = [Bool](repeating: false, count: width * height)
    for i in 0..<(width * height) { mask[i] = map[i] > threshold }
    let regions = ConnectedRegions.hullCandidates(of: mask, width: width, height: height, dilated: true)
    var boxes: [Quadrilateral] = []
    for region in regions {
      guard let rectangle = MinimumAreaRectangle(around: region), rectangle.shorterSide >= Self.minimumSide else {
        continue
      }
      let tight = rectangle.quadrilateral
      guard
        PolygonMean.mean(of: map, width: width, height: height, inside: tight) >= settings.boxThreshold,
        let outline = GrownOutline.points(of: tight, ratio: settings.growth),
        let grown = MinimumAreaRectangle(around: outline),
        grown.shorterSide >= Self.minimumSide + Self.minimumGrowth
      else { continue }
      let box = grown.quadrilateral.mapped { corner in
        ImagePoint(
          x: Self.whole(corner.x / Double(width) * Double(picture.width), picture.width),
          y: Self.whole(corner.y / Double(height) * Double(picture.height), picture.height))
      }
      guard Int(box.topLeft.distance(to: box.topRight)) > Self.minimumBoxSide,
        Int(box.topLeft.distance(to: box.bottomLeft)) > Self.minimumBoxSide
      else { continue }
      boxes.append(box)
    }
    return boxes
  }

  private static func whole(_ value: Double, _ count: Int) -> Double {
    min(max(value.rounded(.toNearestOrEven), 0), Double(count - 1))
  }
}
