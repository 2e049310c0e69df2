import ModerationCore
import Inference

/// Reads one straightened line.
struct LineRecognition: Sendable {
  /// The height of the model's input in pixels.
  static let inputHeight = 48
  /// The least width of the model's input; shorter lines have zeros to their right.
  static let minimumWidth = 64
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

  /// The width of the input for a line of some width, zeros to its right: the next of 31 widths, each at most a fifth
  /// above the one before it from 160 pixels on. A width that was never seen costs the runtime 9 to 32 ms once.
  static func inputWidth(for width: Int) -> Int {
    let step =
      switch width {
      case ...320: 32
      case ...640: 64
      case ...1280: 128
      default: 320
      }
    return max(minimumWidth, (width + step - 1) / step * step)
  }

  /// What a line says; nil when it is too long for its height.
  func read(_ line: PictureBuffer) throws(DetectorFailure) -> CTCDecoder.Line? {
    let width = Self.scaledWidth(of: line)
    guard width <= min(widthLimit, Self.maximumWidth) else { return nil }
    let padded = Self.inputWidth(for: width)
    let input = ModelInput.planes(of: line, resizedTo: (width, Self.inputHeight), width: padded)
    return try session.run(input, shape: [1, 3, Self.inputHeight, padded]) { output, shape throws(DetectorFailure) in
      try decoder.decode(output, shape: shape)
    }
  }
}
