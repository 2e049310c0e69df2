import COpenVINO
public import ModerationCore

/// A compiled model with a bounded pool of requests: as many inferences at a time as it was made for.
///
/// Every inference runs with one thread, and in fp32 unless asked otherwise, so that results do not depend on the
/// machine's load or on bf16 units; throughput comes from images in parallel. A caller beyond the bound waits for a
/// free request; callers themselves are bounded by the `Moderator`.
///
/// `@unchecked Sendable`: the compiled model is immutable, and a request is held by one caller at a time.
public final class InferenceSession: @unchecked Sendable {
  /// The arithmetic of a model.
  public enum Precision: Hashable, Sendable {
    /// 32-bit floating point, the same on every machine up to rounding.
    case fp32
    /// bfloat16: four times as fast as fp32 with AMX, no faster with AVX-512 BF16 alone, and scores move a little
    /// (measured 2026-11-21). Only where the CPU has units for it: the runtime would emulate it, four times slower.
    case bf16
  }

  /// Whether this CPU has units for bf16.
  public static var canUseBF16: Bool { moderation_cpu_has_bf16() != 0 }

  /// One output of a run.
  public struct Output: Sendable {
    /// Row-major elements, all finite.
    public let elements: [Float]
    /// The dimensions.
    public let shape: [Int]
  }

  private let runtime: InferenceRuntime
  private let model: OpaquePointer
  private let requests: [OpaquePointer]
  private let slots: SlotPool

  /// Compiles an ONNX model with one float32 input.
  ///
  /// - Parameters:
  ///   - onnx: The model file's bytes.
  ///   - name: The model's name, for error messages.
  ///   - concurrency: How many inferences may run at a time; at least 1.
  ///   - precision: The arithmetic.
  ///   - inputShape: What the input has for dimensions instead of those of the file; nil for the file's own.
  public init(
    onnx: [UInt8], name: String, runtime: InferenceRuntime, concurrency: Int, precision: Precision = .fp32,
    inputShape: [Int]? = nil
  ) throws(HostFailure) {
    guard precision == .fp32 || Self.canUseBF16 else {
      throw HostFailure(.runtimeUnavailable, message: "this CPU has no bf16 units: leave \(name) in fp32")
    }
    self.runtime = runtime
    let count = max(1, concurrency)
    let dimensions = (inputShape ?? []).map(Int64.init)
    let (compiled, reason) = onnx.withUnsafeBytes { bytes in
      withErrorText { text, capacity in
        bytes.baseAddress.flatMap {
          moderation_model_compile(
            runtime.handle, $0, bytes.count, Int32(clamping: count), precision == .bf16 ? 1 : 0, dimensions,
            Int64(dimensions.count), text, capacity)
        }
      }
    }
    guard let compiled else {
      throw HostFailure(.runtimeUnavailable, message: "the runtime does not take the model \(name): \(reason)")
    }
    runtime.noteCompiled()
    model = compiled
    var made: [OpaquePointer] = []
    for _ in 0..<count {
      let (request, reason) = withErrorText { moderation_request_create(compiled, $0, $1) }
      guard let request else {
        for request in made { moderation_request_free(request) }
        moderation_model_free(compiled)
        throw HostFailure(.runtimeUnavailable, message: "the runtime gives no request for \(name): \(reason)")
      }
      made.append(request)
    }
    requests = made
    slots = SlotPool(count: count)
  }

  deinit {
    for request in requests { moderation_request_free(request) }
    moderation_model_free(model)
  }

  /// Runs the model once and copies its first output.
  ///
  /// - Parameters:
  ///   - input: Row-major float32 elements, as many as `shape` multiplies to.
  ///   - shape: The input's dimensions, for example `[1, 224, 224, 3]`.
  ///   - outputCount: How many elements the output must have.
  /// - Throws: `inferenceFailed` when the runtime fails, or when the output has another size or is not finite.
  public func run(_ input: [Float], shape: [Int64], outputCount: Int) throws(DetectorFailure) -> [Float] {
    try run(input, shape: shape.map(Int.init)) { output, outputShape throws(DetectorFailure) in
      guard output.count == outputCount else {
        throw DetectorFailure(
          .inferenceFailed, message: "the model's output has the shape \(outputShape), not \(outputCount) elements")
      }
      return output.withUnsafeBufferPointer { Array($0) }
    }
  }

  /// Runs the model once and shows its first output where it lies.
  ///
  /// For models whose sizes vary from call to call. Every shape that a session has not seen yet costs some
  /// milliseconds once, and memory for good, so a caller keeps their number small.
  ///
  /// - Parameters:
  ///   - input: Row-major float32 elements, as many as `shape` multiplies to.
  ///   - shape: The input's dimensions.
  ///   - read: Called once with the output's elements, all finite, and its dimensions. Holds one of the session's
  ///     requests meanwhile, so it must not run this session again.
  /// - Throws: `inferenceFailed` when the runtime fails or the output is not finite, and what `read` throws.
  public func run<Result>(
    _ input: [Float], shape: [Int], read: (Span<Float>, [Int]) throws(DetectorFailure) -> Result
  ) throws(DetectorFailure) -> Result {
    try withRun(of: input, shape: shape) { request throws(DetectorFailure) in
      let (elements, outputShape) = try Self.output(nil, of: request)
      return try read(elements.span, outputShape)
    }
  }

  /// Runs the model once and copies the outputs named, in that order.
  ///
  /// - Throws: `inferenceFailed` when the runtime fails, an output is missing, or one is not finite.
  public func run(_ input: [Float], shape: [Int], outputs names: [String]) throws(DetectorFailure) -> [Output] {
    try withRun(of: input, shape: shape) { request throws(DetectorFailure) in
      try names.map { name throws(DetectorFailure) in
        let (elements, shape) = try Self.output(name, of: request)
        return Output(elements: Array(elements), shape: shape)
      }
    }
  }

  private func withRun<Result>(
    of input: [Float], shape: [Int], _ read: (OpaquePointer) throws(DetectorFailure) -> Result
  ) throws(DetectorFailure) -> Result {
    guard shape.reduce(1, *) == input.count else {
      throw DetectorFailure(.inferenceFailed, message: "\(input.count) elements do not fill the shape \(shape)")
    }
    return try slots.withSlot { slot throws(DetectorFailure) in
      let request = requests[slot]
      let (status, reason) = withErrorText {
        moderation_request_run(request, input, shape.map(Int64.init), Int64(shape.count), $0, $1)
      }
      guard status == 0 else { throw DetectorFailure(.inferenceFailed, message: reason) }
      return try read(request)
    }
  }

  /// One output of the last run, the first for nil; valid until another is asked for.
  private static func output(
    _ name: String?, of request: OpaquePointer
  ) throws(DetectorFailure) -> (elements: UnsafeBufferPointer<Float>, shape: [Int]) {
    var dimensions = [Int64](repeating: 0, count: 8)
    var rank: Int64 = 0
    let (data, reason) = withErrorText {
      moderation_request_output(request, name, &dimensions, Int64(dimensions.count), &rank, $0, $1)
    }
    guard let data else { throw DetectorFailure(.inferenceFailed, message: reason) }
    let shape = dimensions.prefix(Int(clamping: rank)).map { Int(clamping: $0) }
    let elements = UnsafeBufferPointer(start: data, count: shape.reduce(1, *))
    guard allFinite(elements) else {
      throw DetectorFailure(.inferenceFailed, message: "the model's output holds a value that is not finite")
    }
    return (elements, shape)
  }

  /// Whether no element has an exponent of all ones. Without a branch, because outputs have up to ten million elements.
  static func allFinite(_ elements: UnsafeBufferPointer<Float>) -> Bool {
    var bad: UInt32 = 0
    for element in elements {
      bad |= element.bitPattern & 0x7f80_0000 == 0x7f80_0000 ? 1 : 0
    }
    return bad == 0
  }
}
