import COpenVINO
import Digests
import ModerationCore

extension InferenceRuntime {
  /// What a model is, and how it is to be run.
  struct Order: Sendable {
    /// For error messages.
    let name: String
    let concurrency: Int
    let precision: InferenceSession.Precision
    /// What the only input has for dimensions; empty for those of the file.
    let inputShape: [Int]
  }

  /// Opens what is kept of a model, or compiles it and keeps it.
  ///
  /// What was just kept is opened, too, so that a first run computes by the same bytes as every later one and holds
  /// as little memory.
  ///
  /// - Parameters:
  ///   - onnx: The bytes of the ONNX file.
  /// - Throws: `runtimeUnavailable` when the runtime does not take the model.
  func model(_ order: Order, onnx: [UInt8]) throws(HostFailure) -> CompiledModel {
    try model(order, sha256: SHA256Digest(of: onnx.span.bytes)?.hexadecimal) { () throws(HostFailure) in onnx }
  }

  /// The same of a file that is read only where it is compiled; `sha256` is what its bytes were checked against.
  func model(
    _ order: Order, sha256: String?, onnx: () throws(HostFailure) -> [UInt8]
  ) throws(HostFailure) -> CompiledModel {
    guard let folder, let key = key(of: order, sha256: sha256) else {
      return try whole(try compile(order, try onnx()), nil, order)
    }
    if let kept = opened(key, in: folder, order) { return try whole(kept.model, kept.file, order) }
    let compiled = try compile(order, try onnx())
    folder.keep(key) { path in
      let (status, reason) = withErrorText { moderation_model_export(compiled, path, $0, $1) }
      return status == 0 ? nil : reason
    }
    guard let kept = opened(key, in: folder, order) else { return try whole(compiled, nil, order) }
    moderation_model_free(compiled)
    return try whole(kept.model, kept.file, order)
  }

  /// Makes sure that a file of a store is there and holds what it should; one that was found to do so before, and has not
  /// changed since, is not read again.
  ///
  /// - Throws: `modelMissing`, `modelAltered`.
  func check(_ file: ModelStore.File, of store: ModelStore) throws(HostFailure) {
    let path = store.path(of: file)
    if let folder, folder.checkedFiles.knows(path, sha256: file.sha256) { return }
    let record = CheckedFiles.record(of: path)
    _ = try store.read(file)
    if let folder, let record { folder.checkedFiles.keep(record, sha256: file.sha256) }
  }

  /// The model of a file of a store. The file is checked in any case, and read where it is compiled.
  func model(
    _ order: Order, file: ModelStore.File, of store: ModelStore
  ) throws(HostFailure) -> CompiledModel {
    // Without a folder it is compiled, so reading it checks it.
    if folder != nil { try check(file, of: store) }
    return try model(order, sha256: file.sha256) { () throws(HostFailure) in try store.read(file) }
  }

  private func key(of order: Order, sha256: String?) -> String? {
    let (length, build) = withErrorText { moderation_runtime_build(handle, $0, $1) }
    guard let sha256, length > 0 else { return nil }
    return ModelKey(
      modelSHA256: sha256, build: build, concurrency: order.concurrency, precision: order.precision,
      inputShape: order.inputShape)?.hexadecimal
  }

  private func opened(
    _ key: String, in folder: OpenedModelFolder, _ order: Order
  ) -> (model: OpaquePointer, file: CompiledModelFile)? {
    guard let file = folder.file(of: key) else { return nil }
    let (model, reason) = withErrorText { text, capacity in
      withOpening {
        file.bytes.baseAddress.flatMap {
          moderation_model_import(
            handle, $0, file.bytes.count, Int32(clamping: order.concurrency), order.precision == .bf16 ? 1 : 0, text,
            capacity)
        }
      }
    }
    guard let model else {
      folder.refuse(key, reason)
      return nil
    }
    return (model, file)
  }

  private func compile(_ order: Order, _ onnx: [UInt8]) throws(HostFailure) -> OpaquePointer {
    let dimensions = order.inputShape.map(Int64.init)
    let (compiled, reason) = onnx.withUnsafeBytes { bytes in
      withErrorText { text, capacity in
        bytes.baseAddress.flatMap {
          moderation_model_compile(
            handle, $0, bytes.count, Int32(clamping: order.concurrency), order.precision == .bf16 ? 1 : 0, dimensions,
            Int64(dimensions.count), text, capacity)
        }
      }
    }
    guard let compiled else {
      throw HostFailure(.runtimeUnavailable, message: "the runtime does not take the model \(order.name): \(reason)")
    }
    noteCompiled()
    return compiled
  }

  private func whole(
    _ model: OpaquePointer, _ file: CompiledModelFile?, _ order: Order
  ) throws(HostFailure) -> CompiledModel {
    noteLoaded()
    return try CompiledModel(model, of: file, name: order.name, runtime: self, concurrency: order.concurrency)
  }
}
