public import ImageModeration

extension Moderator {
  /// Moderates one image and draws what was found on copies of its frames.
  ///
  /// The image is read once, so this works for what cannot be read twice.
  ///
  /// - Throws: `HostFailure` as `moderate(_:under:)` does. A drawing that fails leaves the answer standing.
  public func moderate(
    _ source: ImageSource, under rules: Ruleset? = nil, annotating style: AnnotationStyle
  ) async throws(HostFailure) -> AnnotatedResult {
    let size = (rules ?? self.rules).limits.size
    let (result, pictures) = try await moderate(source, under: rules) {
      [engine] bytes, result, cancellation throws(HostFailure) in
      try Annotator(engine, size: size).run(bytes, result, style, cancellation)
    }
    return AnnotatedResult(result: result, pictures: pictures ?? .success([]))
  }

  /// Draws what was found in an image on copies of its frames, decoded anew under the same limits.
  ///
  /// - Parameters:
  ///   - bytes: The image that was judged, the same to the last bit.
  ///   - result: Its answer.
  ///   - style: How to draw.
  /// - Returns: One picture per frame with something to review or block, else frame 0 alone; none of a refused image.
  /// - Throws: `HostFailure` when the bytes are not those that were judged or the drawing fails.
  public func annotate(
    _ bytes: [UInt8], with result: ModerationResult, style: AnnotationStyle = AnnotationStyle()
  ) async throws(HostFailure) -> [AnnotatedPicture] {
    try await work(on: bytes) { [engine, rules] bytes, cancellation throws(HostFailure) in
      try Annotator(engine, size: rules.limits.size).run(bytes, result, style, cancellation)
    }
  }
}
