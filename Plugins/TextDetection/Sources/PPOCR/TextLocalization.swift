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

  /// The lines' boxes in reading order.
  func boxes(in picture: PictureBuffer) throws(DetectorFailure) -> [Quadrilateral] {
    let (width, height) = side.size(width: picture.width, height: picture.height)
    let resized = LinearResize.resize(picture, width: width, height: height)
    let input = ModelInput.planes(of: resized, width: width)
    return try session.run(input, shape: [1, 3, height, width]) { map, shape throws(DetectorFailure) in
      guard shape == [1, 1, height, width] else {
        throw DetectorFailure(.inferenceFailed, message: "the text detector answers \(shape) to \(width)x\(height)")
      }
      let boxes = postprocessing.boxes(
        in: map, width: width, height: height, picture: (picture.width, picture.height))
      return ReadingOrder.sorted(boxes)
    }
  }
}
