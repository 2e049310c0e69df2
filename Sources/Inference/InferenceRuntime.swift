import COpenVINO
import Glibc
public import ModerationCore
import Synchronization

/// The opened OpenVINO runtime. One per process and library folder is enough; it is never unloaded.
///
/// `@unchecked Sendable`: the handle is set once, and OpenVINO's core may be used from any thread.
public final class InferenceRuntime: @unchecked Sendable {
  /// Whether this CPU has SSE4.2. Without it the runtime opens and compiles models and then fails to run those of
  /// text and terror; with it and without AVX all run, and score the same (measured 2026-11-26 under QEMU 7.2).
  public static var cpuHasSSE42: Bool { moderation_cpu_has_sse42() != 0 }

  let handle: OpaquePointer
  /// Where compiled models are kept; nil for nowhere.
  let folder: OpenedModelFolder?
  private let loaded = Atomic(0)
  private let compiled = Atomic(0)
  /// Held while a compiled model is opened: how it is to be run is set on the runtime before.
  private let opening = Mutex<Void>(())

  /// How many models were compiled or opened so far. For tests.
  package var compiledModelCount: Int { loaded.load(ordering: .relaxed) }
  /// How many of them were compiled. For tests.
  package var newlyCompiledModelCount: Int { compiled.load(ordering: .relaxed) }

  func noteLoaded() { loaded.add(1, ordering: .relaxed) }
  func noteCompiled() { compiled.add(1, ordering: .relaxed) }
  func withOpening<Result>(_ body: () -> Result) -> Result { opening.withLock { _ in body() } }

  /// Opens the runtime of a models folder.
  ///
  /// - Parameter folder: Where compiled models are kept; nil for nowhere.
  /// - Throws: `HostFailure.Code.runtimeUnavailable` with the loader's own words.
  public init(_ store: ModelStore, keepingIn kept: CompiledModelFolder? = nil) throws(HostFailure) {
    let folder = "\(store.directory)/runtime"
    guard let library = Self.library(in: folder, named: "libopenvino_c.so") else {
      throw HostFailure(
        .runtimeUnavailable, message: "no libopenvino_c.so in \(folder); run `./run setup` to fetch the runtime")
    }
    // By its real path: the runtime looks for its parts beside itself for as long as the process lives, also when a
    // link to it is gone.
    let real = realpath(library, nil)
    defer { free(real) }
    let path = real.map { String(cString: $0) } ?? library
    let (opened, reason) = withErrorText { moderation_runtime_open(path, $0, $1) }
    guard let opened else {
      throw HostFailure(.runtimeUnavailable, message: "cannot open the neural runtime \(library): \(reason)")
    }
    handle = opened
    self.folder = kept.flatMap { kept in
      guard Self.library(in: folder, named: "libopenvino_ir_frontend.so") != nil else {
        kept.report("compiled models are not kept: no libopenvino_ir_frontend.so in \(folder); run `./run setup`")
        return nil
      }
      return OpenedModelFolder(kept)
    }
  }

  /// A library in a folder; its name carries the release.
  private static func library(in folder: String, named start: String) -> String? {
    guard let stream = opendir(folder) else { return nil }
    defer { closedir(stream) }
    var newest: String?
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasPrefix(start), name > newest ?? "" { newest = name }
    }
    return newest.map { "\(folder)/\($0)" }
  }
}

/// Calls a shim function that writes its reason into a buffer, and gives result and reason.
func withErrorText<Result>(_ body: (UnsafeMutablePointer<CChar>, Int) -> Result) -> (Result, String) {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { buffer in
    buffer.initialize(repeating: 0)
    guard let start = buffer.baseAddress else { fatalError("an allocation of 1024 bytes has an address") }
    let result = body(start, buffer.count)
    return (result, String(cString: start))
  }
}
