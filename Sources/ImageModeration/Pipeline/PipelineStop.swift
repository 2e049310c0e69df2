/// Why an image's way through the pipeline ended before a verdict.
enum PipelineStop: Error {
  /// The image was refused.
  case rejected(InputRejection)
  /// This machine failed.
  case failed(HostFailure)
}

/// Runs a step that may refuse the image.
func rejecting<Result>(_ body: () throws(InputRejection) -> Result) throws(PipelineStop) -> Result {
  do { return try body() } catch { throw .rejected(error) }
}
