import ModerationCore
import Inference

/// Finds the lines of text in a picture.
struct TextLocalization: Sendable {
  let session: InferenceSession
  let postprocessing: DBPostprocessing
  private let side: PPOCRSettings.DetectionSide

  init(session: InferenceSession, settings: PPOCRSettings.Detection) {
    self.session = session
    postprocessing = DBPostprocessing(settings: settings)
    side = settings.side
  }

  /// The size on which a picture is looked at.
  func size(of picture: PictureBuffer) -> (width: Int, height: Int) {
    side.size(width: picture.width, height: picture.height)
  }

  /// What is taken for text, in reading order.
  ///
  /// - Parameter size: The size on which it is looked for, both sides multiples of 32.
  func regions(
    in picture: PictureBuffer, size: (width: Int, height: Int)
  ) throws(DetectorFailure) -> [TextRegion] {
    let (width, height) = size
    let input = ModelInput.planes(of: picture, resizedTo: size, width: width)
    return try session.run(input, shape: [1, 3, height, width]) { map, shape throws(DetectorFailure) in
      guard shape == [1, 1, height, width] else {
        throw DetectorFailure(.inferenceFailed, message: "the text detector answers \(shape) to \(width)x\(height)")
      }
      let regions = postprocessing.regions(
        in: map, width: width, height: height, picture: (picture.width, picture.height))
      return ReadingOrder.sorted(regions, by: \.box)
    }
  }

  /// The boxes of the strokes that a region is made of; empty for one that does not branch.
  ///
  /// - Parameters:
  ///   - picture: The picture that the region was found in.
  ///   - size: The size on which it was found.
  func strokes(
    of region: TextRegion, in picture: PictureBuffer, size: (width: Int, height: Int)
  ) -> [Quadrilateral] {
    guard let mask = region.mask else { return [] }
    return postprocessing.strokes(
      of: mask, width: size.width, height: size.height, picture: (picture.width, picture.height))
  }
}
