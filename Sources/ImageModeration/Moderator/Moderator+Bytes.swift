extension Moderator {
  /// Moderates one image and, on the same thread, hands its bytes and its answer on: for drawing, which needs both,
  /// also of what cannot be read twice.
  ///
  /// - Parameter next: Called with the bytes; not called where they could not be read.
  /// - Returns: The answer, which stands whatever becomes of `next`, and what `next` gave; nil where it was not called.
  package func moderate<Value: Sendable>(
    _ source: ImageSource, under rules: Ruleset?,
    then next: @escaping @Sendable ([UInt8], ModerationResult, Cancellation) throws(HostFailure) -> Value
  ) async throws(HostFailure) -> (ModerationResult, Result<Value, HostFailure>?) {
    let pipeline = Pipeline(engine: engine, rules: rules ?? self.rules)
    let limits = pipeline.rules.limits
    let progress = Progress(pipeline.rules.policy)
    let answer: (ModerationResult, Result<Value, HostFailure>?) = try await engine.run(
      holding: source.heldBytes, timeToWork: limits.deadline
    ) {
      cancellation throws(HostFailure) in
      let bytes: [UInt8]
      let origin: ImageOrigin
      do {
        var facts = ImageFacts(byteCount: 0)
        (bytes, origin) = try source.load(limits, facts: &facts)
      } catch {
        // The pipeline refuses it or fails for the same reason, and knows how to say so.
        return (try pipeline.run(source, progress, cancellation), nil)
      }
      let result = try pipeline.run(.bytes(bytes, origin), progress, cancellation)
      // From here on the watching thread has more to say than a gap.
      progress.update { $0.result = result }
      return (result, Result { () throws(HostFailure) in try next(bytes, result, cancellation) })
    } late: {
      let state = progress.current
      return .success((state.result ?? pipeline.lateResult(state), .failure(.lateDrawing)))
    }
    shadows.count(answer.0)
    return answer
  }

  /// Does something with bytes that were judged before, on one of the moderator's threads.
  package func work<Value: Sendable>(
    on bytes: [UInt8], _ body: @escaping @Sendable ([UInt8], Cancellation) throws(HostFailure) -> Value
  ) async throws(HostFailure) -> Value {
    try await engine.run(holding: bytes.count, timeToWork: rules.limits.deadline) {
      cancellation throws(HostFailure) in
      try body(bytes, cancellation)
    } late: {
      .failure(.lateDrawing)
    }
  }
}

extension HostFailure {
  fileprivate static let lateDrawing = HostFailure(
    .deadlinePassed, message: "the deadline passed before the pictures were drawn")
}
