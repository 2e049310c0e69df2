import ModerationCore

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

  /// What of a map is taken for text, in the order of the regions. Corners are whole pixels inside the picture.
  ///
  /// - Parameters:
  ///   - map: `height × width` probabilities, row 0 on top.
  ///   - picture: Width and height of the picture that the map shows.
  func regions(
    in map: Span<Float>, width: Int, height: Int, picture: (width: Int, height: Int)
  ) -> [TextRegion] {
    ConnectedRegions.regions(
      of: map, above: Float(settings.pixelThreshold), width: width, height: height, dilated: true
    ).compactMap { region in
      guard let rectangle = MinimumAreaRectangle(around: region.hullCandidates),
        rectangle.shorterSide >= Self.minimumSide
      else { return nil }
      let tight = rectangle.quadrilateral
      let isLine =
        PolygonMean.mean(of: map, width: width, height: height, inside: tight) >= settings.boxThreshold
      let shape = TextRegion.Shape(region, in: tight, mean: region.mean(of: map, width: width))
      guard isLine || shape.looksLikeText, let box = box(around: tight, (width, height), picture) else { return nil }
      return TextRegion(box: box, isLine: isLine, shape: shape, mask: shape.branches ? region : nil)
    }
  }

  /// The boxes of the straight strokes that a region is made of.
  func strokes(
    of region: MaskRegion, width: Int, height: Int, picture: (width: Int, height: Int)
  ) -> [Quadrilateral] {
    return RegionStrokes.strokes(of: region).compactMap { points in
      guard let rectangle = MinimumAreaRectangle(around: points), rectangle.shorterSide >= Self.minimumSide else {
        return nil
      }
      return box(around: rectangle.quadrilateral, (width, height), picture)
    }
  }

  /// A region's rectangle, grown and on the picture; nil for one that is too small.
  private func box(
    around tight: Quadrilateral, _ map: (width: Int, height: Int), _ picture: (width: Int, height: Int)
  ) -> Quadrilateral? {
    guard let outline = GrownOutline.points(of: tight, ratio: settings.growth),
      let grown = MinimumAreaRectangle(around: outline),
      grown.shorterSide >= Self.minimumSide + Self.minimumGrowth
    else { return nil }
    let box = grown.quadrilateral.mapped { corner in
      PixelPoint(
        x: Self.whole(corner.x / Double(map.width) * Double(picture.width), picture.width),
        y: Self.whole(corner.y / Double(map.height) * Double(picture.height), picture.height))
    }
    guard Int(box.topLeft.distance(to: box.topRight)) > Self.minimumBoxSide,
      Int(box.topLeft.distance(to: box.bottomLeft)) > Self.minimumBoxSide
    else { return nil }
    return box
  }

  private static func whole(_ value: Double, _ count: Int) -> Double {
    min(max(value.rounded(.toNearestOrEven), 0), Double(count - 1))
  }
}
