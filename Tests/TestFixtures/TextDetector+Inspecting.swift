package import ModerationCore

extension TextDetector {
  /// Judges lines of which nothing more is known.
  package func inspect(_ lines: [RecognizedLine]) throws(DetectorFailure) -> [Finding] {
    try inspect(lines, of: TextDescription())
  }
}
