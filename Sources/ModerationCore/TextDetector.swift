/// Judges all recognised text of one image at once, so that a rule can span lines and frames.
///
/// The rules of `Detector` hold: deterministic, called concurrently, an error where it could not look.
public protocol TextDetector: Sendable {
  /// What this detector is. A value, constant for life.
  var descriptor: DetectorDescriptor { get }

  /// Judges the text of one image.
  ///
  /// - Parameters:
  ///   - lines: Every line of every recogniser and sampled frame, frames ascending, boxes in pixels of the upright
  ///     original. Empty when nothing was written.
  ///   - text: The deadline, and what the caller knows of the text.
  /// - Returns: Findings whose locations are boxes of these lines.
  func inspect(_ lines: [RecognizedLine], of text: TextDescription) throws(DetectorFailure) -> [Finding]
}
