import ModerationCore
import Inference

/// Reads one straightened line.
struct LineRecognition: Sendable {
  /// The height of the model's input in pixels.
  static let inputHeight = 48
  /// The least width of the model's input; shorter lines have zeros to their right.
  static let minimumWidth = 320
  /// Widths are rounded up to this step: a width that was never seen costs the runtime 9 to 32 ms once, and at most 71
  /// widths can be seen.
  static let widthStep = 64
  /// The greatest width: a line 100 times as long as high. The output then takes 45 MB.
  static let maximumWidth = 4800

  let session: InferenceSession
  let decoder: CTCDecoder
  /// Longer lines are not read: at most `maximumWidth`.
  var widthLimit = Self.maximumWidth

  /// The width of a line once it is 48 pixels high, rounded up; at least 1.
  static func scaledWidth(of line: PictureBuffer) -> Int {
    max(1, Int((Double(inputHeight) * (Double(line.width) / Double(line.height))).rounded(.up)))
  }

  /// What a line says; nil when it is too long for its height.
  func read(_ line: PictureBuffer) throws(DetectorFailure) -> CTCDecoder.Line? {
    let width = Self.scaledWidth(of: line)
    guard width <= min(widthLimit, Self.maximumWidth) else { return nil }
    let padded = (max(Self.minimumWidth, width) + Self.widthStep - 1) / Self.widthStep * Self.widthStep
    let input = ModelInput.planes(of: line, resizedTo: (width, Self.inputHeight), width: padded)
    return try session.run(input, shape: [1, 3, Self.inputHeight, padded]) { output, shape throws(DetectorFailure) in
      try decoder.decode(output, shape: shape)
    }
  }
}
