import ModerationCore
import Inference

/// Finds the lines of text in a part of a picture.
struct TextLocalization: Sendable {
  let session: InferenceSession
  let postprocessing: DBPostprocessing

  init(session: InferenceSession, settings: PPOCRSettings.Detection) {
    self.session = session
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
    let (width, height) = (look.width, look.height)
    let part = look.isWhole(picture) ? picture : picture.part(columns: look.columns, rows: look.rows)
    let input = ModelInput.planes(of: part, resizedTo: (width, height), width: width)
    return try session.run(input, shape: [1, 3, height, width]) { map, shape throws(DetectorFailure) in
      guard shape == [1, 1, height, width] else {
        throw DetectorFailure(.inferenceFailed, message: "the text detector answers \(shape) to \(width)x\(height)")
      }
      let regions = postprocessing.regions(
        in: map, width: width, height: height, picture: (part.width, part.height)
      ).map { region in
        var region = region
        region.look = look
        region.box = Self.moved(region.box, look)
        return region
      }
      return answer(ReadingOrder.sorted(regions, by: \.box), map)
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
