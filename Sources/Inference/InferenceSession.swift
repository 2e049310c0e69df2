import COpenVINO
import Glibc
public import ModerationCore
import Synchronization

/// A compiled model with a bounded pool of requests: as many inferences at a time as it was made for.
///
/// Every inference runs with one thread, and in fp32 unless asked otherwise, so that results do not depend on the
/// machine's load or on bf16 units; throughput comes from images in parallel. A caller beyond the bound waits for a
/// free request; callers themselves are bounded by the `Moderator`. Safe to use from any thread.
public final class InferenceSession: Sendable {
  /// The arithmetic of a model.
  public enum Precision: Hashable, Sendable {
    /// 32-bit floating point, the same on every machine up to rounding.
    case fp32
    /// bfloat16: four times as fast as fp32 with AMX, 1.4 to 2 times with AVX-512 BF16 on Zen 5, no faster with that of
    /// a Xeon, and scores move a little (measured 2026-11-21 and 27). Only where the CPU has units for it: the runtime
    /// would emulate it, four times slower.
    case bf16
  }

  /// Whether this CPU has units for bf16, and the environment does not hold the runtime's kernels to a CPU without: there
  /// it would end the process.
  public static var canUseBF16: Bool {
    let isHeld = ["ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA"].contains { name in
      guard let value = getenv(name).map({ String(cString: $0).uppercased() }), !value.isEmpty else { return false }
      return !["BF16", "FP16", "AMX", "ALL", "DEFAULT"].contains { value.contains($0) }
    }
    return moderation_cpu_has_bf16() != 0 && !isHeld
  }

  /// One output of a run.
  public struct Output: Sendable {
    /// Row-major elements, all finite.
    public let elements: [Float]
    /// The dimensions.
    public let shape: [Int]
  }

  /// When a model is loaded.
  public enum Loading: Hashable, Sendable {
    /// When the session is made, so that a runtime that refuses the model is seen then.
    case atOnce
    /// When it is first run. Its file is read and checked when the session is made all the same, so that a missing or
    /// altered one is seen then; a runtime that refuses it fails the run.
    case whenUsed
  }

  /// Inputs of so many elements and more have a model of their own, one of them at a time.
  private let large: (fromElementCount: Int, session: InferenceSession)?
  private let slots: SlotPool
  private let load: @Sendable () throws(HostFailure) -> CompiledModel
  private let loaded = Mutex<CompiledModel?>(nil)
  /// Runs until each request has run once; then what is mapped of the model's file is given back.
  private let runsBeforeRelease: Atomic<Int>

  /// Compiles an ONNX model with one float32 input, or opens what the runtime's folder keeps of it.
  ///
  /// - Parameters:
  ///   - onnx: The model file's bytes.
  ///   - name: The model's name, for error messages.
  ///   - concurrency: How many inferences may run at a time; at least 1.
  ///   - precision: The arithmetic.
  ///   - inputShape: What the input has for dimensions instead of those of the file; nil for the file's own.
  public convenience init(
    onnx: [UInt8], name: String, runtime: InferenceRuntime, concurrency: Int, precision: Precision = .fp32,
    inputShape: [Int]? = nil
  ) throws(HostFailure) {
    try Self.check(precision, of: name)
    let order = InferenceRuntime.Order(
      name: name, concurrency: max(1, concurrency), precision: precision, inputShape: inputShape ?? [])
    let model = try runtime.model(order, onnx: onnx)
    self.init(concurrency: order.concurrency) { () throws(HostFailure) in model }
    loaded.withLock { $0 = model }
  }

  /// The same of a file of a store, which is read and checked now.
  ///
  /// - Parameters:
  ///   - file: The ONNX file, pinned.
  ///   - concurrency: How many inferences may run at a time; at least 1.
  ///   - precision: The arithmetic.
  ///   - inputShape: What the input has for dimensions instead of those of the file; nil for the file's own.
  ///   - loading: When the model is loaded.
  ///   - elementCount: Inputs of so many elements and more are run one at a time, whatever the concurrency: for models
  ///     whose sizes vary, because what the largest input took is kept for each inference that may run at a time. A
  ///     second copy of the weights is loaded with the first of them.
  /// - Throws: `modelMissing`, `modelAltered`, and `runtimeUnavailable` when the runtime does not take it.
  public convenience init(
    _ file: ModelStore.File, of store: ModelStore, runtime: InferenceRuntime, concurrency: Int,
    precision: Precision = .fp32, inputShape: [Int]? = nil, loading: Loading = .atOnce,
    oneAtATimeFrom elementCount: Int? = nil
  ) throws(HostFailure) {
    try Self.check(precision, of: file.path)
    let order = InferenceRuntime.Order(
      name: file.path, concurrency: max(1, concurrency), precision: precision, inputShape: inputShape ?? [])
    if loading == .whenUsed { try runtime.check(file, of: store) }
    var large: (Int, InferenceSession)?
    if let elementCount, order.concurrency > 1 {
      large = (
        elementCount,
        InferenceSession(concurrency: 1) { () throws(HostFailure) in
          let order = InferenceRuntime.Order(
            name: file.path, concurrency: 1, precision: precision, inputShape: inputShape ?? [])
          return try runtime.model(order, file: file, of: store)
        }
      )
    }
    switch loading {
    case .atOnce:
      let model = try runtime.model(order, file: file, of: store)
      self.init(concurrency: order.concurrency, large: large) { () throws(HostFailure) in model }
      loaded.withLock { $0 = model }
    case .whenUsed:
      self.init(concurrency: order.concurrency, large: large) { () throws(HostFailure) in
        try runtime.model(order, file: file, of: store)
      }
    }
  }

  init(
    concurrency: Int, large: (Int, InferenceSession)? = nil,
    load: @escaping @Sendable () throws(HostFailure) -> CompiledModel
  ) {
    self.load = load
    self.large = large
    slots = SlotPool(count: concurrency)
    runsBeforeRelease = Atomic(concurrency)
  }

  static func check(_ precision: Precision, of name: String) throws(HostFailure) {
    guard precision == .fp32 || canUseBF16 else {
      throw HostFailure(.runtimeUnavailable, message: "this CPU has no bf16 units: leave \(name) in fp32")
    }
  }

  /// The model; loaded now, where nobody has yet. The lock is held meanwhile, so that a second caller waits for the
  /// first in place of loading the same.
  private func model() throws(DetectorFailure) -> CompiledModel {
    try loaded.withLock { loaded throws(DetectorFailure) in
      if let loaded { return loaded }
      do throws(HostFailure) {
        let model = try load()
        loaded = model
        return model
      } catch {
        throw DetectorFailure(.inferenceFailed, message: error.message)
      }
    }
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

  /// Runs the model once on an input that the caller writes where the session keeps it, and shows its first output
  /// where it lies.
  ///
  /// For inputs of megabytes: an array made for each run costs more to get from the system than to fill. Each request
  /// has a buffer of its own, as large as its largest input.
  ///
  /// - Parameters:
  ///   - shape: The input's dimensions, each at least 1.
  ///   - fill: Called once; must write each of the row-major elements, which hold those of an earlier input.
  ///   - read: Called once with the output's elements, all finite, and its dimensions. Both closures hold one of the
  ///     session's requests, so neither must run this session again.
  /// - Throws: `inferenceFailed` when the runtime fails or the output is not finite, and what `read` throws.
  public func run<Result>(
    shape: [Int], fill: (UnsafeMutableBufferPointer<Float>) -> Void,
    read: (Span<Float>, [Int]) throws(DetectorFailure) -> Result
  ) throws(DetectorFailure) -> Result {
    let count = shape.reduce(1, *)
    guard count > 0, shape.allSatisfy({ $0 > 0 }) else {
      throw DetectorFailure(.inferenceFailed, message: "the shape \(shape) has no elements")
    }
    return try withRequest(count) { model, slot throws(DetectorFailure) in
      let input = model.inputs[slot].elements(count)
      fill(input)
      guard let elements = input.baseAddress else { fatalError("\(count) elements have an address") }
      let request = try Self.run(model, slot, elements, shape)
      let (output, outputShape) = try Self.output(nil, of: request)
      return try read(output.span, outputShape)
    }
  }

  private func withRun<Result>(
    of input: [Float], shape: [Int], _ read: (OpaquePointer) throws(DetectorFailure) -> Result
  ) throws(DetectorFailure) -> Result {
    guard shape.reduce(1, *) == input.count else {
      throw DetectorFailure(.inferenceFailed, message: "\(input.count) elements do not fill the shape \(shape)")
    }
    return try withRequest(input.count) { model, slot throws(DetectorFailure) in
      try read(try Self.run(model, slot, input, shape))
    }
  }

  /// Holds a request of the model that inputs of so many elements are for.
  private func withRequest<Result>(
    _ elementCount: Int, _ body: (CompiledModel, Int) throws(DetectorFailure) -> Result
  ) throws(DetectorFailure) -> Result {
    if let large, elementCount >= large.fromElementCount { return try large.session.withRequest(elementCount, body) }
    let model = try model()
    return try slots.withSlot { slot throws(DetectorFailure) in
      defer {
        if runsBeforeRelease.load(ordering: .relaxed) > 0,
          runsBeforeRelease.subtract(1, ordering: .relaxed).newValue == 0
        {
          model.releaseFile()
        }
      }
      return try body(model, slot)
    }
  }

  private static func run(
    _ model: CompiledModel, _ slot: Int, _ input: UnsafePointer<Float>, _ shape: [Int]
  ) throws(DetectorFailure) -> OpaquePointer {
    let request = model.requests[slot]
    let (status, reason) = withErrorText {
      moderation_request_run(request, input, shape.map(Int64.init), Int64(shape.count), $0, $1)
    }
    guard status == 0 else { throw DetectorFailure(.inferenceFailed, message: reason) }
    return request
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
