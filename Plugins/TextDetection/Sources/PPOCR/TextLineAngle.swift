import ModerationCore
import Inference

/// Tells lines that stand on their head, with the angle classifier of PP-OCR (mobile v2.0).
struct TextLineAngle: Sendable {
  /// Height and width of the model's input in pixels.
  private static let inputHeight = 48
  private static let inputWidth = 192
  static let shape = [1, 3, inputHeight, inputWidth]
  /// A line is turned when the classifier is surer than this.
  private static let threshold: Float = 0.9

  let session: InferenceSession

  /// Whether a line stands on its head.
  ///
  /// Long lines are squeezed into the input's width, and then the answer is wrong for about one line in a hundred:
  /// check it against what the line reads like.
  func isUpsideDown(_ line: PictureBuffer) throws(DetectorFailure) -> Bool {
    let width = min(Self.inputWidth, LineRecognition.scaledWidth(of: line))
    return try session.run(shape: Self.shape) { input in
      ModelInput.fill(
        input, with: line, resizedTo: (width, Self.inputHeight), width: Self.inputWidth, height: Self.inputHeight)
    } read: { output, shape throws(DetectorFailure) in
      guard output.count == 2 else {
        throw DetectorFailure(.inferenceFailed, message: "the angle classifier's output has the shape \(shape), not 2")
      }
      return output[1] > Self.threshold && output[1] > output[0]
    }
  }
}
