import COpenVINO
import ModerationCore

/// A model that the runtime has compiled, and its requests.
///
/// `@unchecked Sendable`: the compiled model is immutable, and `InferenceSession` has each request and the input of the
/// same number used by one caller at a time.
final class CompiledModel: @unchecked Sendable {
  let requests: [OpaquePointer]
  /// Where callers write what each request is run on.
  let inputs: [InputBuffer]

  private let model: OpaquePointer
  /// What the runtime reads the weights of, where they are mapped; it must outlive the model.
  private let file: CompiledModelFile?
  private let runtime: InferenceRuntime

  init(
    _ model: OpaquePointer, of file: CompiledModelFile?, name: String, runtime: InferenceRuntime, concurrency: Int
  ) throws(HostFailure) {
    var made: [OpaquePointer] = []
    for _ in 0..<concurrency {
      let (request, reason) = withErrorText { moderation_request_create(model, $0, $1) }
      guard let request else {
        for request in made { moderation_request_free(request) }
        moderation_model_free(model)
        throw HostFailure(.runtimeUnavailable, message: "the runtime gives no request for \(name): \(reason)")
      }
      made.append(request)
    }
    requests = made
    inputs = made.map { _ in InputBuffer() }
    self.model = model
    self.file = file
    self.runtime = runtime
  }

  deinit {
    for request in requests { moderation_request_free(request) }
    moderation_model_free(model)
  }

  /// Gives back the pages of mapped weights, of which the runtime has made its own by the first run.
  func releaseFile() { file?.release() }
}
