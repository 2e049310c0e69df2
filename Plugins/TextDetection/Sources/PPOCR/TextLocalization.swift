import ModerationCore
import Inference

/// Finds the lines of text in a part of a picture.
struct TextLocalization: Sendable {
  let session: ShapedSession
  /// What looks are shown on; nil where each is an input of its own.
  let canvases: Canvases?
  let postprocessing: DBPostprocessing

  init(session: ShapedSession, settings: PPOCRSettings.Detection) {
    self.session = session
    canvases = settings.canvases
    postprocessing = DBPostprocessing(settings: settings)
  }

  /// What is taken for text, in reading order, in pixels of the picture.
  func regions(in picture: PictureBuffer, _ look: Look) throws(DetectorFailure) -> [TextRegion] {
    try self.look(at: picture, look) { regions, _ in regions }
  }

  /// The same, and where a little of text is beside it.
  func regionsAndTraces(
    in picture: PictureBuffer, _ look: Look
  ) throws(DetectorFailure) -> (regions: [TextRegion], traces: [PixelRectangle]) {
    try self.look(at: picture, look) { regions, map in (regions, FaintTraces.places(in: map, look, beside: regions)) }
  }

  private func look<Answer>(
    at picture: PictureBuffer, _ look: Look, _ answer: ([TextRegion], Span<Float>) -> Answer
  ) throws(DetectorFailure) -> Answer {
    let part = look.isWhole(picture) ? picture : picture.part(columns: look.columns, rows: look.rows)
    return try map(of: part, look) { map throws(DetectorFailure) in
      let regions = postprocessing.regions(
        in: map, width: look.width, height: look.height, picture: (part.width, part.height)
      ).map { region in
        var region = region
        region.look = look
        region.box = Self.moved(region.box, look)
        return region
      }
      return answer(ReadingOrder.sorted(regions, by: \.box), map)
    }
  }

  /// Shows the network's map of a picture, `look.height × look.width` probabilities.
  private func map<Answer>(
    of picture: PictureBuffer, _ look: Look, _ body: (Span<Float>) throws(DetectorFailure) -> Answer
  ) throws(DetectorFailure) -> Answer {
    let (width, height) = (look.width, look.height)
    let plan = canvases?.plan(width: width, height: height)
    guard let plan, plan.tiles.count > 1 else {
      let canvas = plan?.canvas ?? Canvases.Size(width: width, height: height)
      return try run(canvas) { input in
        ModelInput.fill(
          input, with: picture, resizedTo: (width, height), width: canvas.width, height: canvas.height)
      } read: { map throws(DetectorFailure) in
        if canvas.width == width { return try body(map.extracting(first: width * height)) }
        let own = [Float](unsafeUninitializedCapacity: width * height) { values, count in
          map.withUnsafeBufferPointer { map in
            for y in 0..<height {
              _ = values[(y * width)...].initialize(
                fromContentsOf: map[(y * canvas.width)..<(y * canvas.width + width)])
            }
          }
          count = width * height
        }
        return try body(own.span)
      }
    }
    let resized = LinearResize.resize(picture, width: width, height: height)
    var whole = [Float](repeating: 0, count: width * height)
    for tile in plan.tiles where !FlatParts.isFlat(resized, tile) {
      try run(plan.canvas) { input in
        ModelInput.fill(input, with: resized, tile, width: plan.canvas.width, height: plan.canvas.height)
      } read: { map throws(DetectorFailure) in
        map.withUnsafeBufferPointer { map in
          for y in tile.rows {
            let start = (y - tile.y) * plan.canvas.width - tile.x
            whole.replaceSubrange(
              (y * width + tile.columns.lowerBound)..<(y * width + tile.columns.upperBound),
              with: map[(start + tile.columns.lowerBound)..<(start + tile.columns.upperBound)])
          }
        }
      }
    }
    return try body(whole.span)
  }

  private func run<Answer>(
    _ canvas: Canvases.Size, fill: (UnsafeMutableBufferPointer<Float>) -> Void,
    read: (Span<Float>) throws(DetectorFailure) -> Answer
  ) throws(DetectorFailure) -> Answer {
    try session.run(shape: canvas.shape, fill: fill) { map, shape throws(DetectorFailure) in
      guard shape == [1, 1, canvas.height, canvas.width] else {
        throw DetectorFailure(
          .inferenceFailed, message: "the text detector answers \(shape) to \(canvas.width)x\(canvas.height)")
      }
      return try read(map)
    }
  }

  /// The boxes of the strokes that a region is made of; empty for one that does not branch.
  func strokes(of region: TextRegion) -> [Quadrilateral] {
    guard let mask = region.mask, let look = region.look else { return [] }
    return postprocessing.strokes(
      of: mask, width: look.width, height: look.height, picture: (look.columns.count, look.rows.count)
    ).map { Self.moved($0, look) }
  }

  /// From the part that was looked at to the picture.
  private static func moved(_ box: Quadrilateral, _ look: Look) -> Quadrilateral {
    let (x, y) = (Double(look.columns.lowerBound), Double(look.rows.lowerBound))
    return x == 0 && y == 0 ? box : box.mapped { PixelPoint(x: $0.x + x, y: $0.y + y) }
  }
}
