import ModerationCore
import Inference

/// Reads one straightened line.
struct LineRecognition: Sendable {
  /// The height of the model's input in pixels.
  static let inputHeight = 48
  /// The greatest width: a line 100 times as long as high. The output then takes 45 MB.
  static let maximumWidth = 4800

  let session: ShapedSession
  let decoder: CTCDecoder
  /// Longer lines are not read: at most `maximumWidth`.
  var widthLimit = Self.maximumWidth

  /// The width of a line once it is 48 pixels high, rounded up; at least 1.
  static func scaledWidth(of line: PictureBuffer) -> Int {
    max(1, Int((Double(inputHeight) * (Double(line.width) / Double(line.height))).rounded(.up)))
  }

  /// Widths that the network is compiled for, each 10 to 15 MB and 20 to 40 ms to open: of 277 lines of 61 pictures
  /// 86 % fit one (2026-11-28).
  static let commonWidths = [320, 192, 576]

  /// The width of the input for a line of some width, zeros to its right: the narrowest of the common ones, or the next
  /// of 17 others. A width that is not common and was not seen yet costs the runtime 9 to 32 ms once.
  static func inputWidth(for width: Int) -> Int {
    if let common = commonWidths.filter({ $0 >= width }).min() { return common }
    let step = width <= 1280 ? 128 : 320
    return (width + step - 1) / step * step
  }

  /// What a line says; nil when it is too long for its height.
  func read(_ line: PictureBuffer) throws(DetectorFailure) -> CTCDecoder.Line? {
    let width = Self.scaledWidth(of: line)
    guard width <= min(widthLimit, Self.maximumWidth) else { return nil }
    let padded = Self.inputWidth(for: width)
    return try session.run(shape: [1, 3, Self.inputHeight, padded]) { input in
      ModelInput.fill(
        input, with: line, resizedTo: (width, Self.inputHeight), width: padded, height: Self.inputHeight)
    } read: { output, shape throws(DetectorFailure) in
      try decoder.decode(output, shape: shape)
    }
  }
}
