extension Moderator {
  /// Moderates one image and draws what was found on copies of its frames.
  ///
  /// The image is read once, so this works for what cannot be read twice.
  ///
  /// - Throws: `HostFailure` as `moderate(_:)` does. A drawing that fails leaves the answer standing.
  public func moderate(
    _ source: ImageSource, annotating style: AnnotationStyle
  ) async throws(HostFailure) -> AnnotatedResult {
    try await onThread { pipeline, progress, cancellation throws(HostFailure) in
      let bytes: [UInt8]
      let origin: ImageOrigin
      do {
        var facts = ImageFacts(byteCount: 0)
        (bytes, origin) = try source.load(pipeline.limits, facts: &facts)
      } catch {
        // The pipeline refuses it or fails for the same reason, and knows how to say so.
        return AnnotatedResult(result: try pipeline.run(source, progress, cancellation), pictures: .success([]))
      }
      let result = try pipeline.run(.bytes(bytes, origin), progress, cancellation)
      // From here on the watching thread has more to say than a gap.
      progress.update { $0.result = result }
      return AnnotatedResult(
        result: result,
        pictures: Result { () throws(HostFailure) in
          try Annotator(pipeline).run(bytes, result, style, cancellation)
        })
    } late: { pipeline, progress in
      let state = progress.current
      return .success(
        AnnotatedResult(result: state.result ?? pipeline.lateResult(state), pictures: .failure(.lateDrawing)))
    }
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
    try await onThread { pipeline, _, cancellation throws(HostFailure) in
      try Annotator(pipeline).run(bytes, result, style, cancellation)
    } late: { _, _ in
      .failure(.lateDrawing)
    }
  }
}

extension HostFailure {
  fileprivate static let lateDrawing = HostFailure(
    .deadlinePassed, message: "the deadline passed before the pictures were drawn")
}
